"""A row of an access key."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.settings.access_row import AccessRow
from tests.app.ui.settings.sample import ACCESS, access_key
from tests.fakes.naming import unnamed_controls


def test_it_says_what_the_key_is(qtbot: QtBot) -> None:
    row = AccessRow(ACCESS["keys"][0])
    qtbot.addWidget(row)
    row.show()
    assert row._client.text() == "Codex"
    assert next(label.text() for label in row._states if label.isVisible()) == "Active"
    assert row._limits.text() == "No limits"
    assert not row._used.isVisible()
    assert not row.remove.isVisible()  # built in
    assert row._edit.accessibleName() == "Edit: codex"
    assert not unnamed_controls(row)
    row.show_key(access_key("codex", "codex", state="disabled", used={"day": 3}))
    QApplication.sendEvent(row, QEvent(QEvent.Type.LanguageChange))
    assert [label.text() for label in row._states if label.isVisible()] == ["Off"]
    assert row._used.text() == "Used: today 3"
    assert row.remove.isVisible()


def test_what_is_asked_for(qtbot: QtBot) -> None:
    row = AccessRow(access_key("ci"))
    qtbot.addWidget(row)
    heard: list[str] = []
    for name in ("edit", "rotate", "reset", "remove"):
        getattr(row, f"{name}_wanted").connect(lambda name=name: heard.append(name))
    row._edit.click()
    for action in (row.rotate, row.reset, row.remove):
        action.trigger()
    assert heard == ["edit", "rotate", "reset", "remove"]
    row.set_problem("It broke.")
    assert row.problem == "It broke."
