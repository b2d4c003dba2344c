"""Who hears of exchanges, what memory keeps, and how memory and log are read as one."""

from collections.abc import Iterable, Iterator

import pytest

from proxy.bodies import Bodies
from proxy.conversation import Failure, Json, Note
from proxy.exchange import Exchange
from proxy.recorder import MAX_EXCHANGES, Recorder
from proxy.usage import UsageRow, day_of
from tests.fakes.exchanges import CANARY, fail, make_exchange, record


class FakeLog:
    """A log that has what it was told to have."""

    problem: str | None = None

    def __init__(self) -> None:
        self.put_in: list[tuple[str, bool]] = []
        self.kept: list[tuple[int, Json]] = []
        self.found: tuple[Json, Json, Bodies] | None = None
        self.deleted: list[tuple[set[str] | None, int | None]] = []

    def put(self, exchange: Exchange) -> None:
        self.put_in.append((exchange.id, exchange.ended))

    def rows(self, before: int | None) -> Iterator[tuple[int, Json]]:
        return iter([row for row in self.kept if before is None or row[0] < before])

    def number_of(self, exchange_id: str) -> int | None:
        return next((number for number, summary in self.kept if summary["id"] == exchange_id), None)

    def parts(self, exchange_id: str) -> tuple[Json, Json, Bodies] | None:
        return self.found

    def delete(self, ids: Iterable[str] | None, until: int | None) -> int:
        self.deleted.append((None if ids is None else set(ids), until))
        return 7

    def today(self) -> list[UsageRow]:
        return [UsageRow("today", "", "", "")]

    def usage(self, first: str, last: str) -> list[UsageRow]:
        return [UsageRow(f"{first}..{last}", "", "", "")]


# ---------------------------------------------------------------------------- what happens
def test_listeners_hear_begin_and_end() -> None:
    recorder, heard = Recorder(), []
    stop = recorder.listen(lambda exchange: heard.append(exchange.state))
    record(recorder, make_exchange())
    stop()
    recorder.begin(make_exchange())
    assert heard == ["live", "done"]


def test_a_failure_is_failed_and_the_last_error() -> None:
    recorder = Recorder()
    assert recorder.last_error is None
    exchange = record(recorder, fail(make_exchange()))
    record(recorder, make_exchange())
    assert exchange.state == "failed"
    assert recorder.get(exchange.id) is exchange
    assert recorder.get("nothing") is None
    expected = {"id": exchange.id, "at": exchange.started_at, "code": "server_error", "message": "boom"}
    assert recorder.last_error == expected
    cancelled = make_exchange(state="cancelled", failure=Failure("network", "left"))
    record(recorder, cancelled)
    assert (cancelled.state, recorder.last_error) == ("cancelled", expected)


@pytest.mark.parametrize(
    ("setting", "failed", "kept"),
    [("all", False, True), ("errors", False, False), ("errors", True, True), ("never", True, False)],
)
def test_record_bodies(setting: str, failed: bool, kept: bool) -> None:
    recorder, exchange = Recorder(setting), make_exchange()  # type: ignore[arg-type]
    record(recorder, fail(exchange) if failed else exchange)
    assert bool(exchange.client_request) == exchange.bodies_kept == kept
    assert exchange.summary()["size"] > 100


def test_secrets_are_gone_when_it_ends_also_from_what_is_told_at_once() -> None:
    recorder, told = Recorder(), []
    recorder.listen(lambda exchange: told.append(repr(exchange.summary())))
    exchange = fail(make_exchange(), f"bad key {CANARY}")
    exchange.notes = [Note("x", CANARY)]
    exchange.client_request = f"key {CANARY} here".encode()
    record(recorder, exchange, CANARY)
    assert b"canary" not in exchange.client_request
    assert CANARY not in told[-1]
    assert CANARY not in repr(recorder.last_error)


def test_paused_nothing_is_kept_but_what_began_before() -> None:
    recorder, before, during = Recorder(), make_exchange(), make_exchange()
    recorder.begin(before)
    recorder.recording = False
    record(recorder, fail(during))
    assert (during.state, recorder.last_error) == ("failed", None)
    recorder.finish(before)
    assert recorder.exchanges() == [before]
    recorder.recording = True
    after = record(recorder, make_exchange())
    assert recorder.exchanges() == [before, after]


# ---------------------------------------------------------------------------- memory
def test_the_number_is_bounded_and_what_is_under_way_stays() -> None:
    recorder, live = Recorder(), make_exchange()
    recorder.begin(live)
    for _ in range(MAX_EXCHANGES + 5):
        exchange = record(recorder, make_exchange())
    assert len(recorder.exchanges()) == MAX_EXCHANGES
    assert recorder.exchanges(limit=1) == [exchange]
    assert recorder.exchanges(limit=0) == []
    assert recorder.live() == [live]
    assert recorder.get(live.id) is live


def test_the_oldest_bodies_go_first_and_without_a_log_that_is_no_problem() -> None:
    size = make_exchange(10_000).memory()
    recorder = Recorder(max_bytes=int(size * 2.5))
    exchanges = [record(recorder, make_exchange(10_000)) for _ in range(3)]
    assert [exchange.bodies_kept for exchange in exchanges] == [False, True, True]
    assert len(recorder.exchanges()) == 3
    assert recorder.problem is None


