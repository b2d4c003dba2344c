"""The record's two shapes: the fields of the command line contract."""

from datetime import datetime

import pytest

from proxy import exchange as exchange_module
from proxy.conversation import Failure, Note, Usage
from proxy.exchange import CHUNK_OVERHEAD, Attempt, Exchange

SUMMARY = {
    "id", "started_at", "client", "access_key", "inbound_wire", "upstream_wire", "profile", "requested_model",
    "upstream_model", "served_model", "status", "state", "fault", "error", "ttft_ms", "total_ms", "usage", "attempts",
    "notes", "path", "stop", "streamed", "size", "session", "client_version", "project", "tokens_per_second",
    "replay_of", "bodies_kept",
}  # fmt: skip


def make_exchange() -> Exchange:
    exchange = Exchange(client="codex", access_key="codex", inbound_wire="responses", path="/v1/responses")
    exchange.streamed = True
    exchange.client_request, exchange.upstream_request = b"{}", b'{"model":"m"}'
    exchange.upstream_reply = [(0.01, b"data: 1\n\n"), (0.02, b"data: \xff\n\n")]
    exchange.client_reply = [(0.03, b"data: x\n\n")]
    exchange.attempts = [Attempt("p", "https://x", 1.26, 200, 20.04)]
    return exchange


def test_summary_has_the_fields_of_the_contract() -> None:
    exchange = make_exchange()
    summary = exchange.summary()
    assert set(summary) >= SUMMARY
    assert summary["error"] is None
    assert summary["usage"] is None
    assert summary["ttft_ms"] is None
    exchange.usage = Usage(input=10, output=5, cached=4, reasoning=2)
    exchange.failure = Failure("auth", "no key", "provider")
    exchange.notes = [Note("a", "b")]
    exchange.first_byte_at = 0.01234
    summary = exchange.summary()
    assert summary["usage"] == {
        "input": 10,
        "output": 5,
        "cached": 4,
        "reasoning": 2,
        "cache_write": 0,
        "estimated": False,
    }
    assert summary["error"] == {"code": "auth", "message": "no key"}
    assert (summary["fault"], summary["ttft_ms"], summary["notes"]) == (
        "provider",
        12.3,
        [{"path": "a", "action": "b", "code": ""}],
    )


def test_detail_has_bodies_events_attempts_and_headers() -> None:
    detail = make_exchange().detail()
    assert detail["bodies"] == {
        "client_request": "{}",
        "upstream_request": '{"model":"m"}',
        "upstream_response": "data: 1\n\ndata: �\n\n",
        "client_response": "data: x\n\n",
    }
    assert [event["side"] for event in detail["events"]] == ["upstream", "upstream", "client"]  # type: ignore[union-attr, index, attr-defined]
    assert detail["attempts_detail"] == [
        {"profile": "p", "url": "https://x", "started_ms": 1.3, "status": 200, "ms": 20.0, "error": None}
    ]
    assert set(detail["headers"]) == {"client_request", "upstream_request", "upstream_response"}  # type: ignore[call-overload]


def test_what_is_told_of_bodies_outlasts_them() -> None:
    exchange = make_exchange()
    exchange.client = "claude-code"
    exchange.client_request = b'{"system":"Working directory: /home/me"}'
    before = exchange.summary()
    assert before["size"] == 40 + 13 + 9 + 9 + 9
    assert before["project"] == "/home/me"
    exchange.drop_bodies()
    assert exchange.memory() == 0
    assert exchange.summary() == before
    exchange.leave_out_bodies()
    assert exchange.summary() == before | {"bodies_kept": False}
    assert exchange.since() >= 0


def test_memory_counts_what_small_chunks_take_beside_their_data() -> None:
    exchange = make_exchange()
    exchange.drop_bodies()
    exchange.client_request = b"{}"
    exchange.upstream_reply = [(0.01, b"ab")] * 10
    exchange.client_reply = [(0.02, b"abc")]
    assert exchange.memory() == 2 + 20 + 3 + 11 * CHUNK_OVERHEAD


def test_origin_is_looked_for_until_the_body_is_there() -> None:
    exchange = make_exchange()
    exchange.client_request = b""
    exchange.client_headers = {"session-id": "s", "user-agent": "codex_cli/1.2"}
    assert (exchange.origin.session, exchange.origin.client_version, exchange.origin.project) == (
        "s",
        "1.2",
        None,
    )
    exchange.client_request = b"<environment_context><cwd>/x</cwd>"
    assert exchange.origin.project == "/x"
    exchange.client_request = b""
    assert exchange.origin.project == "/x"


@pytest.mark.parametrize(
    ("streamed", "output", "first", "total", "speed"),
    [
        (True, 100, 1.0, 3.0, 50.0),
        (False, 100, None, 4.0, 25.0),
        (True, 100, None, 4.0, 25.0),
        (True, 100, 1.0, 1.01, None),
        (True, 0, 1.0, 3.0, None),
        (True, 100, 1.0, None, None),
    ],
)
def test_tokens_per_second(
    streamed: bool, output: int, first: float | None, total: float | None, speed: float | None
) -> None:
    exchange = make_exchange()
    exchange.streamed, exchange.first_byte_at, exchange.total = streamed, first, total
    exchange.usage = Usage(input=10, output=output)
    assert exchange.summary()["tokens_per_second"] == speed


def test_without_usage_there_is_no_speed() -> None:
    exchange = make_exchange()
    exchange.total = 1.0
    assert exchange.summary()["tokens_per_second"] is None


def test_numbers_rise_and_tell_the_time() -> None:
    exchanges = [make_exchange() for _ in range(50)]
    numbers = [exchange.number for exchange in exchanges]
    assert numbers == sorted(set(numbers))
    started = datetime.fromisoformat(exchanges[0].started_at)
    assert abs(started.timestamp() * 1e6 - numbers[0]) < 1000
    assert started.tzinfo is not None


def test_a_copy_stays_as_it_was() -> None:
    exchange = make_exchange()
    copied = exchange.copy()
    exchange.upstream_reply.append((0.1, b"more"))
    exchange.client_reply.append((0.1, b"more"))
    exchange.notes.append(Note("a", "b"))
    exchange.attempts.clear()
    assert copied.bodies.size == exchange.bodies.size - 8
    assert (len(copied.attempts), copied.notes, copied.id) == (1, [], exchange.id)


def test_warnings_are_the_codes_of_notes_each_once() -> None:
    exchange = Exchange("codex", "codex", "responses", "/v1/responses")
    exchange.notes = [Note("a", "b"), Note("c", "d", "usage_missing"), Note("e", "f", "usage_missing")]
    assert exchange.warnings == ["usage_missing"]
    assert exchange.summary()["warnings"] == ["usage_missing"]


def test_the_record_of_an_endless_reply_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "MAX_RECORDED", 10_000)
    endless = Exchange("other", "default", "chat", "/")
    endless._room = exchange_module.MAX_RECORDED
    for _ in range(100):
        endless.heard(b"x" * 500)
        assert endless.said(b"y" * 500) > 0
    assert endless.memory() <= 10_000 + 2 * (500 + CHUNK_OVERHEAD)
    assert [note.path for note in endless.notes] == ["record"]
