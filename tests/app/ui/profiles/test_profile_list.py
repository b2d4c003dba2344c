"""The list of profiles."""

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.profiles.profile_list import ProfileList
from tests.fakes.provider_list import accounts


def make(qtbot: QtBot) -> ProfileList:
    shown = ProfileList()
    qtbot.addWidget(shown)
    shown.resize(264, 500)
    shown.show_profiles(accounts())
    return shown


def test_choosing_says_which(qtbot: QtBot) -> None:
    shown = make(qtbot)
    with qtbot.waitSignal(shown.chosen) as said:
        qtbot.mouseClick(
            shown.viewport(), Qt.MouseButton.LeftButton, pos=shown.visualItemRect(shown.item(1)).center()
        )
    assert said.args == ["kimi"]
    assert shown.current_id() == "kimi"


def test_selecting_from_outside_says_nothing(qtbot: QtBot) -> None:
    shown = make(qtbot)
    with qtbot.assertNotEmitted(shown.chosen):
        shown.select("ollama")
        shown.show_profiles(accounts()[1:])
    assert shown.current_id() == "ollama"
    shown.select(None)
    assert shown.current_id() is None


def test_alt_and_arrows_order(qtbot: QtBot) -> None:
    shown = make(qtbot)
    shown.select("kimi")
    with qtbot.waitSignal(shown.reordered) as said:
        qtbot.keyClick(shown, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert said.args is not None
    assert said.args[0][:2] == ["kimi", "deepseek"]
    assert shown.current_id() == "kimi"
    with qtbot.assertNotEmitted(shown.reordered):
        qtbot.keyClick(shown, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)


def test_dropping_orders(qtbot: QtBot) -> None:
    shown = make(qtbot)
    with qtbot.waitSignal(shown.reordered) as said:
        shown.model().moveRow(QModelIndex(), 4, QModelIndex(), 0)
    assert said.args is not None
    assert said.args[0][0] == "zhipu"


def test_delete_asks(qtbot: QtBot) -> None:
    shown = make(qtbot)
    shown.select("kimi")
    with qtbot.waitSignal(shown.remove_asked) as said:
        qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert said.args == ["kimi"]


def test_each_row_can_be_heard(qtbot: QtBot) -> None:
    shown = make(qtbot)
    heard = [shown.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(shown.count())]
    assert heard[2] == "OpenRouter, anthropic/claude-sonnet-5, No key, Not checked"
    assert shown.accessibleName()


def test_a_key_that_waits_has_a_button(qtbot: QtBot) -> None:
    shown = make(qtbot)
    waiting = [
        {**one, "key_unconfirmed": ["https://a.example"]} if one["id"] == "kimi" else one
        for one in accounts()
    ]
    shown.show_profiles(waiting)
    shown.show()
    [button] = shown.findChildren(QPushButton)
    assert button.accessibleName() == "Confirm the key of Kimi 月之暗面"
    with qtbot.waitSignal(shown.confirm_asked) as said:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert said.args == ["kimi"]
    with qtbot.waitSignal(shown.chosen) as said:
        place = shown.visualItemRect(shown.item(1)).topLeft()
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place + QPoint(20, 12))
    assert said.args == ["kimi"]
    qtbot.keyClick(shown, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: shown.itemWidget(shown.item(0)) is not None)
