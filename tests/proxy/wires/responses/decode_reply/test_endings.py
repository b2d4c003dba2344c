"""How a reply ends: incomplete, failed, cancelled, cut."""

import pytest

from proxy.conversation import FailureKind, Json, Stop, StopReason, Usage
from proxy.reply.fold import fold
from proxy.sse import SseEvent
from proxy.wires.responses import reply_decoder
from tests.proxy.wires.responses.decode_reply.upstream import (
    USAGE,
    added,
    call,
    completed,
    created,
    decode,
    delta,
    done,
    message,
    parts,
    reply,
    sse,
    whole,
)


@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ("max_output_tokens", "max_tokens"),
        ("length", "max_tokens"),
        (None, "max_tokens"),
        ("content_filter", "content_filter"),
        ("context_length_exceeded", "context_window"),
    ],
)
def test_row_110_incomplete(reason: str | None, stop: StopReason) -> None:
    response: Json = {"status": "incomplete", "incomplete_details": {"reason": reason}, "usage": USAGE}
    folded = reply(
        [
            created(),
            delta("output_text", "cut", "m", 0),
            {"type": "response.incomplete", "response": response},
        ]
    )
    assert parts(folded) == [("text", "cut", False)]
    assert folded.stop == Stop(stop)
    assert folded.usage == Usage(10, 5, 4, 2, 3)


def test_row_110_incomplete_for_a_reason_of_its_own_fails() -> None:
    response: Json = {"incomplete_details": {"reason": "interrupted"}}
    folded = reply([created(), {"type": "response.incomplete", "response": response}])
    assert folded.failure is not None
    assert "interrupted" in folded.failure.message


def test_row_110_pause() -> None:
    assert reply([created(), completed(message("x"), end_turn=False)]).stop == Stop("pause")


def test_row_088_cut_call_is_not_complete_but_whole_ones_are() -> None:
    incomplete: Json = {
        "type": "response.incomplete",
        "response": {
            "status": "incomplete",
            "incomplete_details": {"reason": "max_output_tokens"},
            "output": [
                call('{"a":1}', "call_1"),
                call('{"b":', "call_2", item_id="fc_2", status="incomplete"),
            ],
        },
    }
    folded = reply(
        [
            created(),
            added(call("", "call_1"), 0),
            delta("function_call_arguments", '{"a":1}', "fc_1", 0),
            added(call("", "call_2", item_id="fc_2"), 1),
            delta("function_call_arguments", '{"b":', "fc_2", 1),
            incomplete,
        ]
    )
    assert parts(folded) == [("tool", '{"a":1}', True), ("tool", '{"b":', False)]
    assert folded.stop == Stop("max_tokens")


def test_row_088_call_without_arguments_is_not_complete_when_the_reply_was_cut() -> None:
    response: Json = {"status": "incomplete", "output": [call("")]}
    folded = reply([created(), added(call("")), {"type": "response.incomplete", "response": response}])
    assert parts(folded) == [("tool", "", False)]


def test_row_088_item_that_says_itself_that_it_is_incomplete() -> None:
    folded = reply([created(), done(call("{}", status="incomplete")), completed()])
    assert parts(folded) == [("tool", "{}", False)]
    assert folded.failure is not None


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "context_length_exceeded", "message": "too long"}, "context_overflow"),
        ({"code": "rate_limit_exceeded", "message": "Please try again in 2s."}, "rate_limited"),
        ({"code": "insufficient_quota", "message": "no money"}, "quota"),
        ({"code": "server_error", "message": "oops"}, "server"),
        (None, "server"),
    ],
)
def test_row_092_failed(error: object, kind: FailureKind) -> None:
    events = decode(
        [
            created(),
            delta("output_text", "par", "m", 0),
            added(call("{}", "call_1"), 1),
            {"type": "response.failed", "response": {"status": "failed", "error": error, "usage": USAGE}},
            delta("output_text", "later", "m", 0),
        ]
    )
    folded = fold(events)
    assert folded.failure is not None
    assert folded.failure.kind == kind
    assert [part.complete for part in folded.parts] == [False, False]
    assert folded.usage is not None
    whole_failed = fold(whole({"id": "r", "status": "failed", "error": error, "output": []})).failure
    assert whole_failed is not None
    assert whole_failed.kind == kind


@pytest.mark.parametrize(
    "event",
    [
        SseEvent("", b'{"type":"error","code":"rate_limit_exceeded","message":"slow down"}'),
        SseEvent("error", b'{"type":"error","error":{"code":"rate_limit_exceeded","message":"slow down"}}'),
        SseEvent("", b'{"error":{"code":"rate_limit_exceeded","message":"slow down"}}'),
        SseEvent("error", b'{"code":"rate_limit_exceeded","message":"slow down"}'),
        SseEvent("error", b'{"type":"rate_limit_error","message":"slow down, rate limit"}'),
    ],
)
def test_row_092_error_events_of_every_shape(event: SseEvent) -> None:
    decoder = reply_decoder()
    found = decoder.feed(sse(delta("output_text", "par")))
    found += decoder.feed(event)
    found += decoder.feed(sse(completed(message("later"))))
    found += decoder.end()
    folded = fold(found)
    assert folded.failure is not None
    assert folded.failure.kind == "rate_limited"
    assert parts(folded) == [("text", "par", False)]


@pytest.mark.parametrize("status", ["cancelled", "canceled"])
def test_cancelled(status: str) -> None:
    for folded in (
        reply([created(), {"type": f"response.{status}", "response": {"status": status}}]),
        fold(whole({"status": status, "output": []})),
    ):
        assert folded.failure is not None
        assert folded.failure.code == "cancelled"


def test_row_090_end_of_stream_before_the_end_of_the_reply() -> None:
    folded = reply([created(), delta("output_text", "par", "m", 0), done(call("{}"), 1)])
    assert folded.failure is not None
    assert folded.failure.kind == "truncated"
    assert parts(folded) == [("text", "par", False), ("tool", "{}", True)]


def test_row_090_nothing_at_all() -> None:
    folded = reply([])
    assert folded.failure is not None
    assert folded.failure.kind == "empty"


def test_done_mark_after_finished_items_is_an_end() -> None:
    for item, stop in ((message("x"), "end"), (call("{}"), "tool_use")):
        decoder = reply_decoder()
        found = decoder.feed(sse(done(item))) + decoder.feed(SseEvent("", b"[DONE]")) + decoder.end()
        assert fold(found).stop == Stop(stop)  # type: ignore[arg-type]
    decoder = reply_decoder()
    found = (
        decoder.feed(sse(delta("output_text", "x"))) + decoder.feed(SseEvent("", b"[DONE]")) + decoder.end()
    )
    assert fold(found).failure is not None


def test_nothing_counts_after_the_end() -> None:
    decoder = reply_decoder()
    assert decoder.feed(sse(completed(message("x"))))
    assert decoder.feed(sse(delta("output_text", "y"))) == []
    assert decoder.end() == []
