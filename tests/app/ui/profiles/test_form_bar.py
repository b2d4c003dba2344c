"""The buttons below the form."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.profiles.form_bar import FormBar


def test_each_button_says_what_it_asks_for(qtbot: QtBot) -> None:
    bar = FormBar()
    qtbot.addWidget(bar)
    for button, signal in (
        (bar.remove, bar.remove_asked), (bar.check, bar.check_asked), (bar.save, bar.save_asked),
    ):  # fmt: skip
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_save_by_its_key(qtbot: QtBot) -> None:
    bar = FormBar()
    qtbot.addWidget(bar)
    with qtbot.waitExposed(bar):
        bar.show()
    bar.activateWindow()
    with qtbot.waitSignal(bar.save_asked):
        qtbot.keyClick(bar, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    bar.set_busy(True)
    with qtbot.assertNotEmitted(bar.save_asked):
        qtbot.keyClick(bar, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_use_for_whom(qtbot: QtBot) -> None:
    bar = FormBar()
    qtbot.addWidget(bar)
    said = []
    bar.use_asked.connect(said.append)
    for entry in bar.menu.actions():
        entry.trigger()
    assert said == [("codex", "claude-code"), ("codex",), ("claude-code",)]
    assert [entry.text() for entry in bar.menu.actions()] == [
        "For Codex and Claude Code",
        "For Codex",
        "For Claude Code",
    ]


def test_while_it_saves_nothing_else_can_be_asked(qtbot: QtBot) -> None:
    bar = FormBar()
    qtbot.addWidget(bar)
    bar.set_busy(True)
    assert not any(button.isEnabled() for button in (bar.remove, bar.check, bar.save, bar.use))
    bar.set_busy(False)
    assert all(button.isEnabled() for button in (bar.remove, bar.check, bar.save, bar.use))
