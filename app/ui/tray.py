"""The tray icon: it shows the state, its menu switches, a click opens the window."""

import sys
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimerEvent, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from app.autostart import Autostart
from app.errors import EXPECTED, sentence
from app.ui import icons
from app.ui.link import Json, Link, Problem
from app.ui.reach import Reach
from app.ui.tray_menu import TrayMenu
from app.ui.tray_state import TrayState, make_state

REDRAW_MS = 30_000
"""What changes without an event: an error that has become history, the day."""


class Switches(Protocol):
    """How a route is changed (`app.ui.switching.Switching`)."""

    def use(self, profile: str, client: str) -> None: ...

    def off(self, client: str) -> None: ...

    def leave_fallback(self, client: str) -> None: ...


class Tray(QObject):
    """The icon and its menu, redrawn at each change of the status, the profiles or the service's state."""

    toggle_wanted = Signal()
    """A click on the icon: show or hide the window."""
    open_wanted = Signal()
    error_wanted = Signal(str)
    """Show this request."""
    confirm_wanted = Signal(str)
    """Show this profile, whose key waits to be confirmed."""
    quit_wanted = Signal()
    problem = Signal(object)

    def __init__(
        self,
        link: Link,
        reach: Reach,
        switching: Switches,
        autostart: Autostart,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._link, self._reach, self._switching, self._autostart = link, reach, switching, autostart
        self._profiles: list[Json] = []
        self._restores = True
        self.state: TrayState | None = None
        self.menu = TrayMenu(self)
        self.icon = QSystemTrayIcon(self)
        if sys.platform != "darwin":  # there, a click belongs to the menu
            self.icon.activated.connect(self._clicked)
        self.icon.setContextMenu(self.menu.menu)
        self._connect_menu()
        link.status.connect(lambda _: self.refresh())
        link.up.connect(lambda _: self._ask_profiles())
        link.profiles_changed.connect(self._ask_profiles)
        reach.changed.connect(lambda _: self.refresh())
        self.startTimer(REDRAW_MS)
        self.refresh()

    def show(self) -> None:
        """Put the icon into the tray; where there is no host yet, as soon as there is one."""
        self.icon.show()

    def set_restores(self, restores: bool) -> None:
        """Whether quitting gives the clients their own settings back."""
        self._restores = restores
        self.refresh()

    def refresh(self) -> None:
        """Draw what is so now."""
        before = self.state
        state = self.state = make_state(self._reach.state, self._link.last_status, self._profiles)
        self.menu.show_state(state, self._autostart.is_on(), self._restores)
        if before is None or before.picture != state.picture:
            self.icon.setIcon(icons.tray_icon(state.picture, mask=sys.platform == "darwin"))
        if before is None or before.tooltip != state.tooltip:
            self.icon.setToolTip(state.tooltip)

    def notify(self, title: str, text: str) -> None:
        """Show a notification; with our own icon, and never as critical: some hosts make a dialog of that."""
        self.icon.showMessage(title, text, icons.app_icon())

    # ------------------------------------------------------------------ inside
    def _connect_menu(self) -> None:
        menu = self.menu
        menu.about_to_show.connect(self.refresh)
        menu.about_to_show.connect(self._ask_profiles)
        menu.switch_wanted.connect(self._switch)
        menu.back_wanted.connect(self._switching.leave_fallback)
        menu.confirm_wanted.connect(self.confirm_wanted)
        menu.open_wanted.connect(self.open_wanted)
        menu.error_wanted.connect(self.error_wanted)
        menu.copy_wanted.connect(lambda address: QGuiApplication.clipboard().setText(address))
        menu.pause_wanted.connect(self._pause)
        menu.autostart_wanted.connect(self._set_autostart)
        menu.quit_wanted.connect(self.quit_wanted)

    def _ask_profiles(self) -> None:
        if self._link.connected:
            self._link.call("GET", "profiles", then=self._take_profiles, fail=lambda _: None, owner=self)

    def _take_profiles(self, answer: dict[str, Any]) -> None:
        self._profiles = list(answer.get("profiles") or ())
        self.refresh()

    def _switch(self, client: str, profile: str | None) -> None:
        if profile is None:
            self._switching.off(client)
        else:
            self._switching.use(profile, client)
        # The host has marked what was clicked; what is so is shown until the service says otherwise.
        self.refresh()

    def _pause(self, pause: bool) -> None:
        self._link.call("POST", "recording", {"on": not pause}, fail=self._failed, owner=self)

    def _set_autostart(self, on: bool) -> None:
        try:
            self._autostart.set(on)
        except (*EXPECTED, OSError) as error:
            self._failed(Problem("autostart", sentence(error)))
        self.refresh()

    def _failed(self, problem: Problem) -> None:
        self.refresh()
        self.problem.emit(problem)

    def _clicked(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.toggle_wanted.emit()

    def timerEvent(self, _event: QTimerEvent) -> None:  # noqa: N802
        if self._link.connected:
            self.refresh()
