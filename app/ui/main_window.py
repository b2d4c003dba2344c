"""The main window: its head, the pages with their navigation, the notices between them, and its foot."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.call import Problem
from app.ui.command_palette import CommandPalette
from app.ui.commands import Command
from app.ui.header import Header
from app.ui.link import Link
from app.ui.navigation import Navigation
from app.ui.notices import Action, Notices
from app.ui.page import Page
from app.ui.preferences import preferences
from app.ui.service_words import join
from app.ui.status_bar import StatusBar
from app.ui.switching import Switching
from app.ui.text_window import TextWindow
from app.ui.widgets.banner import Kind
from app.ui.window_commands import page_commands, switch_commands

SIZE = (1180, 740)
LEAST = (860, 520)
_NARROW_BELOW = 980
"""Pixels; a narrower window shows the navigation as icons."""
_ICONS = {
    "requests": "requests",
    "profiles": "profiles",
    "check": "check",
    "usage": "usage",
    "settings": "settings",
}
_FRAME = QSize(0, 40)
"""What a window manager puts around it."""
_NO_SERVICE = ("service_away", "service_lost", "service_silent")
_GEOMETRY, _PAGE = "window/geometry", "window/page"


class MainWindow(QMainWindow):
    """`pages` are built when first shown, so that the window is there at once."""

    quit_wanted = Signal()
    """It was closed, and closing does not only hide it."""
    restart_wanted = Signal()
    """The service shall be started again."""
    port_wanted = Signal(int)
    """The service shall listen on another port, and be started."""

    def __init__(self, link: Link, pages: Mapping[str, Callable[[], Page]]) -> None:
        super().__init__()
        self.close_to_tray = True
        self._link = link
        self._factories = dict(pages)
        self._pages: dict[str, Page] = {}
        self._profiles: list[dict[str, Any]] = []
        self._status_problem = ""
        self._given_up = False
        self.switching = Switching(link, self)
        self.header = Header()
        self.navigation = Navigation({name: _ICONS[name] for name in pages})
        self.notices = Notices()
        self.status_bar = StatusBar()
        self._stack = QStackedWidget()
        self._arrange()
        self._connect()
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(*LEAST)
        # At 200 % a notebook has no more than 1280×720.
        self.resize(QSize(*SIZE).boundedTo(self.screen().availableSize() - _FRAME))
        self._remember()
        self.retranslate()
        self.header.show_state("busy")
        if link.last_status:
            self._came_up(link.last_status)
        last = str(preferences().value(_PAGE, ""))
        self.go(last if last in self._factories else next(iter(self._factories)))

    # ------------------------------------------------------------------ for the application
    def go(self, name: str, **what: Any) -> None:
        """Show a page, and open something there."""
        page = self.page(name)
        first = page.focusWidget() is None
        if self._stack.currentWidget() is not page:
            self.notices.leave_page()
        self._stack.setCurrentWidget(page)
        if first:
            page.setFocus()  # else its first control would have it, with a ring that nobody asked for
        self.navigation.select(name)
        page.open(**what)

    def page(self, name: str) -> Page:
        """Return a page, built if it was not."""
        if name not in self._pages:
            page = self._factories[name]()
            page.navigate.connect(lambda to, what: self.go(to, **what))
            page.notice.connect(self._take_notice)
            self._stack.addWidget(page)
            self._pages[name] = page
        return self._pages[name]

    @property
    def shown(self) -> str:
        """The name of the page that is shown."""
        page = self._stack.currentWidget()
        return page.name if isinstance(page, Page) else ""

    def set_menu(self, menu: QMenu | None) -> None:
        """Show the tray's menu here, where there is no tray; None: there is one."""
        self.header.set_menu(menu)

    def show_hint(self, text: str) -> None:
        """Say something once."""
        self.notices.show_notice("info", text)

    def show_stopped(self, problem: Problem, log: str = "") -> None:
        """The service was given up: why, and its last output."""
        self._given_up = True
        self.header.show_state("error")
        self.notices.show_service(lambda: self._say_stopped(problem, log))

    def show_running(self) -> None:
        """The service is there again."""
        self._given_up = False
        self.notices.show_service(None)

    def commands(self) -> list[Command]:
        """Return what the palette offers now."""
        switches = switch_commands(self._profiles, self.switching, self._link.connected)
        return [*switches, *page_commands(self._titles(), _ICONS, self.go)]

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Turnout"))
        self.navigation.set_titles(self._titles())

    # ------------------------------------------------------------------ Qt
    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.navigation.set_narrow(self.width() < _NARROW_BELOW)
        self.header.fit(self.width())

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._save()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self._save()
        if self.close_to_tray:
            event.ignore()
            self.hide()
        else:
            event.accept()
            self.quit_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        # Not a shortcut: that one would take the key from a page with something to close.
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif not self.notices.clear() and self.close_to_tray:
            self.close()

    # ------------------------------------------------------------------ inside
    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.notices)
        right.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)
        column.addWidget(self.status_bar)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.go)
        self.header.chosen.connect(self._switch)
        self.header.settings_wanted.connect(lambda: self.go("settings"))
        self.header.profiles_wanted.connect(lambda: self.go("profiles"))
        self.header.fallbacks_wanted.connect(lambda: self.go("settings", section="fallback"))
        self.header.back_wanted.connect(self.switching.leave_fallback)
        self.header.confirm_wanted.connect(lambda profile: self.go("profiles", profile=profile, key=True))
        self.header.palette_wanted.connect(self.open_palette)
        self.switching.done.connect(lambda text: self.notices.show_notice("ok", text))
        for keys in ("Ctrl+F", "Ctrl+L"):
            QShortcut(QKeySequence(keys), self, self._go_to_filter)
        self._link.up.connect(self._came_up)
        self._link.down.connect(self._went_down)
        self._link.status.connect(self._take_status)
        self._link.exchange.connect(self.status_bar.take_exchange)
        self._link.profiles_changed.connect(self._ask_profiles)
        self._link.problem.connect(self._take_problem)

    def open_palette(self) -> None:
        """Let the user type a command."""
        palette = CommandPalette(self.commands(), self)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open()

    def _switch(self, client: str, profile: str) -> None:
        if profile:
            self.switching.use(profile, client)
        else:
            self.switching.off(client)

    def _titles(self) -> dict[str, str]:
        titles = {
            "requests": self.tr("Requests"),
            "profiles": self.tr("Profiles"),
            "check": self.tr("Check"),
            "usage": self.tr("Usage"),
            "settings": self.tr("Settings"),
        }
        return {name: titles[name] for name in self._factories}

    def _came_up(self, status: dict[str, Any]) -> None:
        self.header.show_state("ok")
        self.show_running()
        self._take_status(status)
        self._ask_profiles()

    def _went_down(self, _problem: Problem) -> None:
        self.status_bar.forget_live()
        if not self._given_up:
            self.header.show_state("busy")
            self.notices.show_service(self._say_reconnecting)

    def _take_status(self, status: dict[str, Any]) -> None:
        self.header.show_status(status, self._profiles)
        self.status_bar.show_status(status)
        unfinished = status.get("unfinished") or {}
        problem = join(str(status.get("problem") or "")) or join(
            str(unfinished.get("message") or ""), str(unfinished.get("fix") or "")
        )
        if problem != self._status_problem:
            self._status_problem = problem
            if problem:
                self.notices.show_notice("warn", problem)
            else:
                self.notices.clear()

    def _ask_profiles(self) -> None:
        self._link.call("GET", "profiles", then=self._take_profiles, owner=self)

    def _take_profiles(self, answer: dict[str, Any]) -> None:
        self._profiles = answer["profiles"]
        self.switching.set_profiles(self._profiles)
        self.header.show_status(self._link.last_status, self._profiles)

    def _take_notice(self, kind: str, text: str) -> None:
        kinds: dict[str, Kind] = {"ok": "ok", "warn": "warn", "error": "error"}
        # What went well is still read on the way to the next page.
        self.notices.show_notice(kinds.get(kind, "info"), text, pages=kind != "ok")

    def _take_problem(self, problem: Problem) -> None:
        # While there is no service a line says so; what the pages asked for meanwhile they ask for again.
        if problem.code not in _NO_SERVICE:
            self.notices.show_problem(problem)
        elif self._link.connected:
            self.notices.show_notice("warn", str(problem), brief=True)

    def _say_reconnecting(self) -> tuple[str, Kind, Sequence[Action]]:
        return self.tr("Reconnecting to the local service…"), "warn", ()

    def _say_stopped(self, problem: Problem, log: str) -> tuple[str, Kind, Sequence[Action]]:
        actions: list[Action] = []
        port = str(self._link.last_status.get("port") or "")
        if problem.code == "port_taken" and port.isdecimal():
            free = int(port) + 1
            text = self.tr("Use port {port}").format(port=free)
            actions.append((text, lambda: self.port_wanted.emit(free)))
        actions.append((self.tr("Restart"), self.restart_wanted.emit))
        if log:
            actions.append((self.tr("Show log"), lambda: self._show_log(log)))
        return str(problem), "error", actions

    def _show_log(self, log: str) -> None:
        TextWindow(self.tr("The service's last output"), log, self).open()

    def _go_to_filter(self) -> None:
        self.go("requests")
        focus = getattr(self.page("requests"), "focus_filter", None)
        if focus is not None:
            focus()

    def _remember(self) -> None:
        geometry = preferences().value(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def _save(self) -> None:
        kept = preferences()
        kept.setValue(_GEOMETRY, self.saveGeometry())
        kept.setValue(_PAGE, self.shown)
