"""The record's two shapes: the fields of the command line contract."""

from proxy.conversation import Failure, Note, Usage
from proxy.exchange import CHUNK_OVERHEAD, Attempt, Exchange

SUMMARY = {
    "id", "started_at", "client", "access_key", "inbound_wire", "upstream_wire", "profile", "requested_model",
    "upstream_model", "served_model", "status", "state", "fault", "error", "ttft_ms", "total_ms", "usage", "attempts",
    "notes",
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
        [{"path": "a", "action": "b"}],
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


def test_bodies_can_be_dropped() -> None:
    exchange = make_exchange()
    assert exchange.size() > 0
    exchange.drop_bodies()
    assert exchange.size() == 0
    assert exchange.since() >= 0


def test_size_counts_what_small_chunks_take_beside_their_data() -> None:
    exchange = make_exchange()
    exchange.drop_bodies()
    exchange.client_request = b"{}"
    exchange.upstream_reply = [(0.01, b"ab")] * 10
    exchange.client_reply = [(0.02, b"abc")]
    assert exchange.size() == 2 + 20 + 3 + 11 * CHUNK_OVERHEAD
