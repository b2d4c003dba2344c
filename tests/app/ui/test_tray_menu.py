"""The tray's menu: what stands in it, what each entry asks for, and that it changes in place."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.ui.tray_menu import TrayMenu
from app.ui.tray_state import Choice, ClientMenu, LastError, TrayState


def state(**more: Any) -> TrayState:
    choices = (
        Choice("deepseek", "DeepSeek & co · deepseek-chat", True),
        Choice("kimi", "Kimi", False),
        Choice(None, "Off: use Codex's own login", False),
    )
    values: dict[str, Any] = {
        "picture": "active",
        "line": "● Running on 127.0.0.1:8377",
        "today": "Today 2 requests",
        "clients": (ClientMenu("codex", "Codex: DeepSeek", choices),),
        "last_error": None,
        "address": "http://127.0.0.1:8377",
        "recording": True,
        "tooltip": "",
    }
    return TrayState(**{**values, **more})


@pytest.fixture
def tray_menu(qtbot: QtBot) -> TrayMenu:
    tray_menu = TrayMenu()
    tray_menu.show_state(state(), False)
    return tray_menu


def texts(menu: QMenu) -> list[str]:
    return ["-" if one.isSeparator() else one.text() for one in menu.actions() if one.isVisible()]


def find(menu: QMenu, text: str) -> QAction:
    return next(one for one in menu.actions() if one.text() == text)


def submenu(tray_menu: TrayMenu) -> QMenu:
    found = find(tray_menu.menu, "Codex: DeepSeek").menu()
    assert isinstance(found, QMenu)
    return found


def test_the_whole_menu(tray_menu: TrayMenu) -> None:
    assert texts(tray_menu.menu) == [
        "● Running on 127.0.0.1:8377",
        "   Today 2 requests",
        "-",
        "Codex: DeepSeek",
        "-",
        "Open Turnout",
        "Copy proxy address",
        "Pause recording",
        "-",
        "Start at login",
        "Quit and restore settings",
    ]
    assert not tray_menu.menu.actions()[0].isEnabled()
    assert texts(submenu(tray_menu)) == [
        "DeepSeek && co · deepseek-chat",
        "Kimi",
        "-",
        "Off: use Codex's own login",
    ]
    assert [one.isChecked() for one in submenu(tray_menu).actions()] == [True, False, False, False]


def test_what_the_entries_ask_for(tray_menu: TrayMenu, qtbot: QtBot) -> None:
    tray_menu.show_state(state(last_error=LastError("e7", "Last error: x & y")), True)
    heard: list[Any] = []
    tray_menu.switch_wanted.connect(lambda *what: heard.append(what))
    for name in ("open", "error", "copy", "pause", "autostart", "quit"):
        getattr(tray_menu, f"{name}_wanted").connect(lambda *what, name=name: heard.append((name, *what)))
    submenu(tray_menu).actions()[1].trigger()
    submenu(tray_menu).actions()[3].trigger()
    for text in (
        "Open Turnout",
        "Last error: x && y",
        "Copy proxy address",
        "Pause recording",
        "Start at login",
        "Quit and restore settings",
    ):
        find(tray_menu.menu, text).trigger()
    assert heard == [
        ("codex", "kimi"),
        ("codex", None),
        ("open",),
        ("error", "e7"),
        ("copy", "http://127.0.0.1:8377"),
        ("pause", True),
        ("autostart", False),
        ("quit",),
    ]


def test_a_switch_changes_the_open_menu_in_place(tray_menu: TrayMenu) -> None:
    before = submenu(tray_menu).actions()
    changed = tuple(
        Choice(one.profile, one.text, one.profile == "kimi") for one in state().clients[0].choices
    )
    tray_menu.show_state(state(clients=(ClientMenu("codex", "Codex: DeepSeek", changed),)), False)
    assert submenu(tray_menu).actions() == before
    assert [one.isChecked() for one in before] == [False, True, False, False]


def test_another_profile_is_another_menu(tray_menu: TrayMenu) -> None:
    only = (Choice(None, "Off: use Codex's own login", True),)
    tray_menu.show_state(state(clients=(ClientMenu("codex", "Codex: off", only),)), False)
    assert texts(tray_menu.menu)[3] == "Codex: off"
    found = find(tray_menu.menu, "Codex: off").menu()
    assert isinstance(found, QMenu)
    assert texts(found) == ["Off: use Codex's own login"]


def test_without_a_service(tray_menu: TrayMenu) -> None:
    tray_menu.show_state(state(today=None, clients=(), address=None, recording=False), True, restores=False)
    assert texts(tray_menu.menu) == [
        "● Running on 127.0.0.1:8377",
        "-",
        "Open Turnout",
        "Copy proxy address",
        "Pause recording",
        "-",
        "Start at login",
        "Quit",
    ]
    assert not find(tray_menu.menu, "Copy proxy address").isEnabled()
    assert find(tray_menu.menu, "Pause recording").isChecked()
    assert find(tray_menu.menu, "Start at login").isChecked()
    heard: list[str] = []
    tray_menu.copy_wanted.connect(heard.append)
    tray_menu.error_wanted.connect(heard.append)
    tray_menu._copy_address()
    tray_menu._open_error()
    assert heard == []


def test_no_entry_needs_a_widget_or_rich_text(tray_menu: TrayMenu) -> None:
    assert all(type(one) is QAction for one in tray_menu.menu.actions())


def test_what_is_to_be_done_stands_first(tray_menu: TrayMenu, qtbot: QtBot) -> None:
    [one] = state().clients
    mending = replace(one, back="Back to DeepSeek", confirm="Confirm…", profile="deepseek")
    tray_menu.show_state(state(clients=(mending,)), False)
    menu = submenu(tray_menu)
    assert texts(menu)[:3] == ["Back to DeepSeek", "Confirm…", "-"]
    with qtbot.waitSignal(tray_menu.back_wanted) as told:
        menu.actions()[0].trigger()
    assert told.args == ["codex"]
    with qtbot.waitSignal(tray_menu.confirm_wanted) as told:
        menu.actions()[1].trigger()
    assert told.args == ["deepseek"]
    tray_menu.show_state(state(), False)
    assert texts(submenu(tray_menu))[0].startswith("DeepSeek")
