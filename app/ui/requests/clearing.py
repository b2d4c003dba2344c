"""Clearing the list: at once on the screen, in the service only when it can no longer be taken back."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.link import Link, Problem
from app.ui.requests.model import RequestModel
from app.ui.requests.row import Row
from app.ui.widgets.undo_bar import UndoBar


class Clearing(QObject):
    """`failed` has the sentence of the service where it could not delete; the requests are then back."""

    failed = Signal(str)

    def __init__(self, link: Link, model: RequestModel, page: QWidget) -> None:
        super().__init__(page)
        self._link, self._model = link, model
        self.bar = UndoBar(page)

    def clear(self) -> None:
        """Take everything out of the list that has ended and is not pinned."""
        self.finish()
        gone = self._model.clear()
        if not gone:
            return
        pinned = any(row.is_pinned for row in self._model.store.rows.values())
        newest = max(str(row.summary.get("started_at") or "") for row in gone)
        # Until a moment: that takes also what is older than the list is long.
        body: dict[str, object] = {"ids": [row.id for row in gone]} if pinned else {"until": newest}
        said = self.tr("%Ln request(s) cleared", "", len(gone))
        self.bar.offer(said, lambda: self._model.restore(gone), lambda: self._delete(body, gone))

    def finish(self) -> None:
        """End the time in which it can be taken back."""
        self.bar.finish()

    def _delete(self, body: dict[str, object], gone: list[Row]) -> None:
        def fail(problem: Problem) -> None:
            self._model.restore(gone)
            self.failed.emit(str(problem))

        self._link.call("DELETE", "exchanges", body, fail=fail, owner=self)
