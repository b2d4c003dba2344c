"""The tray icon: it follows the service, switches, pauses and opens."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.ui.link import Problem
from app.ui.reach import Reach
from app.ui.tray import Tray
from app.version import VERSION
from tests.fakes.link import FakeLink
from tests.fakes.played_service import PlayedService

PROFILES = [{"id": "deepseek", "name": "DeepSeek", "model": "m"}, {"id": "kimi", "name": "Kimi"}]
STATUS = {
    "version": VERSION,
    "base_url": "http://127.0.0.1:8377",
    "routes": {"codex": {"profile": "deepseek", "connected": True}},
    "today": {"requests": 3},
    "recording": True,
}


class PlayedAutostart:
    def __init__(self) -> None:
        self.on = False
        self.refuses = False

    def is_on(self) -> bool:
        return self.on

    def set(self, on: bool) -> None:
        if self.refuses:
            raise PermissionError(13, "Permission denied", "/x")
        self.on = on


class Switches:
    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def use(self, profile: str, client: str) -> None:
        self.asked.append(("use", profile, client))

    def off(self, client: str) -> None:
        self.asked.append(("off", client))

    def leave_fallback(self, client: str) -> None:
        self.asked.append(("back", client))


@pytest.fixture
def start() -> PlayedAutostart:
    return PlayedAutostart()


@pytest.fixture
def switches() -> Switches:
    return Switches()


@pytest.fixture
def tray(
    link: FakeLink, tmp_path: Path, start: PlayedAutostart, switches: Switches, qtbot: QtBot
) -> Iterator[Tray]:
    reach = Reach(link, PlayedService(tmp_path))
    link.answer("GET", "profiles", {"profiles": PROFILES})
    tray = Tray(link, reach, switches, start)
    yield tray
    tray.deleteLater()
    reach.deleteLater()


@pytest.fixture
def running(tray: Tray, link: FakeLink) -> Tray:
    link.connect_with(STATUS)
    link.settle()
    return tray


def entry(menu: QMenu, text: str) -> QAction:
    return next(one for one in menu.actions() if one.text() == text)


def submenu(tray: Tray, text: str) -> QMenu:
    found = entry(tray.menu.menu, text).menu()
    assert isinstance(found, QMenu)
    return found


def test_it_shows_what_is_so(tray: Tray, link: FakeLink) -> None:
    assert tray.icon.toolTip() == "Turnout: Starting…"
    link.connect_with(STATUS)
    link.settle()
    assert tray.icon.toolTip() == "Turnout: Codex → DeepSeek"
    assert tray.state is not None
    assert tray.state.picture == "active"
    assert not tray.icon.icon().isNull()
    assert submenu(tray, "Codex: DeepSeek").actions()[0].isChecked()


def test_the_profiles_are_asked_for_when_they_changed_or_are_looked_at(running: Tray, link: FakeLink) -> None:
    link.answer("GET", "profiles", {"profiles": [*PROFILES, {"id": "new", "name": "New"}]})
    link.profiles_changed.emit()
    link.settle()
    assert entry(submenu(running, "Codex: DeepSeek"), "New")
    running.menu.menu.aboutToShow.emit()
    assert len(link.bodies("GET", "profiles")) == 3
    link.refuse("GET", "profiles", Problem("c", "m"))
    link.settle()
    running.menu.menu.aboutToShow.emit()
    link.settle()
    assert entry(submenu(running, "Codex: DeepSeek"), "New")


def test_a_choice_switches_and_shows_what_is_so_until_it_is_done(running: Tray, switches: Switches) -> None:
    menu = submenu(running, "Codex: DeepSeek")
    entry(menu, "Kimi").trigger()
    assert switches.asked == [("use", "kimi", "codex")]
    assert entry(menu, "DeepSeek · m").isChecked()
    entry(menu, "Off: use Codex's own login").trigger()
    assert switches.asked[1:] == [("off", "codex")]


def test_pause(running: Tray, link: FakeLink) -> None:
    link.answer("POST", "recording", {})
    entry(running.menu.menu, "Pause recording").trigger()
    link.settle()
    assert link.bodies("POST", "recording") == [{"on": False}]
    link.refuse("POST", "recording", Problem("c", "m"))
    said: list[Any] = []
    running.problem.connect(said.append)
    entry(running.menu.menu, "Pause recording").trigger()
    link.settle()
    assert said == [Problem("c", "m")]
    assert not entry(running.menu.menu, "Pause recording").isChecked()


def test_start_at_login(running: Tray, start: PlayedAutostart) -> None:
    action = entry(running.menu.menu, "Start at login")
    action.trigger()
    assert start.on
    assert action.isChecked()
    start.on = False  # switched off in the desktop's own settings
    running.menu.menu.aboutToShow.emit()
    assert not action.isChecked()
    start.refuses = True
    said: list[Any] = []
    running.problem.connect(said.append)
    action.trigger()
    assert [problem.code for problem in said] == ["autostart"]
    assert not action.isChecked()


def test_copy(running: Tray) -> None:
    entry(running.menu.menu, "Copy proxy address").trigger()
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1:8377"


def test_a_click_toggles_the_window(running: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(running.toggle_wanted):
        running.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(running.toggle_wanted):
        running.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_on_a_mac_a_click_belongs_to_the_menu(
    link: FakeLink, tmp_path: Path, switches: Switches, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    tray = Tray(link, Reach(link, PlayedService(tmp_path)), switches, PlayedAutostart())
    with qtbot.assertNotEmitted(tray.toggle_wanted):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert tray.icon.icon().isMask()


def test_quit_says_what_it_does(running: Tray) -> None:
    running.set_restores(False)
    assert entry(running.menu.menu, "Quit")


def test_time_goes_by(running: Tray, link: FakeLink, qtbot: QtBot) -> None:
    before = running.state
    running.timerEvent(None)  # type: ignore[arg-type]
    assert running.state == before
    assert running.state is not before


def test_a_notification_has_our_icon(running: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(running.icon, "showMessage", lambda *what: shown.append(what))
    running.notify("Title", "Text")
    running.show()
    title, text, icon = shown[0]
    assert (title, text) == ("Title", "Text")
    assert not icon.isNull()


def test_a_fallback_is_left_and_a_key_is_shown(running: Tray, link: FakeLink, switches: Switches) -> None:
    route = {**STATUS["routes"]["codex"], "fallback": "kimi"}
    unconfirmed = [{**PROFILES[0], "key_unconfirmed": ["https://new.example"]}, *PROFILES[1:]]
    link.answer("GET", "profiles", {"profiles": unconfirmed})
    link.connect_with({**STATUS, "routes": {**STATUS["routes"], "codex": route}})
    link.profiles_changed.emit()
    link.settle()
    menu = submenu(running, "Codex: DeepSeek ▲ now Kimi")
    entry(menu, "Back to DeepSeek").trigger()
    assert switches.asked == [("back", "codex")]
    shown: list[str] = []
    running.confirm_wanted.connect(shown.append)
    entry(menu, "Confirm the key of DeepSeek…").trigger()
    assert shown == ["deepseek"]
