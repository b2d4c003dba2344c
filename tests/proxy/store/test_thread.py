"""The thread that writes: what it does with a disk that fails, a file that is broken, a process that is killed."""

import json
import logging
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from proxy.recorder import Recorder
from proxy.store import thread as thread_module
from proxy.store.opening import open_for_reading, open_for_writing
from proxy.store.reading import LogReader
from proxy.store.thread import LogThread, LogUnavailableError
from proxy.store.trimming import Limits
from tests.fakes.exchanges import fail, make_exchange, record
from tests.tree import ROOT

DEADLINE_S = 60.0
"""Only ends a hang."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def start(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., LogThread]]:
    """Start threads that try again at once; they are closed at the end."""
    monkeypatch.setattr(thread_module, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(thread_module, "BATCH_SECONDS", 0.01)
    started: list[LogThread] = []

    def start(limits: Limits | None = None) -> LogThread:
        started.append(LogThread(path, limits or Limits()))
        started[-1].start()
        return started[-1]

    yield start
    for one in started:
        one.close()


def ids(path: Path) -> list[object]:
    return [summary["id"] for _, summary in LogReader(path).rows()]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def nothing(_: sqlite3.Connection) -> int:
    return 0


# ---------------------------------------------------------------------------- the ordinary way
def test_begin_and_end(start: Callable[..., LogThread], path: Path) -> None:
    log, live, ended = start(), make_exchange(), record(Recorder(), make_exchange())
    log.put(live)
    log.put(ended)
    log.ask(nothing)
    assert ids(path) == [ended.id, live.id]
    assert (live.stored, ended.stored) == (False, True)
    assert (log.today[0].requests, log.problem) == (1, None)
    Recorder().finish(live)
    live.total = 1.0
    log.put(live)
    log.put(ended)
    log.close()
    assert not path.with_name("log.db-wal").exists()
    assert (live.stored, ids(path)) == (True, [ended.id, live.id])
    assert log.today[0].requests == 2


def test_what_waits_is_written_at_the_end(start: Callable[..., LogThread], path: Path) -> None:
    log = start()
    ended = [record(Recorder(), make_exchange()) for _ in range(5)]
    for one in ended:
        log.put(one)
    log.close()
    assert len(ids(path)) == 5


def test_what_is_large_does_not_wait(
    start: Callable[..., LogThread], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread_module, "BATCH_SECONDS", 10 * DEADLINE_S)
    log, small, large = start(), *(record(Recorder(), make_exchange(size)) for size in (100, 3_000_000))
    log.ask(nothing)
    log.put(small)
    time.sleep(0.05)
    assert not small.stored
    log.put(large)
    wait_for(lambda: small.stored and large.stored)


def test_what_cannot_be_done_is_said_to_whoever_asked(start: Callable[..., LogThread], path: Path) -> None:
    log = start()

    def fault(_: sqlite3.Connection) -> int:
        raise ValueError("a fault of ours")

    with pytest.raises(LogUnavailableError, match="ValueError"):
        log.ask(fault)
    log.put(ended := record(Recorder(), make_exchange()))
    wait_for(lambda: ended.stored)
    wait_for(lambda: log.problem is None)


def test_one_that_never_answers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_module, "ANSWER_SECONDS", 0.01)
    log = LogThread(path, Limits())
    with pytest.raises(LogUnavailableError, match="does not answer"):
        log.ask(nothing)
    log.close()


def test_age_is_looked_at_when_limits_change(start: Callable[..., LogThread], path: Path) -> None:
    log = start()
    old = record(Recorder(), make_exchange(number=time.time_ns() // 1000 - 3 * 24 * 3600 * 1_000_000))
    log.put(old)
    log.ask(nothing)
    assert ids(path) == [old.id]
    log.limits = Limits(max_days=2)
    log.look_after()
    wait_for(lambda: ids(path) == [])


# ---------------------------------------------------------------------------- trouble
def test_a_full_disk_stops_the_log_with_one_warning_until_there_is_room(
    start: Callable[..., LogThread],
    path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = True

    def open_full(path: Path) -> sqlite3.Connection:
        database = open_for_writing(path)
        if full:
            pages = database.execute("PRAGMA page_count").fetchone()[0]
            database.execute(f"PRAGMA max_page_count = {pages + 2}")
        return database

    monkeypatch.setattr(thread_module, "open_for_writing", open_full)
    log, changes = start(), []
    log.changed = lambda: changes.append(log.problem)
    exchanges = [record(Recorder(), make_exchange(40_000)) for _ in range(10)]
    for one in exchanges:
        log.put(one)
    wait_for(lambda: log.problem is not None)
    assert "full" in str(log.problem)
    for one in exchanges:
        log.put(one)  # goes on being put
    time.sleep(0.1)
    assert len([one for one in caplog.records if one.levelno == logging.WARNING]) == 1
    full = False
    wait_for(lambda: all(one.stored for one in exchanges))
    wait_for(lambda: log.problem is None)
    assert len(ids(path)) == 10
    assert len(changes) == 2


def test_what_waits_for_the_disk_is_bounded_and_what_is_lost_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread_module, "MAX_WAITING", 3)
    monkeypatch.setattr(thread_module, "RETRY_SECONDS", 0.01)
    path.mkdir()  # cannot be opened
    log = LogThread(path, Limits())
    exchanges = [record(Recorder(), make_exchange()) for _ in range(5)]
    log.start()
    wait_for(lambda: log.problem is not None)
    assert "not being written" in str(log.problem)
    for one in exchanges:
        log.put(one)
    with pytest.raises(LogUnavailableError, match="not being written"):
        log.ask(nothing)
    path.rmdir()
    wait_for(lambda: exchanges[-1].stored)
    assert ids(path) == [one.id for one in exchanges[:1:-1]]
    wait_for(lambda: "2 requests are missing" in str(log.problem))
    log.close()


def test_a_damaged_file_is_set_aside_and_said(start: Callable[..., LogThread], path: Path) -> None:
    path.write_bytes(b"this is no database" * 500)
    log = start()
    log.put(ended := record(Recorder(), make_exchange()))
    log.ask(nothing)
    assert ended.stored
    (aside,) = path.parent.glob("log.damaged-*")
    assert str(aside) in str(log.problem)
    assert aside.read_bytes().startswith(b"this is no database")


def test_damage_while_it_runs(start: Callable[..., LogThread], path: Path) -> None:
    log = start()
    for _ in range(30):
        log.put(record(Recorder(), make_exchange(20_000)))
    log.ask(lambda database: len(database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()))
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))

    def look(_: sqlite3.Connection) -> int:
        return len(ids(path))

    log.put(ended := record(Recorder(), make_exchange()))
    assert log.ask(look) == 0  # in the new file
    wait_for(lambda: "damaged" in str(log.problem))
    log.put(after := record(Recorder(), make_exchange()))
    log.ask(nothing)
    assert (ended.stored, ids(path)) == (True, [after.id])


def test_damage_that_cannot_be_set_aside(
    start: Callable[..., LogThread], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> Path:
        raise PermissionError(13, "not allowed")

    monkeypatch.setattr(thread_module, "set_aside", refuse)
    path.write_bytes(b"this is no database" * 500)
    log = start()
    wait_for(lambda: "not allowed" in str(log.problem))


def test_one_of_a_newer_turnout_is_left_alone(start: Callable[..., LogThread], path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    log = start()
    wait_for(lambda: "newer" in str(log.problem))
    log.put(ended := record(Recorder(), fail(make_exchange())))
    with pytest.raises(LogUnavailableError, match="newer"):
        log.ask(nothing)
    log.close()
    assert not ended.stored
    assert path.read_bytes() == before


# ---------------------------------------------------------------------------- a process that ends badly
CHILD = """
import collections, json, sys, time
from pathlib import Path
from proxy.recorder import Recorder
from proxy.store import Store
from tests.fakes.exchanges import make_exchange, record
store = Store(Path(sys.argv[1]))
recorder = Recorder(log=store)
store.start(recorder.settle)
recorder.begin(live := make_exchange())
print(json.dumps(live.id), flush=True)
waiting = collections.deque()
while True:
    waiting.append(record(recorder, make_exchange(20_000)))
    written = [waiting.popleft().id for one in tuple(waiting) if one.stored]
    print(json.dumps([waiting[-1].id if waiting else None, written, store.problem]), flush=True)
    time.sleep(0.002)
