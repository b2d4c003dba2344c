"""Whether the desktop has a place for tray icons: it may come seconds after us at login, later, or never."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

LOOK_MS = 1_000
GIVE_UP_MS = 15_000
"""Tray hosts that start at login were there within five seconds."""
LATER_MS = 15_000
"""After that it is looked for at this distance: an extension may be switched on."""


class TrayHost(QObject):
    """Emits `found` when there is a host, also a later one, and `missing` once where there is none in time."""

    found = Signal()
    missing = Signal()

    def __init__(
        self,
        is_there: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = "unknown"
        self._is_there = is_there
        self._waited = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Look now, and go on looking."""
        self._timer.start(LOOK_MS)
        self._set("there" if self._is_there() else "unknown")

    def _look(self) -> None:
        if self._is_there():
            self._set("there")
        elif self.state == "unknown":
            self._waited += self._timer.interval()
            if self._waited >= GIVE_UP_MS:
                self._set("missing")
        # One that goes (a panel restarts) comes back by itself: Qt registers the icon again.

    def _set(self, state: str) -> None:
        if state == self.state:
            return
        self.state = state
        if state != "unknown":
            self._timer.setInterval(LATER_MS)
            (self.found if state == "there" else self.missing).emit()
