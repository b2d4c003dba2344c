"""A service that is played: the link of the tray app with answers that the test chooses."""

from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.ui.link import Call, Link, Problem

Json = dict[str, Any]
_Answer = Json | Problem | Callable[[Json], Json | Problem] | None


class FakeLink(Link):
    """Answers come later, as from the real one: with the next events, or at once by `settle()`.

    `answer("GET", "profiles", {…})`, `refuse(…, Problem(…))` and `hang(…)` say what a path answers from then on; an
    answer may be a function of the body. A path with a query that was not named is answered as the path without.
    What nobody named fails the test. `asked` lists what was asked: method, path, body.
    """

    def __init__(self) -> None:
        super().__init__(lambda: None)
        self.asked: list[tuple[str, str, Json | None]] = []
        self.cancelled: list[str] = []
        self._answers: dict[tuple[str, str], _Answer] = {}
        self._lines: dict[str, tuple[list[Json], Problem | None]] = {}
        self._streams: dict[str, PlayedCall] = {}
        self._waiting: deque[Callable[[], None]] = deque()

    # ------------------------------------------------------------------ for the test
    def answer(self, method: str, path: str, answer: Json | Callable[[Json], Json | Problem]) -> None:
        self._answers[method, path] = answer

    def refuse(self, method: str, path: str, problem: Problem) -> None:
        self._answers[method, path] = problem

    def hang(self, method: str, path: str) -> None:
        """Never answer."""
        self._answers[method, path] = None

    def answer_lines(self, path: str, lines: list[Json], problem: Problem | None = None) -> None:
        """What a stream at this path says before it ends."""
        self._lines[path] = (lines, problem)

    def say_line(self, path: str, line: Json) -> None:
        """Say one more line on the running stream; `hang("POST", path)` keeps it open."""
        self._streams[path].say(line)

    def end_stream(self, path: str, problem: Problem | None = None) -> None:
        self._streams.pop(path).finish(problem)

    def connect_with(self, document: Json) -> None:
        """The service is there: `up` and `status` are emitted."""
        self._take_status(document)

    def lose(self, problem: Problem) -> None:
        """The service goes: `down` is emitted."""
        self.connected = False
        self.down.emit(problem)

    def settle(self) -> None:
        """Deliver every answer that is on its way, and those that were asked for by them."""
        while self._waiting:
            self._waiting.popleft()()

    def bodies(self, method: str, path: str) -> list[Json | None]:
        """Return what was sent there."""
        return [body for asked, at, body in self.asked if (asked, at) == (method, path)]

    # ------------------------------------------------------------------ the link
    def start(self) -> None:
        """Nothing to connect to."""

    def stop(self) -> None:
        self.connected = False

    def _feel_pulse(self) -> None:
        """Nobody to ask."""

    def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        then: Callable[[Json], None] | None = None,
        fail: Callable[[Problem], None] | None = None,
        owner: QObject | None = None,
        timeout_ms: int = 10_000,
    ) -> Call:
        def done(answer: Json | Problem) -> None:
            if isinstance(answer, Problem):
                (fail or self.problem.emit)(answer)
            elif then is not None:
                then(answer)

        call = self._begin(method, path, body, done, None, owner)
        answer = self._find_answer(method, path)
        if callable(answer):
            answer = answer(body or {})
        if answer is not None:
            self._deliver(lambda: call.finish(answer))
        return call

    def stream(
        self,
        path: str,
        body: Json,
        *,
        line: Callable[[Json], None],
        done: Callable[[Problem | None], None],
        owner: QObject | None = None,
    ) -> Call:
        def ended(answer: Json | Problem) -> None:
            done(answer if isinstance(answer, Problem) else None)

        call = self._begin("POST", path, body, ended, line, owner)
        self._streams[path] = call
        if path in self._lines:
            lines, problem = self._lines[path]
            for one in lines:
                self._deliver(lambda one=one: call.say(one))  # type: ignore[misc]
            self._deliver(lambda: call.finish(problem))
        else:
            answer = self._find_answer("POST", path)
            if isinstance(answer, Problem):
                self._deliver(lambda: call.finish(answer))
        return call

    # ------------------------------------------------------------------ inside
    def _begin(
        self,
        method: str,
        path: str,
        body: Json | None,
        done: Callable[[Json | Problem], None],
        line: Callable[[Json], None] | None,
        owner: QObject | None,
    ) -> "PlayedCall":
        self.asked.append((method, path, body))
        return PlayedCall(self, path, done, line, owner)

    def _find_answer(self, method: str, path: str) -> _Answer:
        for known in ((method, path), (method, path.partition("?")[0])):
            if known in self._answers:
                return self._answers[known]
        raise AssertionError(f"nobody said what {method} {path} answers")

    def _deliver(self, what: Callable[[], None]) -> None:
        self._waiting.append(what)
        QTimer.singleShot(0, self, self._deliver_next)

    def _deliver_next(self) -> None:
        if self._waiting:
            self._waiting.popleft()()


class PlayedCall(Call):
    """A call whose answer the test gives."""

    def __init__(
        self,
        link: FakeLink,
        path: str,
        done: Callable[[Json | Problem], None],
        line: Callable[[Json], None] | None,
        owner: QObject | None,
    ) -> None:
        super().__init__(link, done, line, owner)
        self._link, self._path = link, path

    def cancel(self) -> None:
        if not self._over:
            self._link.cancelled.append(self._path)
        super().cancel()

    def say(self, line: Json) -> None:
        if self._line is not None and self._is_awaited():
            self._line(line)

    def finish(self, answer: Json | Problem | None) -> None:
        self._end({} if answer is None else answer)
