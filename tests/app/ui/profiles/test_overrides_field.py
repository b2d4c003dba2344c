"""The overrides: one scope shown at a time, all kept."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.profiles.override_state import Override
from app.ui.profiles.overrides_field import OverridesField
from tests.fakes.naming import unnamed_controls

EVERY = Override(
    "*", headers=(("X-Title", "mine"),), body='{\n  "seed": 7\n}', remove="top_p", max_output="16000"
)
ONE = Override("k2", effort="high", system_prefix="Answer in French.")


@pytest.fixture
def field(qtbot: QtBot) -> OverridesField:
    made = OverridesField()
    qtbot.addWidget(made)
    made.set_value((EVERY, ONE), ["k2", "k2-mini"])
    made.show()
    return made


def scopes(field: OverridesField) -> list[str]:
    return [field.scope.itemText(place) for place in range(field.scope.count())]


def test_what_goes_in_comes_out(field: OverridesField) -> None:
    assert field.overrides() == (EVERY, ONE)
    assert scopes(field) == ["All models (set)", "k2 (set)", "k2-mini"]
    assert not unnamed_controls(field)
    assert field.body.toPlainText() == EVERY.body
    field.scope.chosen.emit("k2")
    assert field.effort.currentText() == "high"
    assert field.prefix.toPlainText() == "Answer in French."
    assert field.body.toPlainText() == ""
    assert field.overrides() == (EVERY, ONE), "looking changes nothing"


def test_each_scope_is_typed_into_on_its_own(field: OverridesField, qtbot: QtBot) -> None:
    field.scope.chosen.emit("brand-new")
    assert "brand-new" in scopes(field)
    with qtbot.waitSignal(field.edited):
        qtbot.keyClicks(field.remove, "top_k")
    with qtbot.waitSignal(field.edited):
        field.prefix.setPlainText("Be brief.")
    assert field.overrides()[-1] == Override("brand-new", remove="top_k", system_prefix="Be brief.")
    assert scopes(field)[-1] == "brand-new (set)"
    field.effort.setCurrentIndex(field.effort.findText("low"))
    field.effort.activated.emit(0)
    assert field.overrides()[-1].effort == "low"


def test_what_is_emptied_is_gone(field: OverridesField) -> None:
    field.scope.chosen.emit("k2")
    field.effort.setCurrentIndex(0)
    field.effort.activated.emit(0)
    field.prefix.setPlainText("")
    assert field.overrides() == (EVERY,)
    assert "k2" in scopes(field)
    field.set_models(["k3"])
    assert "k3" in scopes(field)


def test_what_is_wrong_is_said_at_its_field(field: OverridesField) -> None:
    assert not field.shows_problem
    field.body.setPlainText('{"seed": }')
    field.headers.item(1, 0).setText("Cookie")
    assert field.problem_of("body").startswith("This is not JSON")
    assert "carries a key" in field.problem_of("headers")
    field.scope.chosen.emit("k2")
    assert not field.shows_problem
    assert field.go_to_problem() is field.headers
    assert field.shows_problem
    field.body.setPlainText("")
    field.headers.set_rows([])
    field.headers.edited.emit()
    assert field.go_to_problem() is field.scope
    QApplication.sendEvent(field, QEvent(QEvent.Type.LanguageChange))
    assert not field.shows_problem
