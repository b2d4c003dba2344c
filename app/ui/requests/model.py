"""The list as a Qt model: requests come in one batch every 100 ms, and each change is said once."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.log_filter import Filter
from app.ui.requests.columns import COLUMNS, PLACES, cell, full_title, title, tool_tip
from app.ui.requests.row import Row, Summary
from app.ui.requests.session import Session
from app.ui.requests.store import MOST_ROWS, Batch, Line, Store

Index = QModelIndex | QPersistentModelIndex

BATCH_MS = 100
"""Ten changes a second look live; each row on its own would cost a layout each."""
TICK_MS = 500
"""So often the time of live rows moves on, and a sorted or grouped list is put in order again."""

_TOP = QModelIndex()
_NO_LINK = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RequestModel(QAbstractTableModel):
    """Filters and sorts by itself: a proxy model asks Python for every cell."""

    arrived = Signal(int)
    """So many rows were added at the bottom."""
    waiting = Signal(int)
    """So many new requests wait while the list is frozen."""
    counted = Signal()
    """Some number of rows has changed."""

    def __init__(self, parent: QObject | None = None, store: Store | None = None) -> None:
        super().__init__(parent)
        self.store = store or Store()
        self._pending: dict[str, Summary] = {}
        self._frozen = self._held = False
        self._disorder = False
        self._batch = QTimer(self, interval=BATCH_MS, singleShot=True)
        self._batch.timeout.connect(self.flush)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)

    # ------------------------------------------------------------------ what came
    def receive(self, summary: Summary) -> None:
        """Take what the service says of a request; it is shown with the next batch."""
        self._pending[summary["id"]] = summary
        if len(self._pending) > MOST_ROWS:
            del self._pending[next(iter(self._pending))]
        if not self._batch.isActive():
            self._batch.start()

    def hold(self, held: bool) -> None:
        """Keep what comes waiting while a part of the list is read that belongs before it."""
        self._held = held
        if not held:
            self.flush()

    def flush(self) -> None:
        """Show what waits, unless the list is frozen."""
        if self._frozen:
            self.waiting.emit(self.waiting_count())
        elif self._pending and not self._held:
            pending, self._pending = self._pending, {}
            self._take(pending.values())

    def load(self, summaries: list[Summary]) -> int:
        """Take a part of the list, oldest first; return how many requests of it were new."""
        known = self.store.rows
        first = next(iter(known.values()), None)
        began = str(first.summary.get("started_at") or "") if first else ""
        fresh = [summary for summary in summaries if summary["id"] not in known]
        older = [summary for summary in fresh if str(summary.get("started_at") or "") < began]
        if older:
            self._take_older(older)
        old = {summary["id"] for summary in older}
        if rest := [summary for summary in summaries if summary["id"] not in old]:
            self._take(rest)
        return len(fresh)

    def _take(self, summaries: Iterable[Summary]) -> None:
        batch = self.store.take(summaries)
        if self.store.is_plain:
            self._show_plain(batch)
        else:
            self._disorder = self._disorder or bool(batch.gone or batch.new or batch.changed)
            if batch.gone or not self.store.lines:
                self._rearrange()
            else:
                self._say_changed(self._places(batch.changed))
        if (self.store.live or self._disorder) and not self._tick.isActive():
            self._tick.start()
        self.counted.emit()

    def _take_older(self, summaries: list[Summary]) -> None:
        rows = self.store.take_older(summaries)
        if not self.store.is_plain:
            self._rearrange()
        elif shown := [row for row in rows if self.store.matches(row)]:
            self.beginInsertRows(_TOP, 0, len(shown) - 1)
            self.store.lines[:0] = shown
            self.endInsertRows()
        if self.store.live and not self._tick.isActive():
            self._tick.start()
        self.counted.emit()

    def _show_plain(self, batch: Batch) -> None:
        """Change the lines where they stand in the order of arrival."""
        lines = self.store.lines
        if batch.gone:
            oldest = batch.gone[-1].number
            count = next((at for at, line in enumerate(lines) if line.number > oldest), len(lines))
            self._remove(0, count)
        dirty = []
        for row in batch.changed:
            at = self.store.position(row)
            there = at < len(lines) and lines[at] is row
            fits = self.store.matches(row)
            if there and fits:
                dirty.append(at)
            elif there:
                self._say_changed(dirty)  # before the places move
                dirty = []
                self._remove(at, at + 1)
            elif fits:
                self._say_changed(dirty)
                dirty = []
                self.beginInsertRows(_TOP, at, at)
                lines.insert(at, row)
                self.endInsertRows()
        self._say_changed(dirty)
        if shown := [row for row in batch.new if self.store.matches(row)]:
            self.beginInsertRows(_TOP, len(lines), len(lines) + len(shown) - 1)
            lines.extend(shown)
            self.endInsertRows()
            self.arrived.emit(len(shown))

    def _remove(self, first: int, end: int) -> None:
        if first < end:
            self.beginRemoveRows(_TOP, first, end - 1)
            del self.store.lines[first:end]
            self.endRemoveRows()

    def _say_changed(self, places: Iterable[int]) -> None:
        """Say each run of changed lines once."""
        ordered = sorted(set(places))
        if not ordered:
            return
        breaks = [
            0,
            *(at for at, (one, two) in enumerate(pairwise(ordered), 1) if two > one + 1),
            len(ordered),
        ]
        for begin, end in pairwise(breaks):
            self.dataChanged.emit(
                self.index(ordered[begin], 0), self.index(ordered[end - 1], len(COLUMNS) - 1)
            )

    def _places(self, rows: Iterable[Row]) -> list[int]:
        if self.store.is_plain:
            return [at for row in rows if (at := self.position(row.id)) >= 0]
        wanted = {id(row) for row in rows}
        return [at for at, line in enumerate(self.store.lines) if id(line) in wanted] if wanted else []

    def _on_tick(self) -> None:
        if self._frozen:
            return
        if self._disorder:
            self._rearrange()
        live = [self.store.rows[one] for one in self.store.live]
        for row in live:
            row.tick()
        self._say_changed(self._places(live))
        if not live:
            self._tick.stop()

    # ------------------------------------------------------------------ what is shown
    def set_filter(self, wanted: Filter) -> None:
        """Show what matches."""
        self.store.filter = wanted
        self._rearrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; by a negative one, or by time upwards, as they came."""
        descending = order == Qt.SortOrder.DescendingOrder
        by_time = column == PLACES["time"] and not descending
        self.store.order = None if column < 0 or by_time else (COLUMNS[column], descending)
        self._rearrange()

    def set_grouped(self, grouped: bool) -> None:
        """Put requests under the headings of their sessions."""
        self.store.grouped = grouped
        self._rearrange()

    def fold(self, session: Session) -> None:
        """Hide the requests of a session, or show them again."""
        (self.store.folded.discard if session.folded else self.store.folded.add)(session.key)
        self._rearrange()

    def _rearrange(self) -> None:
        """Show the lines anew; what was selected stays so."""
        self._disorder = False
        self.layoutAboutToBeChanged.emit()
        before = (
            self.persistentIndexList()
        )  # only now: selections turn theirs into persistent ones at the signal
        kept = [self.store.lines[index.row()].id for index in before]
        self.store.lines = self.store.arrange()
        if before:
            wanted = set(kept)
            places = {line.id: at for at, line in enumerate(self.store.lines) if line.id in wanted}
            moved = [
                self.createIndex(places[key], index.column()) if key in places else QModelIndex()
                for key, index in zip(kept, before, strict=True)
            ]
            self.changePersistentIndexList(before, moved)
        self.layoutChanged.emit()
        self.counted.emit()

    # ------------------------------------------------------------------ pause, clear, marks
    @property
    def is_frozen(self) -> bool:
        return self._frozen

    def set_frozen(self, frozen: bool) -> None:
        """Stop changing the list; what comes waits, bounded like the list itself."""
        self._frozen = frozen
        self.waiting.emit(self.waiting_count() if frozen else 0)
        if not frozen:
            self.flush()

    def waiting_count(self) -> int:
        """Return how many requests wait that the list does not have yet."""
        return sum(one not in self.store.rows for one in self._pending)

    def clear(self) -> list[Row]:
        """Take out every request that has ended and is not pinned; return them, for `restore`."""
        self._pending = {one: kept for one, kept in self._pending.items() if kept.get("state") == "live"}
        ended = [key for key, row in self.store.rows.items() if not (row.is_live or row.is_pinned)]
        gone = self.store.remove(ended)
        self._rearrange()
        return gone

    def restore(self, rows: Iterable[Row]) -> None:
        """Put cleared rows back."""
        self.store.restore(rows)
        self._rearrange()

    def reset(self) -> None:
        """Forget every request."""
        self.beginResetModel()
        self._pending = {}
        self.store.remove(list(self.store.rows))
        self.store.lines = []
        self.endResetModel()
        self.counted.emit()

    def name_profiles(self, put_in: Callable[[Summary], Summary]) -> None:
        """Show every request with what its profile is called now."""
        for row in self.store.rows.values():
            named = put_in(row.summary)
            if named is not row.summary:
                row.summary = named
                row.forget()
        self._pending = {key: put_in(summary) for key, summary in self._pending.items()}
        self._rearrange()

    def mark(self, exchange: str, *, pinned: bool, note: str) -> None:
        """Show what the user added to a request."""
        if row := self.store.rows.get(exchange):
            row.mark(pinned=pinned, note=note)
            self._say_changed(self._places([row]))

    # ------------------------------------------------------------------ finding
    def line(self, at: int) -> Line | None:
        """Return what stands there."""
        return self.store.lines[at] if 0 <= at < len(self.store.lines) else None

    def row(self, at: int) -> Row | None:
        """Return the request that stands there; None for a heading."""
        line = self.line(at)
        return line if isinstance(line, Row) else None

    def position(self, exchange: str) -> int:
        """Return where a request stands, -1 where it is not shown."""
        row = self.store.rows.get(exchange)
        if row is None:
            return -1
        if self.store.is_plain:
            at = self.store.position(row)
            return at if at < len(self.store.lines) and self.store.lines[at] is row else -1
        return next((at for at, line in enumerate(self.store.lines) if line is row), -1)

    def next_error(self, start: int, step: int) -> int:
        """Return the next failed request below (step 1) or above (step -1), round the end; -1: there is none."""
        count = len(self.store.lines)
        for distance in range(1, count + 1):
            at = (start + step * distance) % count
            line = self.store.lines[at]
            if isinstance(line, Row) and line.is_error:
                return at
        return -1

    # ------------------------------------------------------------------ Qt's side
    def rowCount(self, parent: Index = _TOP) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.store.lines)

    def columnCount(self, parent: Index = _TOP) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _NO_LINK if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row())
        column = COLUMNS[index.column()]
        if line is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Row):
            return tool_tip(line, column)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if isinstance(line, Session):
            return f"{line.title()} · {line.figures()}" if index.column() == 0 else ""
        text = cell(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{full_title(column.key)}: {text}"
        return text

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title(column.key)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return full_title(column.key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def retranslate(self) -> None:
        """Say everything in the current language."""
        for row in self.store.rows.values():
            row.cells.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._say_changed(range(len(self.store.lines)))
