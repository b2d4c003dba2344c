"""Writes exchanges into an open log: rows, figures of the day, room for them."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import orjson
from msgspec import Struct

from proxy.conversation import Json
from proxy.exchange import Exchange
from proxy.redact import seal
from proxy.store.packing import pack_bodies, pack_details
from proxy.store.reading import interrupt
from proxy.store.trimming import Limits, make_room
from proxy.store.usage import count
from proxy.usage import add_up, count_of

_log = logging.getLogger(__name__)

SLICE_BYTES = 4 * 1024 * 1024
"""One transaction takes about so much, so that the write-ahead log stays small."""
AT_ONCE = 16
"""Rows of one statement. SQLite keeps what was bound to it until the next time, so there are two sizes only."""
LARGEST_SHARE = 1 / 4
"""Bodies that would take more of the log than this are not kept."""


class _Row(Struct, frozen=True):
    exchange: Exchange
    live: bool
    summary: Json
    told: bytes
    details: bytes | None
    bodies: bytes | None

    @property
    def size(self) -> int:
        return len(self.details or b"") + len(self.bodies or b"")


def write(
    database: sqlite3.Connection, exchanges: Iterable[Exchange], limits: Limits
) -> Iterator[list[Exchange]]:
    """Write them, in transactions of a bounded size; yields those of each one once they are in the file.

    Raises `sqlite3.Error`; what was not yielded is then not in the file.
    """
    rows: list[_Row] = []
    size = 0
    most = min(SLICE_BYTES, limits.max_bytes // 16)
    for exchange in exchanges:
        try:
            row = _row_of(exchange, int(limits.max_bytes * LARGEST_SHARE))
        except Exception:  # noqa: BLE001
            # It would be in the way of all that come after it, at each new try.
            _log.exception("a request cannot be written into the log; it stays in memory")
            continue
        rows.append(row)
        size += row.size
        if size >= most:
            yield _commit(database, rows, size, limits)
            rows, size = [], 0
    if rows:
        yield _commit(database, rows, size, limits)


def close_interrupted(database: sqlite3.Connection) -> None:
    """End what was under way when the service before this one was killed."""
    for number, summary in database.execute("SELECT number, summary FROM exchanges WHERE live").fetchall():
        said: Json = orjson.loads(summary)
        interrupt(said)
        with database:
            database.execute("BEGIN")
            database.execute(
                "UPDATE exchanges SET live = 0, summary = ? WHERE number = ?", (orjson.dumps(said), number)
            )
            count(database, [count_of(number, said)])


def _row_of(exchange: Exchange, largest: int) -> _Row:
    if not exchange.ended:
        summary = exchange.summary()
        return _Row(exchange, True, summary, orjson.dumps(summary), None, None)
    seal(exchange)  # it may have ended just now
    bodies = exchange.bodies
    packed = pack_bodies(bodies) if exchange.bodies_kept else None
    if packed is not None and (len(packed) > largest or not exchange.bodies_kept):
        packed = None
    summary = exchange.summary()
    return _Row(exchange, False, summary, orjson.dumps(summary), pack_details(exchange.details()), packed)


def _commit(database: sqlite3.Connection, rows: list[_Row], size: int, limits: Limits) -> list[Exchange]:
    database.execute("BEGIN IMMEDIATE")
    try:
        make_room(database, limits, size)
        told = [(row.exchange.number, row.exchange.id, row.live, row.told) for row in rows]
        _insert(database, "exchanges", told)
        _insert(
            database,
            "details",
            [(row.exchange.number, row.details) for row in rows if row.details is not None],
        )
        _insert(
            database, "bodies", [(row.exchange.number, row.bodies) for row in rows if row.bodies is not None]
        )
        count(database, add_up(count_of(row.exchange.number, row.summary) for row in rows if not row.live))
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:  # SQLite itself rolls back where the disk is full
            database.execute("ROLLBACK")
        raise
    return [row.exchange for row in rows if not row.live]


def _insert(database: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Write rows, many with one statement: behind each the thread waits for its turn, half a millisecond and more where
    the service is busy."""
    whole = len(rows) // AT_ONCE * AT_ONCE
    many = [rows[at : at + AT_ONCE] for at in range(0, whole, AT_ONCE)]
    for some in (*many, *([row] for row in rows[whole:])):
        places = f"({', '.join('?' * len(some[0]))})"
        database.execute(
            f"INSERT OR REPLACE INTO {table} VALUES {', '.join([places] * len(some))}",  # noqa: S608 - our own words
            [value for row in some for value in row],
        )
