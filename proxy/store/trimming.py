"""Keeps the log within its limits: bodies of the oldest go first, then the oldest requests."""

import sqlite3
from datetime import timedelta

from msgspec import Struct

from proxy.store.schema import CONTENT
from proxy.usage import day_of

MIB = 1024 * 1024

FILL = 0.9
"""Where there is too much, so much of the limit stays: not every write has to make room."""
SHARE_OF_TABLES = 7 / 8
"""Of the limit; the rest is for the write-ahead log."""
CHUNK = 500
"""Rows that are read at a time."""
USAGE_DAYS = 750
"""Two years of daily figures are some thousand short rows."""
_MICROSECONDS = 1_000_000


class Limits(Struct, frozen=True):
    """`max_bytes` on the disk: the bodies of the oldest go first. `max_days`: older requests go altogether."""

    max_bytes: int = 200 * MIB
    max_days: int = 14


def make_room(database: sqlite3.Connection, limits: Limits, incoming: int) -> None:
    """Delete what has to go before so many bytes come in; part of the caller's transaction."""
    limit = int(limits.max_bytes * SHARE_OF_TABLES)
    excess = _used(database) + incoming - limit
    if excess <= 0:
        return
    excess += int(limit * (1 - FILL))
    excess -= _drop_bodies(database, excess)
    if excess > 0:
        _drop_oldest(database, excess)


def drop_old(database: sqlite3.Connection, limits: Limits, now: int) -> None:
    """Delete the requests, and in the end the figures, that are too old (`now` in microseconds since 1970)."""
    delete_until(database, now - limits.max_days * _DAY)
    database.execute("DELETE FROM usage WHERE day < ?", (day_of(now - USAGE_DAYS * _DAY),))


def delete_until(database: sqlite3.Connection, number: int) -> int:
    """Delete what has ended, up to this number; returns how many."""
    count = 0
    for table in reversed(CONTENT):
        ended = "number NOT IN (SELECT number FROM exchanges WHERE live)"
        count = database.execute(f"DELETE FROM {table} WHERE number <= ? AND {ended}", (number,)).rowcount  # noqa: S608
    return count


def delete_ids(database: sqlite3.Connection, ids: set[str]) -> int:
    """Delete these exchanges where they have ended; returns how many."""
    count = 0
    for one in ids:
        found = database.execute("SELECT number FROM exchanges WHERE id = ? AND NOT live", (one,)).fetchone()
        if found is not None:
            count += 1
            for table in CONTENT:
                database.execute(f"DELETE FROM {table} WHERE number = ?", found)  # noqa: S608
    return count


def give_back(database: sqlite3.Connection, limits: Limits) -> None:
    """Make the file smaller where it is over the limit, or mostly holes; outside a transaction."""
    pages, free, size = _pages(database)
    if pages * size > limits.max_bytes * SHARE_OF_TABLES or free > pages // 4:
        empty_out(database)


def empty_out(database: sqlite3.Connection) -> None:
    """Leave nothing of what was deleted, neither in the file nor beside it; outside a transaction."""
    # As a script, which is run to its end; `execute` would stop after the first page.
    database.executescript("PRAGMA incremental_vacuum")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # only now the file gets shorter


def _drop_bodies(database: sqlite3.Connection, excess: int) -> int:
    """Delete the oldest bodies; returns how many bytes they had."""
    query = "SELECT number, length(packed) FROM bodies WHERE number > ? ORDER BY number LIMIT ?"
    last, freed = _reach(database, query, excess)
    database.execute("DELETE FROM bodies WHERE number <= ?", (last,))
    return freed


def _drop_oldest(database: sqlite3.Connection, excess: int) -> None:
    """Without bodies, a request is some kilobytes: summary, details and their place in the tables."""
    query = (
        "SELECT number, length(summary) + coalesce((SELECT length(packed) FROM details WHERE details.number ="
        " exchanges.number), 0) FROM exchanges WHERE NOT live AND number > ? ORDER BY number LIMIT ?"
    )
    last, _ = _reach(database, query, excess)
    delete_until(database, last)


def _reach(database: sqlite3.Connection, query: str, excess: int) -> tuple[int, int]:
    """Return the number up to which so many bytes are found, and how many they are.

    Some rows at a time: the log has a hundred thousand, and what a list of them takes stays with the process.
    """
    last, found = -1, 0
    while found < excess and (rows := database.execute(query, (last, CHUNK)).fetchall()):
        for number, size in rows:
            last, found = number, found + size
            if found >= excess:
                break
    return last, found


def _used(database: sqlite3.Connection) -> int:
    pages, free, size = _pages(database)
    return (pages - free) * size


def _pages(database: sqlite3.Connection) -> tuple[int, int, int]:
    names = ("page_count", "freelist_count", "page_size")
    pages, free, size = (int(database.execute(f"PRAGMA {name}").fetchone()[0]) for name in names)
    return pages, free, size


_DAY = int(timedelta(days=1).total_seconds()) * _MICROSECONDS
