"""The requests of the list without a window: a bounded store, and the lines that are shown of it, in their order."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.log_filter import Filter, compile_filter
from app.ui.requests.columns import Column
from app.ui.requests.row import Row, Summary
from app.ui.requests.session import Session, group_rows

Line = Row | Session

MOST_ROWS = 10_000
"""More is not looked through by eye; the service keeps what is older."""


@dataclass(slots=True)
class Batch:
    """What a number of summaries changed in the store, not yet in `lines`."""

    gone: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    new: list[Row] = field(default_factory=list)


class Store:
    """`lines` is what is shown: rows by arrival, or sorted, or under the headings of their sessions."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        self.rows: OrderedDict[str, Row] = OrderedDict()
        self.lines: list[Line] = []
        self.filter: Filter = compile_filter("")
        self.order: tuple[Column, bool] | None = None
        """A column, and whether the largest comes first; None: by arrival, the newest at the bottom."""
        self.grouped = False
        self.folded: set[str] = set()
        self.live: set[str] = set()
        self._most = most
        self._last = self._first = 0

    @property
    def is_plain(self) -> bool:
        """Whether lines stand in the order of their arrival, so that a batch is a cheap change."""
        return self.order is None and not self.grouped

    # ------------------------------------------------------------------ what came
    def take(self, summaries: Iterable[Summary]) -> Batch:
        """Keep new and changed requests; the oldest go where there are too many."""
        batch = Batch()
        for summary in summaries:
            row = self.rows.get(summary["id"])
            if row is None:
                row = Row(summary, self._last)
                self._last += 1
                self.rows[row.id] = row
                batch.new.append(row)
            else:
                row.update(summary)
                batch.changed.append(row)
            (self.live.add if row.is_live else self.live.discard)(row.id)
        while len(self.rows) > self._most:
            key, row = self.rows.popitem(last=False)
            self.live.discard(key)
            batch.gone.append(row)
        if batch.gone:
            gone = set(map(id, batch.gone))
            batch.new = [row for row in batch.new if id(row) not in gone]
        return batch

    def take_older(self, summaries: list[Summary]) -> list[Row]:
        """Keep requests that came before all others, oldest first; return those there was room for."""
        fresh = [summary for summary in summaries if summary["id"] not in self.rows]
        room = max(0, self._most - len(self.rows))
        found = []
        for summary in reversed(fresh[-room:] if room else []):
            self._first -= 1
            row = Row(summary, self._first)
            self.rows[row.id] = row
            self.rows.move_to_end(row.id, last=False)
            if row.is_live:
                self.live.add(row.id)
            found.append(row)
        return found[::-1]

    def remove(self, ids: Iterable[str]) -> list[Row]:
        """Take rows out of the store; `restore` puts them back."""
        gone = [self.rows.pop(one) for one in ids if one in self.rows]
        self.live.difference_update(row.id for row in gone)
        return gone

    def restore(self, rows: Iterable[Row]) -> None:
        """Put rows back where they were."""
        found = {row.id: row for row in rows} | self.rows
        self.rows = OrderedDict(sorted(found.items(), key=lambda item: item[1].number))

    # ------------------------------------------------------------------ what is shown
    def matches(self, row: Row) -> bool:
        """Tell whether the filter lets a row through."""
        return self.filter.matches(row.summary, row.text if self.filter.needs_text else "")

    def arrange(self) -> list[Line]:
        """Return the lines anew: filtered, sorted, grouped."""
        found = [row for row in self.rows.values() if self.matches(row)]
        if self.order is not None:
            found = _sorted(found, *self.order)
        return group_rows(found, self.folded) if self.grouped else list(found)

    def position(self, row: Row) -> int:
        """Return where a row stands, or would stand, while lines stand in the order of their arrival."""
        return bisect_left(self.lines, row.number, key=lambda line: line.number)


def _sorted(rows: list[Row], column: Column, descending: bool) -> list[Row]:
    keyed = [(column.sort(row), row) for row in rows]
    known = [(key, row) for key, row in keyed if key is not None]
    # A stable sort: equals stay in the order of their arrival.
    known.sort(key=lambda pair: pair[0], reverse=descending)
    return [row for _, row in known] + [row for key, row in keyed if key is None]
