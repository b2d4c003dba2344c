"""The link to the service: its control API as Qt signals and callbacks, without a thread and without a wait."""

import json
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkProxy, QNetworkRequest

from app.discovery import Running
from app.ui.call import Call, Json, Problem

__all__ = ["Call", "Json", "Link", "Problem"]

ANSWER_MS = 10_000
"""The service answers at once; longer means that it hangs."""
FIRST_RETRY_MS = 100
LAST_RETRY_MS = 5_000
"""A service that is away is looked for at doubling distances up to this one; a look is a small file read."""
FIGURES_MS = 1_000
"""A request that ended changes the day's figures; several end at once."""
PULSE_MS = 20_000
"""So often the service is asked whether it still answers: one that hangs keeps its connections."""


class Link(QObject):
    """The control API on QNetworkAccessManager.

    `find` says where the service was announced last (`app.discovery.read`); it is asked again at each attempt
    to connect. `start` connects and stays connected until `stop`.
    """

    up = Signal(dict)
    """Connected; the status document."""
    down = Signal(object)
    """The service is away; a `Problem`. Once for each time it goes."""
    status = Signal(dict)
    """The status document, first and after each change."""
    exchange = Signal(dict)
    """The summary of a request that began, moved on or ended."""
    profiles_changed = Signal()
    """A profile, a key or the order has changed: ask again."""
    warning = Signal(dict)
    """What a reply was suspicious for: `id`, `profile`, `code`, `message`, `asked`, `served`; each kind once."""
    cleared = Signal()
    """Requests were deleted from the log."""
    problem = Signal(object)
    """A `Problem` of a call that has no `fail` of its own."""

    def __init__(self, find: Callable[[], Running | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.last_status: Json = {}
        self.connected = False
        self._find = find
        self._running: Running | None = None
        self._said_down = False
        # Two, because one has six connections: streams that run for long must not hold up a click.
        self._asking, self._streaming = self._manager(), self._manager()
        self._events: Call | None = None
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._connect)
        self._retry_ms = FIRST_RETRY_MS
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._feel_pulse)
        self._figures = QTimer(self, singleShot=True, interval=FIGURES_MS)
        self._figures.timeout.connect(self._feel_pulse)
        self._first_word = QTimer(self, singleShot=True, interval=ANSWER_MS)
        self._first_word.timeout.connect(lambda: self._no_pulse(self._silent()))

    def start(self) -> None:
        """Connect now, and again whenever the connection is lost."""
        self._retry_ms = FIRST_RETRY_MS
        if self._events is None:
            self._connect()

    def stop(self) -> None:
        """Stay away from now on: no event, no further attempt."""
        for timer in (self._retry, self._pulse, self._figures, self._first_word):
            timer.stop()
        self.connected = self._said_down = False
        if self._events is not None:
            self._events.cancel()
            self._events = None

    def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        then: Callable[[Json], None] | None = None,
        fail: Callable[[Problem], None] | None = None,
        owner: QObject | None = None,
        timeout_ms: int = ANSWER_MS,
    ) -> Call:
        """Ask once. `path` follows `/_turnout/` and is percent-encoded already, its query with it.

        One of the callbacks is called, later and never from within this call; none once `owner` is gone.
        """

        def done(answer: Json | Problem) -> None:
            if isinstance(answer, Problem):
                (fail or self.problem.emit)(answer)
            elif then is not None:
                then(answer)

        call = Call(self, done, owner=owner)
        return self._send(self._asking, call, method, path, body, timeout_ms)

    def stream(
        self,
        path: str,
        body: Json,
        *,
        line: Callable[[Json], None],
        done: Callable[[Problem | None], None],
        owner: QObject | None = None,
    ) -> Call:
        """Post, and get each line of the answer as it comes; `done` gets None at its end.

        Cancelling it, or the end of `owner`, ends it in the service too.
        """
        call = Call(self, lambda answer: done(answer if isinstance(answer, Problem) else None), line, owner)
        if owner is not None:
            call.cancel_with(owner)
        return self._send(self._streaming, call, "POST", path, body)

    def look(self) -> None:
        """Ask for the status now: for a change that is no event."""
        self._feel_pulse()

    # ------------------------------------------------------------------ events
    def _connect(self) -> None:
        self._retry.stop()
        self._running = self._find()
        self._events = Call(self, self._lost, self._take)
        self._first_word.start()
        self._send(self._streaming, self._events, "GET", "events")

    def _lost(self, answer: Json | Problem) -> None:
        """The stream of events ended, or could not be had."""
        self._events = self._running = None
        for timer in (self._pulse, self._figures, self._first_word):
            timer.stop()
        for manager in (self._asking, self._streaming):
            manager.clearConnectionCache()
        self._retry.start(self._retry_ms)
        self._retry_ms = min(2 * self._retry_ms, LAST_RETRY_MS)
        if self.connected or not self._said_down:
            self.connected, self._said_down = False, True
            gone = Problem("service_lost", self.tr("The connection to Turnout's service was lost."))
            self.down.emit(answer if isinstance(answer, Problem) else gone)

    def _take(self, event: Json) -> None:
        data = event.get("data") or {}
        match event.get("event"):
            case "exchange":
                self.exchange.emit(data)
                if data.get("state") != "live" and not self._figures.isActive():
                    self._figures.start()
            case "status":
                self._take_status(data)
            case "profiles":
                self.profiles_changed.emit()
            case "warning":
                self.warning.emit(data)
            case "cleared":
                self.cleared.emit()

    def _take_status(self, document: Json) -> None:
        self.last_status = document
        if not self.connected:
            self.connected, self._said_down, self._retry_ms = True, False, FIRST_RETRY_MS
            self._first_word.stop()
            self._pulse.start()
            self.up.emit(document)
        self.status.emit(document)

    def _feel_pulse(self) -> None:
        self.call("GET", "status", then=self._pulse_felt, fail=self._no_pulse, timeout_ms=ANSWER_MS)

    def _pulse_felt(self, document: Json) -> None:
        """What changes by itself (a client's file, the day's figures) is no event."""
        if self.connected and document != self.last_status:
            self._take_status(document)

    def _no_pulse(self, why: Problem) -> None:
        if self._events is not None and why.code == "service_silent":
            self._events.cancel()
            self._lost(why)

    def _silent(self) -> Problem:
        return Problem("service_silent", self.tr("Turnout's service does not answer."))

    # ------------------------------------------------------------------ sending
    def _send(
        self,
        manager: QNetworkAccessManager,
        call: Call,
        method: str,
        path: str,
        body: Json | None = None,
        timeout_ms: int = 0,
    ) -> Call:
        """Send it; 0 milliseconds: it may take as long as it likes."""
        running = self._running = self._running or self._find()
        if running is None:
            call.refuse()
            return call
        request = QNetworkRequest(QUrl(f"{running.base_url}/_turnout/{path}"))
        request.setRawHeader(b"Authorization", f"Bearer {running.token}".encode())
        request.setRawHeader(b"Content-Type", b"application/json")
        request.setAttribute(QNetworkRequest.Attribute.Http2AllowedAttribute, False)
        request.setTransferTimeout(timeout_ms)
        data = b"" if body is None else json.dumps(body).encode()
        call.begin(manager.sendCustomRequest(request, method.encode(), data))
        return call

    def _manager(self) -> QNetworkAccessManager:
        manager = QNetworkAccessManager(self)
        # HTTP_PROXY is for the way out; many of our users have it set, and it must not be asked for 127.0.0.1.
        manager.setProxy(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy))
        return manager
