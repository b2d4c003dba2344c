"""What becomes rows."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from proxy.recorder import Recorder
from proxy.store.opening import open_for_writing
from proxy.store.reading import LogReader
from proxy.store.trimming import Limits
from proxy.store.usage import read_usage
from proxy.store.writing import close_interrupted, write
from tests.fakes.exchanges import CANARY, fail, make_exchange, record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    database = open_for_writing(path)
    yield database
    database.close()


def test_what_ended_is_yielded_and_read_back(database: sqlite3.Connection, path: Path) -> None:
    exchange, live = record(Recorder(), make_exchange()), make_exchange()
    assert list(write(database, [exchange, live], Limits())) == [[exchange]]
    summary, details, bodies = LogReader(path).parts(exchange.id) or ({}, {}, None)
    assert (summary, details, bodies) == (exchange.summary(), exchange.details(), exchange.bodies)
    assert [row[0] for row in LogReader(path).rows()] == [live.number, exchange.number]


def test_what_has_ended_meanwhile_is_sealed(database: sqlite3.Connection, path: Path) -> None:
    exchange = make_exchange()
    exchange.client_request = f"key {CANARY}".encode()
    exchange.secrets, exchange.total, exchange.state = (CANARY,), 1.0, "done"
    list(write(database, [exchange], Limits()))
    assert CANARY not in repr(LogReader(path).parts(exchange.id))


def test_slices_and_usage(database: sqlite3.Connection) -> None:
    exchanges = [record(Recorder(), make_exchange(40_000)) for _ in range(5)]
    exchanges.append(record(Recorder(), fail(make_exchange())))
    limits = Limits(max_bytes=16 * 60_000)
    assert [len(slice_) for slice_ in write(database, exchanges, limits)] == [2, 2, 2]
    (row,) = read_usage(database, "0", "9")
    assert (row.requests, row.failed, row.input) == (6, 1, 600)


def test_bodies_that_would_fill_the_log_are_not_kept(database: sqlite3.Connection, path: Path) -> None:
    exchange = record(Recorder(), make_exchange(400_000))
    list(write(database, [exchange], Limits(max_bytes=1_000_000)))
    (found,) = [summary for _, summary in LogReader(path).rows()]
    assert (found["bodies_kept"], found["size"]) == (False, exchange.size())


def test_bodies_left_out(database: sqlite3.Connection, path: Path) -> None:
    exchange = record(Recorder("never"), make_exchange())
    list(write(database, [exchange], Limits()))
    assert [summary["bodies_kept"] for _, summary in LogReader(path).rows()] == [False]


def test_an_error_leaves_nothing_half_written(database: sqlite3.Connection) -> None:
    database.execute("DROP TABLE bodies")
    with pytest.raises(sqlite3.OperationalError):
        list(write(database, [record(Recorder(), make_exchange())], Limits()))
    assert not database.in_transaction
    assert database.execute("SELECT count(*) FROM exchanges").fetchone() == (0,)


def test_what_was_under_way_is_closed_once(database: sqlite3.Connection) -> None:
    live = make_exchange()
    list(write(database, [live, record(Recorder(), make_exchange())], Limits()))
    for _ in range(2):
        close_interrupted(database)
    found = database.execute("SELECT summary FROM exchanges WHERE id = ? AND NOT live", (live.id,)).fetchone()
    summary = orjson.loads(found[0])
    assert (summary["state"], summary["fault"], summary["error"]["code"]) == (
        "cancelled",
        "turnout",
        "interrupted",
    )
    (row,) = read_usage(database, "0", "9")
    assert (row.requests, row.failed) == (2, 0)


def test_one_that_cannot_be_written_is_not_in_the_way(database: sqlite3.Connection, path: Path) -> None:
    good, bad, worse, last = (record(Recorder(), make_exchange()) for _ in range(4))
    bad.client_headers["x"] = "\ud800"
    worse.path = "\udcff"
    assert list(write(database, [good, bad, worse, last], Limits())) == [[good, last]]
    assert [row[0] for row in LogReader(path).rows()] == [last.number, good.number]
