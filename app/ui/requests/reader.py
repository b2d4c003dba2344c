"""Reads the requests that the service keeps, newest first and part by part, until the list is full."""

from collections.abc import Callable
from urllib.parse import quote

from PySide6.QtCore import QObject, Signal

from app.ui.link import Link, Problem
from app.ui.requests.model import RequestModel
from app.ui.requests.row import Summary
from app.ui.requests.store import MOST_ROWS

PART = 500
"""Requests read at once: more would hold the window for longer than a frame."""
_LIST_MS = 30_000


class Reader(QObject):
    """`marked` adds what the user put on a request. `moved` after each part, and at the end."""

    moved = Signal()

    def __init__(
        self, link: Link, model: RequestModel, marked: Callable[[Summary], Summary], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._link, self._model, self._marked = link, model, marked
        self.is_loading = False
        self._run = 0
        link.up.connect(lambda _: self.read())
        link.cleared.connect(self._start_anew)

    def read(self) -> None:
        """Read the newest part; older ones follow. Meanwhile events wait their turn."""
        self._run += 1
        self._model.hold(True)
        self._ask("")

    def _start_anew(self) -> None:
        """Requests were deleted, here or elsewhere: ask what is left."""
        self._model.reset()
        self.read()

    def _ask(self, before: str) -> None:
        self.is_loading = True
        run = self._run
        path = f"exchanges?limit={PART}" + (f"&before={quote(before, safe='')}" if before else "")
        self._link.call(
            "GET",
            path,
            then=lambda answer: self._take(run, answer.get("exchanges") or []),
            fail=lambda problem: self._fail(run, problem),
            owner=self,
            timeout_ms=_LIST_MS,
        )

    def _take(self, run: int, part: list[Summary]) -> None:
        if run != self._run:
            return  # asked before the list was begun anew
        new = self._model.load([self._marked(summary) for summary in part])
        self._model.hold(False)
        self.is_loading = False
        # Nothing new in a part: the rest was read before the connection was lost.
        if len(part) >= PART and new and len(self._model.store.rows) < MOST_ROWS:
            self._ask(str(part[0]["id"]))
        self.moved.emit()

    def _fail(self, run: int, problem: Problem) -> None:
        if run != self._run:
            return
        self._model.hold(False)
        self.is_loading = False
        self._link.problem.emit(problem)
        self.moved.emit()
