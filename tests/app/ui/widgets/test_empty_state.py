"""Nothing to show: why, and what to do."""

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.widgets.empty_state import EmptyState


def test_actions(qtbot: QtBot) -> None:
    ran: list[str] = []
    empty = EmptyState(
        "requests",
        "No requests yet",
        "Run codex.",
        [("Send", lambda: ran.append("a")), ("Copy", lambda: ran.append("b"))],
    )
    qtbot.addWidget(empty)
    empty.show()
    buttons = [one for one in empty.findChildren(QPushButton) if one.isVisible()]
    assert [one.property("role") for one in buttons] == ["primary", None]
    for button in buttons:
        button.click()
    assert ran == ["a", "b"]
    empty.set("No match", "", [("Clear filter", lambda: ran.append("c"))], icon_name="filter")
    QApplication.processEvents()  # a layout shows what it gets with the next event
    buttons = [one for one in empty.findChildren(QPushButton) if one.isVisible()]
    assert [one.text() for one in buttons] == ["Clear filter"]
    assert not empty._text.isVisible()
    buttons[0].click()
    assert ran[-1] == "c"
