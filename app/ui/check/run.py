"""One check on its way: asked for, followed line by line, cancelled."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ui.call import Problem
from app.ui.link import Call, Link


class CheckRun(QObject):
    """Checks one profile after another. Every signal has the profile that it is about, except `ended`."""

    planned = Signal(str, dict)
    stepped = Signal(str, dict)
    finished = Signal(str, dict)
    failed = Signal(str, object)
    """A `Problem`: this profile's check broke off. The next one is checked all the same."""
    ended = Signal()
    """Nothing is left to check, or it was cancelled."""

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._waiting: list[str] = []
        self._call: Call | None = None
        self._quick = False
        self.profile = ""

    @property
    def is_running(self) -> bool:
        return self._call is not None

    def start(self, profiles: list[str], *, quick: bool = False) -> None:
        """Check these; what ran is cancelled."""
        self._drop()
        self._waiting, self._quick = list(profiles), quick
        self._next()

    def cancel(self) -> None:
        """End it: the provider is asked nothing more."""
        if self._call is not None:
            self._drop()
            self.ended.emit()

    def _drop(self) -> None:
        self._waiting = []
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def _next(self) -> None:
        if not self._waiting:
            self._call = None
            self.ended.emit()
            return
        self.profile = self._waiting.pop(0)
        body = {"profile": self.profile, "quick": self._quick}
        self._call = self._link.stream("check", body, line=self._take, done=self._end, owner=self)

    def _take(self, line: dict[str, Any]) -> None:
        signals = {"plan": self.planned, "step": self.stepped, "result": self.finished}
        signal = signals.get(str(line.get("event")))
        if signal is not None:
            signal.emit(self.profile, line["data"])

    def _end(self, problem: Problem | None) -> None:
        if problem is not None:
            self.failed.emit(self.profile, problem)
        self._next()
