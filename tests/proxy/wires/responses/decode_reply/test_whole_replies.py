"""Whole replies, and errors in bodies with status 200."""

import orjson
import pytest

from proxy.conversation import Close, Counted, Delta, FailureKind, Json, Open, Start, Stop
from proxy.reply.fold import fold
from proxy.sse import SseEvent
from proxy.wires.responses import reply_decoder
from tests.proxy.wires.responses.decode_reply.upstream import call, completed, message, parts, whole


def test_row_101_json_in_place_of_a_stream() -> None:
    body = completed(message("Hello"), call('{"a":1}'))["response"]
    assert isinstance(body, dict)
    expected = whole({"model": "served", **body})
    assert [type(event) for event in expected] == [
        Start,
        Open,
        Delta,
        Close,
        Open,
        Delta,
        Close,
        Counted,
        Stop,
    ]
    assert expected[0] == Start("resp_1", "served")
    decoder = reply_decoder()
    assert (
        decoder.feed(SseEvent("", orjson.dumps({"object": "response", "model": "served", **body})))
        == expected
    )
    assert whole({"response": {"model": "served", **body}}) == expected


def test_whole_incomplete() -> None:
    folded = fold(
        whole(
            {
                "status": "incomplete",
                "incomplete_details": {"reason": "max_output_tokens"},
                "output": [
                    message("cut", status="incomplete"),
                    call('{"a":1}', "c1", status="completed"),
                    call('{"a', "c2", item_id="fc_2"),
                ],
            }
        )
    )
    assert parts(folded) == [("text", "cut", False), ("tool", '{"a":1}', True), ("tool", '{"a', False)]
    assert folded.stop == Stop("max_tokens")


def test_whole_that_is_not_finished() -> None:
    folded = fold(whole({"id": "r", "status": "in_progress", "output": []}))
    assert folded.failure is not None
    assert folded.failure.kind == "truncated"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"error": {"message": "Insufficient Balance", "code": "insufficient_quota"}}, "quota"),
        ({"base_resp": {"status_code": 1002, "status_msg": "rate limit"}}, "rate_limited"),
        ({"detail": "model not found"}, "model_not_found"),
        ({"hello": "world"}, "server"),
        ({"id": "r", "status": "completed", "error": {"code": "server_error", "message": "x"}}, "server"),
    ],
)
def test_row_129_errors_in_bodies_with_status_200(body: Json, kind: FailureKind) -> None:
    failure = fold(whole(body)).failure
    assert failure is not None
    assert failure.kind == kind
