"""What is read of a file, with or without a service."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from proxy.bodies import Bodies
from proxy.exchange import Exchange
from proxy.recorder import Recorder
from proxy.store import reading
from proxy.store.opening import open_for_writing
from proxy.store.reading import LogReader
from proxy.store.schema import NewerLogError
from proxy.store.trimming import Limits
from proxy.store.writing import write
from proxy.usage import day_of
from tests.fakes.exchanges import make_exchange, record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def exchanges(path: Path) -> Iterator[list[Exchange]]:
    made = [record(Recorder(), make_exchange()) for _ in range(5)]
    with closing(open_for_writing(path)) as database:
        list(write(database, made, Limits()))
    yield made


def test_no_file_and_an_empty_one_have_nothing(path: Path) -> None:
    for _ in range(2):
        reader = LogReader(path)
        assert list(reader.rows()) == []
        assert reader.number_of("x") is reader.parts("x") is None
        assert reader.usage("2000-01-01", "2100-01-01") == []
        path.touch()


def test_rows_newest_first_in_chunks(
    path: Path, exchanges: list[Exchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    numbers = [exchange.number for exchange in exchanges]
    reader = LogReader(path)
    assert [number for number, _ in reader.rows()] == numbers[::-1]
    assert [number for number, _ in reader.rows(numbers[3])] == numbers[2::-1]
    assert [summary for _, summary in reader.rows()] == [exchange.summary() for exchange in exchanges[::-1]]


def test_one(path: Path, exchanges: list[Exchange]) -> None:
    reader, exchange = LogReader(path), exchanges[2]
    assert reader.number_of(exchange.id) == exchange.number
    assert reader.number_of("unknown") is reader.parts("unknown") is None
    assert reader.parts(exchange.id) == (exchange.summary(), exchange.details(), exchange.bodies)
    (row,) = reader.usage(day_of(exchange.number), day_of(exchange.number))
    assert row.requests == 5


def test_without_bodies_and_under_way(path: Path) -> None:
    live = make_exchange()
    with closing(open_for_writing(path)) as database:
        list(write(database, [live], Limits()))
    summary, details, bodies = LogReader(path).parts(live.id) or ({}, {}, None)
    assert (summary["state"], summary["bodies_kept"], bodies) == ("cancelled", False, Bodies())
    assert set(details) == set(live.details())
    assert next(LogReader(path).rows())[1] == summary


def test_one_of_a_newer_turnout(path: Path) -> None:
    with closing(open_for_writing(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerLogError):
        list(LogReader(path).rows())
