"""The window: pages on demand, the service's state, keys, closing, and what it remembers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.command_palette import CommandPalette
from app.ui.main_window import LEAST, MainWindow
from app.ui.page import Page
from app.ui.requests.page import RequestsPage
from app.ui.text_window import TextWindow
from tests.app.ui.requests import sample
from tests.fakes.desktop import PROFILES, STATUS
from tests.fakes.link import FakeLink
from tests.fakes.naming import unnamed_controls

NAMES = ("requests", "profiles", "check", "usage", "settings")


class PlayedPage(Page):
    name = "played"
    icon_name = "info"

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[dict[str, Any]] = []
        self.filter = QLineEdit()
        self.filter.setAccessibleName("Filter")
        QVBoxLayout(self).addWidget(self.filter)

    def title(self) -> str:
        return self.name

    def open(self, **what: Any) -> None:
        self.opened.append(what)

    def focus_filter(self) -> None:
        self.filter.setFocus()


def pages() -> dict[str, Callable[[], Page]]:
    return {name: type(name, (PlayedPage,), {"name": name}) for name in NAMES}


@pytest.fixture
def window(link: FakeLink, qtbot: QtBot) -> Iterator[MainWindow]:
    link.answer("GET", "profiles", {"profiles": PROFILES})
    shown = MainWindow(link, pages())
    qtbot.addWidget(shown, before_close_func=lambda widget: setattr(widget, "close_to_tray", False))
    shown.show()
    link.connect_with(STATUS)
    link.settle()
    yield shown


def played(window: MainWindow, name: str) -> PlayedPage:
    page = window.page(name)
    assert isinstance(page, PlayedPage)
    return page


def test_pages_are_built_when_shown(window: MainWindow) -> None:
    assert (window.shown, list(window._pages)) == ("requests", ["requests"])
    window.go("check", profile="kimi")
    assert window.shown == "check"
    assert played(window, "check").opened == [{"profile": "kimi"}]
    assert window.navigation.button("check").isChecked()


def test_pages_lead_to_each_other_and_say_things(window: MainWindow) -> None:
    window.page("requests").navigate.emit("profiles", {"new": True})
    assert played(window, "profiles").opened == [{"new": True}]
    window.page("requests").notice.emit("warn", "Mind this.")
    assert (window.notices.other.text, window.notices.other.kind) == ("Mind this.", "warn")
    window.page("requests").notice.emit("something", "Told.")
    assert window.notices.other.kind == "info"


@pytest.mark.parametrize(
    ("key", "page"), [(Qt.Key.Key_2, "profiles"), (Qt.Key.Key_5, "settings"), (Qt.Key.Key_Comma, "settings")]
)
def test_keys_open_pages(window: MainWindow, qtbot: QtBot, key: Qt.Key, page: str) -> None:
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.shown == page


@pytest.mark.parametrize("key", [Qt.Key.Key_F, Qt.Key.Key_L])
def test_filter_key_goes_to_the_filter(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    window.go("usage")
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.shown == "requests"
    assert window.focusWidget() is played(window, "requests").filter


def test_what_a_page_said_goes_with_it(window: MainWindow) -> None:
    window.page("requests").notice.emit("error", "That failed.")
    window.go("requests")
    assert window.notices.other.isVisible()
    window.go("usage")
    assert not window.notices.other.isVisible()
    window.page("usage").notice.emit("ok", "Done.")
    window.go("check")
    assert window.notices.other.isVisible()
    window.show_hint("Once.")
    window.go("requests")
    assert window.notices.other.isVisible()


def test_while_the_service_is_away_one_line_says_so(window: MainWindow, link: FakeLink) -> None:
    link.lose(Problem("service_away", "Turnout's service is not running."))
    link.problem.emit(Problem("service_away", "Turnout's service is not running."))
    assert window.notices.service.isVisible()
    assert not window.notices.other.isVisible()
    link.connect_with(STATUS)
    link.problem.emit(Problem("service_silent", "Turnout's service does not answer."))
    assert window.notices._timer.isActive(), "it goes by itself"
    link.problem.emit(Problem("disk_full", "The disk is full."))
    assert window.notices.other.text == "The disk is full."


def test_switch_in_the_head_is_one_request(window: MainWindow, link: FakeLink) -> None:
    link.answer("POST", "use", {"profile": "kimi", "clients": ["codex"], "diff": ""})
    window.header.chosen.emit("codex", "kimi")
    link.settle()
    assert link.bodies("POST", "use") == [{"profile": "kimi", "clients": ["codex"]}]
    assert window.notices.other.kind == "ok"
    link.answer("POST", "restore", {"clients": ["codex"], "diff": ""})
    window.header.chosen.emit("codex", "")
    link.settle()
    assert link.bodies("POST", "restore") == [{"clients": ["codex"]}]


def test_profiles_are_asked_for_again(window: MainWindow, link: FakeLink) -> None:
    link.answer("GET", "profiles", {"profiles": [{**PROFILES[0], "name": "Renamed"}]})
    link.profiles_changed.emit()
    link.settle()
    assert "Renamed" in window.header.switches["codex"].accessibleName()


def test_away_and_back(window: MainWindow, link: FakeLink) -> None:
    link.exchange.emit({"id": "a", "state": "live"})
    link.lose(Problem("away", "The service does not answer."))
    assert window.header.pill.text == "Connecting…"
    assert (window.notices.service.isVisible(), window.notices.service.kind) == (True, "warn")
    link.connect_with(STATUS)
    link.settle()
    assert window.header.pill.text == "Running"
    assert not window.notices.service.isVisible()


def test_given_up_offers_restart_and_log(window: MainWindow, link: FakeLink, qtbot: QtBot) -> None:
    window.show_stopped(Problem("stopped", "The local service stopped."), "last words")
    link.lose(Problem("away", "It does not answer."))
    assert (window.notices.service.text, window.notices.service.kind) == (
        "The local service stopped.",
        "error",
    )
    assert window.header.pill.text == "Stopped"
    restart, log = window.notices.service._buttons
    with qtbot.waitSignal(window.restart_wanted):
        restart.click()
    log.click()
    shown = window.findChild(TextWindow)
    assert isinstance(shown, TextWindow)
    assert shown.text.toPlainText() == "last words"
    shown.close()
    window.show_running()
    assert not window.notices.service.isVisible()


def test_taken_port_offers_the_next(window: MainWindow, qtbot: QtBot) -> None:
    window.show_stopped(Problem("port_taken", "Port 8377 is used by node (pid 4123)."))
    other = window.notices.service._buttons[0]
    assert other.text() == "Use port 8378"
    with qtbot.waitSignal(window.port_wanted) as told:
        other.click()
    assert told.args == [8378]


def test_unreadable_file_is_said_once_and_taken_back(window: MainWindow, link: FakeLink) -> None:
    bad = {**STATUS, "problem": "settings.toml cannot be read."}
    link.connect_with(bad)
    assert window.notices.other.text == "settings.toml cannot be read."
    window.notices.clear()
    link.connect_with(bad)
    assert not window.notices.other.isVisible()
    link.connect_with(STATUS)
    assert not window.notices.other.isVisible()


def test_interrupted_change_is_said(window: MainWindow, link: FakeLink) -> None:
    unfinished = {"message": "A change was interrupted.", "fix": "The next one undoes it."}
    link.connect_with({**STATUS, "unfinished": unfinished})
    assert window.notices.other.text == "A change was interrupted. The next one undoes it."


def test_calls_without_their_own_answer_end_in_a_notice(window: MainWindow, link: FakeLink) -> None:
    link.problem.emit(Problem("x", "It broke.", "Mend it."))
    assert window.notices.other.text == "It broke. Mend it."


def test_palette_offers_switches_and_pages(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    assert palette.shown[0] == "Use DeepSeek for Codex"
    assert {"Off: Codex uses its own login", "Open Usage"} <= set(palette.shown)
    qtbot.keyClicks(palette._field, "open usage")
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert window.shown == "usage"


def test_commands_run(window: MainWindow, link: FakeLink) -> None:
    link.answer("POST", "use", {"profile": "kimi", "clients": ["codex"], "diff": ""})
    link.answer("POST", "restore", {"clients": ["codex"], "diff": ""})
    by_title = {command.title: command for command in window.commands()}
    by_title["Use Kimi 月之暗面 for Codex"].run()
    by_title["Off: Codex uses its own login"].run()
    link.settle()
    assert len(link.bodies("POST", "use")) == len(link.bodies("POST", "restore")) == 1


def test_escape_closes_a_notice_then_the_window(window: MainWindow, qtbot: QtBot) -> None:
    window.show_hint("Once.")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert (window.notices.other.isVisible(), window.isVisible()) == (False, True)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_keys_of_the_requests_page_in_its_window(link: FakeLink, qtbot: QtBot) -> None:
    """Ctrl+F and Esc mean something to the window and to the page: the page comes first, and neither blocks."""
    link.answer("GET", "profiles", {"profiles": PROFILES})
    window = MainWindow(link, {**pages(), "requests": lambda: sample.build(link)})
    qtbot.addWidget(window, before_close_func=lambda widget: setattr(widget, "close_to_tray", False))
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    link.connect_with(STATUS)
    link.settle()
    page = window.page("requests")
    assert isinstance(page, RequestsPage)
    page.model.flush()
    page.table.go(1)
    page.open_detail()
    page.table.setFocus()
    field = page.toolbar.filter
    qtbot.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is field
    field.set_expression("codex")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert (page.detail.isVisible(), window.isVisible()) == (False, True)
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_closing_without_a_tray_quits(window: MainWindow, qtbot: QtBot) -> None:
    window.close_to_tray = False
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    with qtbot.waitSignal(window.quit_wanted):
        window.close()


def test_page_and_size_are_remembered(window: MainWindow, link: FakeLink, qtbot: QtBot) -> None:
    window.go("usage")
    window.resize(860, 640)  # wider than the played screen, the height is what can be seen
    window.close()
    again = MainWindow(link, pages())
    qtbot.addWidget(again, before_close_func=lambda widget: setattr(widget, "close_to_tray", False))
    assert (again.shown, again.size()) == ("usage", QSize(860, 640))
    link.settle()
    assert again.header.pill.text == "Running"  # the link was up before the window was built


def test_smallest_size_shows_icons_and_all_is_named(window: MainWindow) -> None:
    window.resize(*LEAST)
    assert window.navigation.button("usage").toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    window.set_menu(QMenu(window))
    assert not unnamed_controls(window)
    window.set_menu(None)


def test_titles_follow_the_language(window: MainWindow) -> None:
    window.navigation.set_titles(dict.fromkeys(NAMES, ""))
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert window.navigation.button("usage").text().strip() == "Usage"


def test_buttons_of_the_head_lead_on(window: MainWindow) -> None:
    window.header.profiles_wanted.emit()
    assert window.shown == "profiles"
    window.header.settings_wanted.emit()
    assert window.shown == "settings"
    window.navigation.button("requests").click()
    assert window.shown == "requests"
