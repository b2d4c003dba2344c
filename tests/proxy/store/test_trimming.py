"""The log's limits."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proxy.exchange import Exchange
from proxy.recorder import Recorder
from proxy.store.opening import open_for_writing
from proxy.store.trimming import Limits, delete_ids, delete_until, drop_old, empty_out, give_back, make_room
from proxy.store.usage import count, read_usage
from proxy.store.writing import write
from proxy.usage import UsageRow, day_of
from tests.fakes.exchanges import make_exchange, record

DAY = 24 * 3600 * 1_000_000
SMALL = Limits(max_bytes=1_000_000)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    database = open_for_writing(tmp_path / "log.db")
    yield database
    database.close()


def fill(database: sqlite3.Connection, count: int, size: int, limits: Limits = Limits()) -> list[Exchange]:  # noqa: B008
    made = [record(Recorder(), make_exchange(size)) for _ in range(count)]
    list(write(database, made, limits))
    return made


def numbers(database: sqlite3.Connection, table: str) -> list[int]:
    return [row[0] for row in database.execute(f"SELECT number FROM {table} ORDER BY number")]  # noqa: S608


def size_of(tmp_path: Path) -> int:
    return sum(path.stat().st_size for path in tmp_path.iterdir() if path.name in ("log.db", "log.db-wal"))


def test_bodies_of_the_oldest_go_first(database: sqlite3.Connection) -> None:
    made = fill(database, 60, 40_000, SMALL)
    kept = numbers(database, "bodies")
    assert 0 < len(kept) < 30
    assert kept == [exchange.number for exchange in made[-len(kept) :]]
    assert numbers(database, "exchanges") == numbers(database, "details") == [one.number for one in made]


def test_without_bodies_the_oldest_requests_go(database: sqlite3.Connection) -> None:
    made = fill(database, 400, 200, Limits(max_bytes=300_000))
    kept = numbers(database, "exchanges")
    assert 10 < len(kept) < 390
    assert kept == [exchange.number for exchange in made[-len(kept) :]]
    assert read_usage(database, "0", "9")[0].requests == 400


def test_the_file_stays_within_its_limit(tmp_path: Path, database: sqlite3.Connection) -> None:
    for _ in range(40):
        fill(database, 5, 60_000, SMALL)
        give_back(database, SMALL)
        assert (tmp_path / "log.db").stat().st_size <= SMALL.max_bytes


def test_a_lowered_limit_makes_the_file_smaller(tmp_path: Path, database: sqlite3.Connection) -> None:
    fill(database, 50, 60_000)
    assert size_of(tmp_path) > 2_000_000
    database.execute("BEGIN")
    make_room(database, SMALL, 0)
    database.execute("COMMIT")
    give_back(database, SMALL)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert size_of(tmp_path) <= SMALL.max_bytes


def test_age(database: sqlite3.Connection) -> None:
    now = time.time_ns() // 1000
    ages = [20, 15, 13, 0]
    made = [record(Recorder(), make_exchange(number=now - days * DAY)) for days in ages]
    live = make_exchange(number=now - 30 * DAY)
    list(write(database, [*made, live], Limits()))
    count(database, [UsageRow(day_of(now - 800 * DAY), "p", "m", "codex", 1)])
    drop_old(database, Limits(max_days=14), now)
    assert numbers(database, "exchanges") == [live.number, made[2].number, made[3].number]
    assert numbers(database, "bodies") == [made[2].number, made[3].number]
    assert {row.day for row in read_usage(database, "0", "9")} == {day_of(one.number) for one in made}


def test_deleting(database: sqlite3.Connection) -> None:
    made, live = fill(database, 4, 100), make_exchange()
    list(write(database, [live], Limits()))
    assert delete_ids(database, {made[1].id, live.id, "unknown"}) == 1
    assert delete_until(database, made[2].number) == 2
    assert numbers(database, "exchanges") == [made[3].number, live.number]
    assert numbers(database, "details") == numbers(database, "bodies") == [made[3].number]


def test_what_was_deleted_is_not_on_the_disk(tmp_path: Path, database: sqlite3.Connection) -> None:
    exchange = make_exchange(profile="canary-profile-0123456789")
    list(write(database, [record(Recorder(), exchange)], Limits()))
    database.execute("DELETE FROM usage")
    files = [tmp_path / "log.db", tmp_path / "log.db-wal"]
    assert any(b"canary-profile" in path.read_bytes() for path in files)
    delete_ids(database, {exchange.id})
    empty_out(database)
    assert not any(b"canary-profile" in path.read_bytes() for path in files)
