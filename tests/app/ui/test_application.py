"""The app put together: what each part's signal leads to, with the service played."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.context import Context
from app.crash import CrashLog
from app.ui import application as module
from app.ui import tray_host
from app.ui.application import Application
from app.ui.link import Problem
from app.ui.page import Page
from app.ui.reach import Stopped
from app.ui.single_instance import SingleInstance
from app.version import VERSION
from tests.fakes.link import FakeLink
from tests.fakes.played_service import PlayedService

DEADLINE_MS = 20_000
SETTINGS = {
    "language": "system", "theme": "system", "restore_on_quit": True, "close_to_tray": True, "notifications": True
}  # fmt: skip
STATUS = {"version": VERSION, "base_url": "http://127.0.0.1:8377", "routes": {}, "pid": 7}


class Plain(Page):
    name = "requests"
    icon_name = "requests"

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[dict[str, Any]] = []

    def title(self) -> str:
        return "Plain"

    def open(self, **what: Any) -> None:
        self.opened.append(what)


class PlayedAutostart:
    on = False

    def is_on(self) -> bool:
        return self.on

    def set(self, on: bool) -> None:
        self.on = on


class Seat:
    """An application with its surroundings."""

    def __init__(self, context: Context, folder: Path) -> None:
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        self.service = PlayedService(folder)
        self.instance = SingleInstance(folder)
        self.crash = CrashLog(context.paths)
        self.ended: list[int] = []
        self.autostart = PlayedAutostart()
        self.app = Application(qt, self.service, self.instance, self.crash)
        assert isinstance(self.app.link, FakeLink)
        self.link = self.app.link
        self.link.answer("GET", "profiles", {"profiles": [{"id": "p", "name": "P"}]})
        self.link.answer("GET", "settings", {"settings": SETTINGS})

    def up(self) -> None:
        self.link.connect_with(STATUS)
        self.link.settle()


@pytest.fixture
def seat(
    qapp: QApplication, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Seat]:
    played = PlayedAutostart()
    monkeypatch.setattr(module, "Link", lambda find, parent: FakeLink())
    monkeypatch.setattr(module, "autostart", lambda: played)
    monkeypatch.setattr(module, "_pages", lambda link: {"requests": Plain})
    monkeypatch.setattr(QApplication, "quit", lambda *_: seat.ended.append(0))
    monkeypatch.setattr(QApplication, "exit", lambda *codes: seat.ended.append(codes[-1]))
    seat = Seat(context, tmp_path)
    seat.autostart = played
    yield seat
    seat.app.close()


def page(seat: Seat) -> Plain:
    found = seat.app.window.page("requests")
    assert isinstance(found, Plain)
    return found


def test_hidden_there_is_no_window(seat: Seat) -> None:
    seat.app.begin(hidden=True)
    seat.up()
    assert seat.app._window is None


def test_the_window_comes_after_the_tray(seat: Seat, qtbot: QtBot) -> None:
    seat.app.begin(hidden=False)
    assert seat.app._window is None
    qtbot.waitUntil(lambda: seat.app._window is not None and seat.app.window.isVisible(), timeout=DEADLINE_MS)


def test_a_newcomer_is_greeted_once(seat: Seat, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    greeted: list[object] = []

    class Greeting(QDialog):
        applied = Signal(str, list)

        def __init__(self, link: object, parent: Any) -> None:
            super().__init__(parent)
            greeted.append(link)
            self.applied.emit("kimi", ["codex"])  # nobody listens yet
            QTimer.singleShot(0, self, lambda: self.applied.emit("kimi", ["codex", "claude-code"]))

    monkeypatch.setitem(sys.modules, "app.ui.first_run.dialog", SimpleNamespace(FirstRun=Greeting))
    seat.link.answer("GET", "profiles", {"profiles": []})
    seat.up()
    assert greeted == [seat.link]
    said: list[str] = []
    seat.app.window.switching.done.connect(said.append)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Codex, Claude Code use kimi from their next request on."]
    seat.link.lose(Problem("service_away", ""))
    seat.up()
    assert len(greeted) == 1


def test_at_login_nobody_is_greeted(seat: Seat) -> None:
    seat.link.answer("GET", "profiles", {"profiles": []})
    seat.app.begin(hidden=True)
    seat.up()
    assert seat.app._window is None


def test_a_click_on_the_icon_toggles_the_window(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.app.tray.toggle_wanted.emit()
    assert seat.app.window.isVisible()
    monkeypatch.setattr(seat.app.window, "isActiveWindow", lambda: True)
    seat.app.tray.toggle_wanted.emit()
    assert not seat.app.window.isVisible()
    seat.app.window.showMinimized()
    seat.app.tray.toggle_wanted.emit()
    assert seat.app.window.isVisible()
    assert not seat.app.window.isMinimized()


def test_another_start_shows_the_window(seat: Seat) -> None:
    seat.instance.show_wanted.emit()
    assert seat.app.window.isVisible()


def test_the_last_error_is_opened(seat: Seat) -> None:
    seat.app.tray.error_wanted.emit("e7")
    assert page(seat).opened[-1] == {"exchange": "e7"}


def test_the_tray_switches_as_the_window_does(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(seat.app.window.switching, "use", lambda *what: asked.append(("use", *what)))
    monkeypatch.setattr(seat.app.window.switching, "off", lambda *what: asked.append(("off", *what)))
    seat.link.connect_with({**STATUS, "routes": {"codex": {"profile": "p", "connected": True}}})
    seat.app.use("p", "codex")
    seat.app.off("codex")
    assert not seat.app.window.isVisible()
    seat.app.use("p", "claude-code")
    assert seat.app.window.isVisible()
    assert asked == [("use", "p", "codex"), ("off", "codex"), ("use", "p", "claude-code")]


def test_a_problem_of_the_tray_is_shown_in_the_window(seat: Seat) -> None:
    said: list[Problem] = []
    seat.link.problem.connect(said.append)
    seat.app.tray.problem.emit(Problem("c", "m"))
    assert said == [Problem("c", "m")]
    assert seat.app.window.isVisible()


def test_the_service_was_given_up_and_comes_back(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = Stopped(Problem("service_stopped", "It stopped."), "the log", True)
    seat.app.reach.last_stop = stopped
    shown: list[Any] = []
    monkeypatch.setattr(
        "app.ui.main_window.MainWindow.show_stopped", lambda _, problem, log: shown.append((problem, log))
    )
    monkeypatch.setattr("app.ui.main_window.MainWindow.show_running", lambda _: shown.append("running"))
    assert seat.app.window
    seat.app.reach.stopped.emit(stopped)
    seat.app.reach.changed.emit("running")
    assert shown == [(stopped.problem, "the log"), (stopped.problem, "the log"), "running"]


def test_the_crash_before_this_run_is_mentioned(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    hints: list[str] = []
    monkeypatch.setattr("app.ui.main_window.MainWindow.show_hint", lambda _, text: hints.append(text))
    seat.crash.earlier = True
    assert seat.app.window
    assert str(seat.crash.before) in hints[0]


# ---------------------------------------------------------------------------- the end
@pytest.mark.parametrize(
    ("setting", "autostart", "restores"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_quitting_restores_unless_the_next_login_starts_us(
    setting: bool, autostart: bool, restores: bool, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.autostart.on = autostart
    seat.link.answer("GET", "settings", {"settings": {**SETTINGS, "restore_on_quit": setting}})
    seat.up()
    asked: list[bool] = []

    def end(restore: bool, then: Any) -> None:
        asked.append(restore)
        then()

    monkeypatch.setattr(seat.app.reach, "end", end)
    seat.app.show_window()
    seat.app.tray.quit_wanted.emit()
    seat.app.window.quit_wanted.emit()
    assert (asked, seat.ended) == ([restores], [0])
    assert not seat.app.window.isVisible()


def test_told_to_end_by_the_system(seat: Seat, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(seat.app.reach, "end", lambda restore, then: asked.append(restore))
    os.kill(os.getpid(), signal.SIGTERM)
    qtbot.waitUntil(lambda: asked == [True], timeout=DEADLINE_MS)
    os.kill(os.getpid(), signal.SIGTERM)
    qtbot.waitUntil(lambda: seat.ended == [1], timeout=DEADLINE_MS)
    assert asked == [True]


def test_the_systems_own_quit_is_ours(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(seat.app.reach, "end", lambda restore, then: asked.append(restore))
    assert seat.app.eventFilter(seat.app, QEvent(QEvent.Type.Quit))
    assert asked == [True]
    assert not seat.app.eventFilter(seat.app, QEvent(QEvent.Type.Quit))


# ---------------------------------------------------------------------------- settings and tray host
def test_settings_take_effect_and_are_remembered(
    seat: Seat, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dressed: list[tuple[str, str]] = []
    monkeypatch.setattr(module.i18n, "install", lambda language: dressed.append(("language", language)))
    monkeypatch.setattr(module.theme, "set_choice", lambda choice: dressed.append(("theme", choice)))
    seat.up()
    assert dressed == []
    assert seat.app.window.close_to_tray
    changed = {
        **SETTINGS,
        "language": "zh_CN",
        "theme": "dark",
        "close_to_tray": False,
        "restore_on_quit": False,
    }
    seat.link.answer("GET", "settings", {"settings": changed})
    seat.link.status.emit(STATUS)
    qtbot.waitUntil(lambda: dressed == [("language", "zh_CN"), ("theme", "dark")], timeout=DEADLINE_MS)
    assert not seat.app.window.close_to_tray
    assert seat.app._preferences.value("language") == "zh_CN"
    assert not seat.app._setting("restore_on_quit")
    assert seat.app._setting("notifications")


def test_without_a_tray_the_window_has_the_menu(
    seat: Seat, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray_host, "GIVE_UP_MS", 0)
    monkeypatch.setattr(tray_host, "LOOK_MS", 1)
    menus: list[Any] = []
    hints: list[str] = []
    monkeypatch.setattr("app.ui.main_window.MainWindow.set_menu", lambda _, menu: menus.append(menu))
    monkeypatch.setattr("app.ui.main_window.MainWindow.show_hint", lambda _, text: hints.append(text))
    seat.app.begin(hidden=True)
    qtbot.waitUntil(lambda: len(hints) == 1, timeout=DEADLINE_MS)
    seat.up()
    assert seat.app.window.isVisible()
    assert not seat.app.window.close_to_tray
    assert menus[-1] is seat.app.tray.menu.menu
    seat.app._host.missing.emit()
    assert len(hints) == 1
    seat.app._host.state = "there"
    seat.app._host.found.emit()
    assert menus[-1] is None
    assert seat.app.window.close_to_tray


def test_the_pages_are_there() -> None:
    assert list(module._pages(FakeLink())) == ["requests", "profiles", "check", "usage", "settings"]