def test_what_the_log_has_takes_no_memory() -> None:
    log = FakeLog()
    recorder = Recorder(max_bytes=int(make_exchange(10_000).memory() * 2.5), log=log)
    first = record(recorder, make_exchange(10_000))
    recorder.settle([first])
    assert (first.stored, first.memory(), first.bodies_kept) == (True, 0, True)
    others = [record(recorder, make_exchange(10_000)) for _ in range(2)]
    assert all(exchange.bodies_kept for exchange in others)
    assert recorder.problem is None
    record(recorder, make_exchange(10_000))
    assert not others[0].bodies_kept
    assert "1 requests" in str(recorder.problem)
    log.problem = "the disk is full"
    assert recorder.problem == "the disk is full"
    assert log.put_in[:2] == [(first.id, False), (first.id, True)]


def test_what_is_forgotten_while_the_log_hangs_keeps_no_bodies() -> None:
    recorder = Recorder(log=FakeLog())
    first = record(recorder, make_exchange())
    for _ in range(MAX_EXCHANGES):
        record(recorder, make_exchange())
    assert not first.bodies_kept
    assert recorder.problem is not None


# ---------------------------------------------------------------------------- memory and log as one
def ids(summaries: list[Json]) -> list[object]:
    return [summary["id"] for summary in summaries]


def test_summaries_come_from_log_and_memory_in_order_and_once() -> None:
    log = FakeLog()
    recorder = Recorder(log=log)
    old, stored, pending, live = (make_exchange() for _ in range(4))
    for exchange in (stored, pending):
        record(recorder, exchange)
    recorder.begin(live)
    recorder.settle([stored])
    log.kept = [(one.number, one.summary() | {"from": "log"}) for one in (live, pending, stored, old)]
    found = recorder.summaries(10)
    assert ids(found) == [old.id, stored.id, pending.id, live.id]
    assert [summary.get("from") for summary in found] == ["log", "log", None, None]
    assert ids(recorder.summaries(2)) == [pending.id, live.id]
    assert ids(recorder.summaries(2, before=pending.id)) == [old.id, stored.id]
    assert ids(recorder.summaries(2, before=stored.id)) == [old.id]
    assert recorder.summaries(2, before=old.id) == recorder.summaries(2, before="unknown") == []
    assert recorder.summaries(0) == []
    assert ids(recorder.summaries(1, test=lambda summary: summary.get("from") == "log")) == [stored.id]


def test_without_a_log_memory_is_all() -> None:
    recorder = Recorder()
    first, second = (record(recorder, make_exchange()) for _ in range(2))
    assert ids(recorder.summaries(9)) == [first.id, second.id]
    assert recorder.summaries(9, before="unknown") == []
    assert recorder.detail("unknown") is None
    today = day_of(first.number)
    assert (
        recorder.today()
        == recorder.usage(today, today)
        == [UsageRow(today, "fake", "upstream", "codex", 2, 0, 200, 80, 40, 10)]
    )
    assert recorder.usage("2001-01-01", "2001-01-02") == []


def test_detail_of_what_is_under_way_is_without_secrets_and_leaves_it_alone() -> None:
    recorder, exchange = Recorder(), make_exchange()
    recorder.begin(exchange, lambda: (CANARY,))
    exchange.client_request = raw = f"key {CANARY}".encode()
    detail = recorder.detail(exchange.id)
    assert detail is not None
    assert CANARY not in repr(detail)
    assert exchange.client_request is raw


def test_detail_of_what_the_log_has() -> None:
    log = FakeLog()
    recorder = Recorder(log=log)
    exchange = record(recorder, make_exchange())
    bodies = exchange.bodies
    here = recorder.detail(exchange.id)
    recorder.settle([exchange])
    without = recorder.parts(exchange.id)
    assert without is not None
    assert without[2] == Bodies()  # the log does not find it: what is left is shown
    log.found = (exchange.summary(), exchange.details(), bodies)
    assert recorder.detail(exchange.id) == recorder.detail("known to the log alone") == here
    assert recorder.today()[0].day == "today"
    assert recorder.usage("a", "b")[0].day == "a..b"


def test_deleting_leaves_what_is_under_way() -> None:
    recorder = Recorder()
    first, second, third = (record(recorder, make_exchange()) for _ in range(3))
    live = make_exchange()
    recorder.begin(live)
    assert recorder.delete(ids=[second.id, live.id, "unknown"]) == 1
    assert recorder.exchanges() == [first, third, live]
    assert recorder.delete(until=first.number) == 1
    assert recorder.delete(until=live.number) == 1
    assert recorder.exchanges() == [live]


def test_deleting_in_the_log_too() -> None:
    log = FakeLog()
    recorder = Recorder(log=log)
    exchange = record(recorder, make_exchange())
    assert recorder.delete(ids=[exchange.id]) == 7
    assert recorder.delete(until=5) == 7
    assert log.deleted == [({exchange.id}, None), (None, 5)]
    assert recorder.exchanges() == []


def test_requirement_065_a_listener_that_fails_keeps_nobody_from_hearing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorder, heard = Recorder(), []

    def fail(_: Exchange) -> None:
        raise RuntimeError("made to fail")

    recorder.listen(fail)
    recorder.listen(lambda exchange: heard.append(exchange.state))
    record(recorder, make_exchange())
    assert heard == ["live", "done"]
    assert recorder.live() == []
    assert "a listener to requests failed" in caplog.text
