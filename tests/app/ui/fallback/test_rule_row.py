"""A rule in the list: what it says, and what can be done with the user's own."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.fallback.rule_row import RuleRow
from tests.fakes.fallbacks import OWN


def test_own_rules_can_be_changed(qtbot: QtBot) -> None:
    row = RuleRow(OWN[0], 1, own=True)
    qtbot.addWidget(row)
    row.show()
    assert row.text.startswith("Ask the next profile: Status 400, 5xx")
    assert row.edit.accessibleName() == "Edit rule 1"
    assert not row.up.isEnabled() and row.down.isEnabled()
    told: list[object] = []
    row.edit_wanted.connect(lambda: told.append("edit"))
    row.remove_wanted.connect(lambda: told.append("remove"))
    row.move_wanted.connect(told.append)
    for button in (row.edit, row.down, row.remove):
        button.click()
    assert told == ["edit", 1, "remove"]
    row.set_problem("No.")
    assert row._problem.isVisible()
    QApplication.sendEvent(row, QEvent(QEvent.Type.LanguageChange))
    assert row.remove.accessibleName() == "Remove rule 1"


def test_the_last_goes_no_further_and_built_in_ones_nowhere(qtbot: QtBot) -> None:
    last = RuleRow(OWN[1], 2, own=True, last=True)
    built_in = RuleRow(OWN[1], 2, own=False)
    for row in (last, built_in):
        qtbot.addWidget(row)
        row.show()
    assert last.up.isEnabled() and not last.down.isEnabled()
    assert built_in.text.startswith("Tell the client: ")
    assert not any(one.isVisible() for one in (built_in.edit, built_in.up, built_in.down, built_in.remove))
