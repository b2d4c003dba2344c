"""What is kept of exchanges, and for how long."""

import pytest

from proxy.conversation import Failure
from proxy.exchange import Exchange
from proxy.recorder import MAX_EXCHANGES, Recorder


def make_exchange(size: int = 10) -> Exchange:
    exchange = Exchange(client="codex", access_key="codex", inbound_wire="responses", path="/v1/responses")
    exchange.client_request = b"x" * size
    return exchange


def test_listeners_hear_begin_and_end() -> None:
    recorder, heard = Recorder(), []
    stop = recorder.listen(lambda exchange: heard.append(exchange.state))
    exchange = make_exchange()
    recorder.begin(exchange)
    recorder.finish(exchange)
    stop()
    recorder.begin(make_exchange())
    assert heard == ["live", "done"]


def test_a_failure_is_failed() -> None:
    recorder, exchange = Recorder(), make_exchange()
    recorder.begin(exchange)
    exchange.failure = Failure("network", "no")
    recorder.finish(exchange)
    assert exchange.state == "failed"
    assert recorder.get(exchange.id) is exchange
    assert recorder.get("nothing") is None


def test_the_number_is_bounded() -> None:
    recorder = Recorder()
    for _ in range(MAX_EXCHANGES + 5):
        exchange = make_exchange()
        recorder.begin(exchange)
        recorder.finish(exchange)
    assert len(recorder.exchanges()) == MAX_EXCHANGES
    assert recorder.exchanges(limit=1) == [exchange]
    assert recorder.exchanges(limit=0) == []


def test_the_oldest_bodies_go_first() -> None:
    recorder = Recorder(max_bytes=250)
    exchanges = [make_exchange(100) for _ in range(3)]
    for exchange in exchanges:
        recorder.begin(exchange)
        recorder.finish(exchange)
    assert [len(exchange.client_request) for exchange in exchanges] == [0, 100, 100]
    assert len(recorder.exchanges()) == 3


@pytest.mark.parametrize(
    ("setting", "failed", "kept"),
    [("all", False, True), ("errors", False, False), ("errors", True, True), ("never", True, False)],
)
def test_record_bodies(setting: str, failed: bool, kept: bool) -> None:
    recorder, exchange = Recorder(setting), make_exchange()  # type: ignore[arg-type]
    recorder.begin(exchange)
    if failed:
        exchange.failure = Failure("server", "boom")
    recorder.finish(exchange)
    assert bool(exchange.client_request) == kept


def test_secrets_are_gone_when_it_ends() -> None:
    recorder, exchange = Recorder(), make_exchange()
    recorder.begin(exchange)
    exchange.client_request = b"key sk-canary-1234567890 here"
    recorder.finish(exchange, ("sk-canary-1234567890",))
    assert b"canary" not in exchange.client_request
