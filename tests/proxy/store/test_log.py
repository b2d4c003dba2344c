"""The log as the recorder and the control API use it."""

import base64
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from proxy.recorder import Recorder
from proxy.store import Limits, LogUnavailableError, Store
from proxy.store.opening import open_for_reading
from proxy.store.packing import unpack_bodies, unpack_details
from proxy.usage import day_of
from tests.fakes.exchanges import CANARY, fail, make_exchange, record

ODD = 'sk-canary"odd\\key/+ 0123456789'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


@pytest.fixture
def recorder(store: Store) -> Recorder:
    recorder = Recorder(log=store)
    store.start(recorder.settle)
    return recorder


def test_detail_is_the_same_before_and_after_a_restart(recorder: Recorder, store: Store, path: Path) -> None:
    exchange = fail(make_exchange())
    recorder.begin(exchange)
    recorder.finish(exchange)
    before = recorder.detail(exchange.id)
    store.flush()
    assert exchange.stored
    assert exchange.memory() == 0
    assert recorder.detail(exchange.id) == before
    store.close()
    again = Store(path)
    other = Recorder(log=again)
    again.start(other.settle)
    assert other.detail(exchange.id) == before
    assert other.summaries(5) == [exchange.summary()]
    assert [event["ms"] for event in before["events"]] == [12.3, 50.0, 56.7]  # type: ignore[index, attr-defined]
    again.flush()
    assert again.today()[0].failed == 1
    again.close()


def test_usage_counts_what_has_ended_once_also_when_it_is_deleted(recorder: Recorder, store: Store) -> None:
    first = record(recorder, make_exchange())
    record(recorder, fail(make_exchange(replay_of=first.id)))
    recorder.begin(make_exchange())
    store.flush()
    today = day_of(first.number)
    (row,) = recorder.usage(today, today)
    assert (row.requests, row.failed, row.input, row.cached, row.output, row.reasoning) == (
        2,
        1,
        200,
        80,
        40,
        10,
    )
    assert recorder.today() == [row]
    assert recorder.delete(until=first.number + 10**9) == 2
    assert recorder.usage(today, today) == [row]
    assert len(recorder.summaries(9)) == 1


def test_deleted_before_it_was_written(recorder: Recorder, store: Store) -> None:
    exchange = record(recorder, make_exchange())
    assert recorder.delete(ids=[exchange.id]) == 1
    store.flush()
    assert recorder.summaries(9) == []
    assert recorder.detail(exchange.id) is None


def test_bounded_while_requests_run(path: Path, store: Store, recorder: Recorder) -> None:
    store.limits = Limits(max_bytes=1_000_000)
    for _ in range(12):
        for _ in range(10):
            record(recorder, make_exchange(20_000))
        store.flush()
        assert path.stat().st_size <= 1_000_000
    found = recorder.summaries(1000)
    assert len(found) == 120
    kept = [summary["bodies_kept"] for summary in found]
    assert kept == sorted(kept)
    assert 10 < sum(kept) < 60
    assert recorder.problem is None
    store.limits = Limits(max_bytes=200_000)
    record(recorder, make_exchange())
    store.flush()
    assert path.stat().st_size <= 200_000


def test_a_file_that_cannot_be_read_is_no_error_for_whoever_asks(
    recorder: Recorder, store: Store, path: Path
) -> None:
    exchange = record(recorder, make_exchange())
    store.flush()
    path.write_bytes(b"broken" * 10_000)
    path.with_name("log.db-wal").write_bytes(b"")
    assert store.number_of("unknown") is None
    assert store.parts("unknown") is None
    assert store.usage("0", "9") == []
    assert list(store.rows()) == []
    found = recorder.detail(exchange.id)
    assert found is not None
    assert found["headers"] == exchange.details()["headers"]


def test_one_of_a_newer_turnout_leaves_memory(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    store, said = Store(path), threading.Event()
    recorder = Recorder(log=store)
    store.start(recorder.settle, said.set)
    assert said.wait(60)
    exchange = record(recorder, make_exchange(), CANARY)
    detail = recorder.detail(exchange.id)
    assert detail is not None
    assert detail["bodies"]["upstream_request"] == '{"model":"upstream"}'  # type: ignore[index, call-overload]
    assert recorder.summaries(5) == [exchange.summary()]
    assert recorder.usage("0", "9") == []
    assert "newer" in str(recorder.problem)
    with pytest.raises(LogUnavailableError):
        recorder.delete(ids=[exchange.id])
    store.close()


def test_put_does_not_wait_for_the_disk(store: Store, path: Path) -> None:
    """Another process holds the file: whoever serves requests does not notice."""
    recorder = Recorder(log=store)
    store.start(recorder.settle)
    store.flush()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        exchanges = [record(recorder, make_exchange()) for _ in range(100)]
        time.sleep(0.4)
        assert not any(exchange.stored for exchange in exchanges)
        other.execute("ROLLBACK")
    store.flush()
    assert all(exchange.stored for exchange in exchanges)
    assert recorder.problem is None


def test_no_key_is_in_the_file_however_it_was_written(recorder: Recorder, store: Store, path: Path) -> None:
    """In headers, address, bodies, errors; cut in two by the stream; in the files and in what they unpack to."""
    forms = [
        form
        for key in (CANARY, ODD)
        for form in (
            key, quote(key, safe=""), quote(key, safe="").lower(), json.dumps(key)[1:-1],
            json.dumps(json.dumps(key)[1:-1])[1:-1], base64.b64encode(b"x" + key.encode()).decode(),
            base64.b64encode(key.encode()).decode(),
        )
    ]  # fmt: skip
    for form in forms:
        exchange = fail(make_exchange(), f"the provider says {form}")
        exchange.path = f"/v1/{form}/responses"
        exchange.client_headers["x-echo"] = exchange.upstream_headers["x-echo"] = form
        exchange.attempts[0].url = f"https://provider.test/v1?x={form}"
        exchange.attempts[0].error = f"bad {form}"
        exchange.client_request = exchange.upstream_request = f'{{"text":"{form}"}}'.encode()
        half = len(form) // 2
        exchange.upstream_reply = [
            (0.1, f"data: {form[:half]}".encode()),
            (0.2, f"{form[half:]}\n\n".encode()),
        ]
        exchange.client_reply = [(0.1, f"bad key {form}".encode())]
        record(recorder, exchange, CANARY, ODD)
    store.flush()
    whole = b"".join(one.read_bytes() for one in path.parent.glob("log.db*"))
    with closing(open_for_reading(path)) as database:
        for packed in database.execute("SELECT packed FROM bodies"):
            whole += json.dumps(unpack_bodies(packed[0]).texts(), ensure_ascii=False).encode()
        for packed in database.execute("SELECT packed FROM details"):
            whole += json.dumps(unpack_details(packed[0]), ensure_ascii=False).encode()
        for (summary,) in database.execute("SELECT summary FROM exchanges"):
            whole += summary
    assert len(recorder.summaries(99)) == len(forms)
    assert whole.count("•••".encode()) > 8 * len(forms)
    for form in forms:
        core = form[4:-4] if form not in (CANARY, ODD) else form
        assert core.encode() not in whole
