"""The field of the filter."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFocusEvent
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.requests.filter_field import FilterField
from tests.fakes.summaries import failed, summary


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[FilterField]:
    theme.set_choice("light")
    made = FilterField(lambda name: ["kimi-k2", "kimi-latest"] if name == "model" else [])
    qtbot.addWidget(made)
    made.resize(400, 30)
    made.show()
    yield made
    made._popup.hide()


def test_a_pause_in_typing_applies_it(field: FilterField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.changed) as changed:
        qtbot.keyClicks(field, "state:failed")
    assert changed.args is not None
    matches = changed.args[0]
    assert (matches(failed()), matches(summary())) == (True, False)
    assert field.applied == "state:failed"
    with qtbot.assertNotEmitted(field.changed):
        field.set_expression("state:failed ")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("client:codex statis:4xx", "Did you mean status?"),
        ("xyzzy:1", '"xyzzy" is not a field'),
        ("model:", "after the colon"),
        ('"open', "A quote is open"),
        ("a or", "both sides"),
        (">10", "Say what is compared"),
        ("ttft:>soon", "does not fit ttft"),
    ],
)
def test_what_is_not_understood_is_said_and_the_list_stays(
    field: FilterField, qtbot: QtBot, expression: str, said: str
) -> None:
    field.set_expression("model:kimi")
    with qtbot.assertNotEmitted(field.changed), qtbot.waitSignal(field.refused) as refused:
        field.set_expression(expression)
    assert refused.args is not None
    assert said in refused.args[0]
    assert said in field.accessibleDescription()
    assert (field.property("problem"), field.applied) == ("true", "model:kimi")
    with qtbot.waitSignal(field.changed):
        field.set_expression("")
    assert field.property("problem") == "false"


def test_the_place_of_the_error_is_underlined(field: FilterField) -> None:
    field.set_expression("codex colour:red")
    image = field.grab().toImage()
    err = theme.color("err").name()
    marked = {
        x
        for x in range(image.width())
        for y in range(6, image.height() - 4)
        if image.pixelColor(x, y).name() == err
    }
    # "colour" is the second word: nothing left of it is red but the frame.
    word = field.fontMetrics().horizontalAdvance("codex ")
    assert min(x for x in marked if x > 4) > word
    assert field.text() == "codex colour:red"


def test_fields_and_values_are_offered(field: FilterField, qtbot: QtBot) -> None:
    field.setFocus()
    qtbot.keyClicks(field, "mo")
    assert field._offers.stringList()[0] == "model:"
    field._take_offer("model:")
    assert field.text() == "model:"
    qtbot.waitUntil(lambda: field._offers.stringList() == ["kimi-k2", "kimi-latest"])
    field._take_offer("kimi-k2")
    assert field.text() == "model:kimi-k2 "
    qtbot.keyClicks(field, "zzzz")
    assert not field._popup.isVisible()


def test_keys(field: FilterField, qtbot: QtBot) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field._popup.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field._popup.isVisible()
    field.set_expression("codex")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.keyClicks(field, "codex")
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.applied == "codex"
    qtbot.keyClicks(field, " a:")
    with qtbot.assertNotEmitted(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    for _ in range(8):
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert not field._popup.isVisible()


def test_leaving_applies(field: FilterField) -> None:
    field.setText("kimi")
    QCoreApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusOut))
    assert field.applied == "kimi"
    QCoreApplication.sendEvent(field, QEvent(QEvent.Type.LanguageChange))
    assert field.placeholderText().startswith("Filter")
