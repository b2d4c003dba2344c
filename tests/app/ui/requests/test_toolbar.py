"""The row above the list."""

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.requests import chips
from app.ui.requests.toolbar import Toolbar


def make(qtbot: QtBot, settings: QSettings) -> Toolbar:
    bar = Toolbar(settings, lambda _: [], QMenu)
    qtbot.addWidget(bar)
    bar.resize(900, 60)
    bar.show()
    return bar


def chip(bar: Toolbar, text: str) -> QPushButton:
    return next(button for button in bar.findChildren(QPushButton) if button.text() == text)


def test_chips_toggle_terms_and_follow_the_text(qtbot: QtBot, settings: QSettings) -> None:
    bar = make(qtbot, settings)
    qtbot.mouseClick(chip(bar, "Errors"), Qt.MouseButton.LeftButton)
    assert bar.filter.applied == "state:failed"
    qtbot.mouseClick(chip(bar, "Codex"), Qt.MouseButton.LeftButton)
    assert bar.filter.applied == "state:failed client:codex"
    bar.filter.setText(">10s")
    assert [chip(bar, name).isChecked() for name in ("Codex", "Claude Code", "Errors", "Slow")] == [
        False, False, False, True,
    ]  # fmt: skip
    bar.toggle(chips.ERRORS)
    assert bar.filter.text() == ">10s state:failed"
    bar.toggle(chips.SLOW)
    assert bar.filter.text() == "state:failed"


def test_an_error_is_said_below(qtbot: QtBot, settings: QSettings) -> None:
    bar = make(qtbot, settings)
    bar.filter.set_expression("xyzzy:1")
    assert bar._problem.isVisible()
    assert "xyzzy" in bar._problem.text()
    bar.filter.set_expression("")
    assert not bar._problem.isVisible()


def test_buttons_say_what_they_do(qtbot: QtBot, settings: QSettings) -> None:
    bar = make(qtbot, settings)
    with qtbot.waitSignals([bar.paused, bar.grouped, bar.cleared]):
        bar.pause_button.click()
        bar.group_button.click()
        bar.clear_button.click()
    bar.set_paused(True)
    assert "Go on" in bar.pause_button.accessibleName()
    buttons = (bar.save_button, bar.group_button, bar.pause_button, bar.clear_button, bar.more_button)
    assert all(button.accessibleName() for button in buttons)
    QCoreApplication.sendEvent(bar, QEvent(QEvent.Type.LanguageChange))
    bar.more_button.click()


def test_filters_are_saved_and_chosen_again(qtbot: QtBot, settings: QSettings) -> None:
    bar = make(qtbot, settings)
    assert [action.isEnabled() for action in bar._saved_menu().actions()] == [False]
    bar.filter.set_expression("model:kimi >10s")
    bar._saved_menu().actions()[0].trigger()
    dialog = bar.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    assert dialog.textValue() == "model:kimi >10s"
    dialog.setTextValue("Slow & Kimi")
    dialog.accept()
    bar.filter.set_expression("")
    menu = bar._saved_menu()
    assert menu.actions()[0].text() == "Slow && Kimi"
    menu.actions()[0].trigger()
    assert bar.filter.applied == "model:kimi >10s"
    forget = menu.actions()[-1].menu()
    assert isinstance(forget, QMenu)
    forget.actions()[0].trigger()
    assert len(bar._saved_menu().actions()) == 1