"""


def run_child(
    path: Path, until: Callable[[list[list[Any]]], bool], **options: object
) -> tuple[str, list[list[Any]]]:
    """Run it until its lines are enough, then kill it; returns the live one's id and all its lines."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    ) as child:
        try:
            live = json.loads(child.stdout.readline())
            lines: list[list[Any]] = []
            while not until(lines):
                lines.append(json.loads(child.stdout.readline()))
        finally:
            child.kill()
        lines += [json.loads(line) for line in child.stdout.read().splitlines() if line.endswith("]")]
    return live, lines


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_killed_all_that_was_written_is_there(path: Path) -> None:
    """However busy the machine is: nothing is called written that a kill can take away, and it is written soon."""
    live, lines = run_child(path, lambda lines: sum(len(written) for _, written, _ in lines) > 50)
    expected = {name for _, written, _ in lines for name in written}
    states = {summary["id"]: summary["state"] for _, summary in LogReader(path).rows()}
    assert set(states) >= expected
    assert states[live] == "cancelled"
    detail = LogReader(path).parts(str(lines[0][0]))
    assert detail is not None
    assert detail[2].size > 20_000
    log = LogThread(path, Limits())
    log.start()
    log.ask(nothing)
    assert log.problem is None
    log.close()
    with closing(open_for_reading(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM exchanges WHERE live").fetchone() == (0,)


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_file_that_may_not_grow(path: Path) -> None:
    """The operating system itself refuses; requests go on, and what was written can be read."""

    def forbid() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, 6_000_000))

    _, lines = run_child(
        path, lambda lines: bool(lines) and lines[-1][2] is not None and len(lines) > 200, preexec_fn=forbid
    )
    assert "not being written" in str(lines[-1][2])
    assert 0 < len(ids(path)) < len(lines)
