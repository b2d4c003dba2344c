"""Errors inside a success."""

from typing import Any

import pytest

from proxy.conversation import Stop
from tests.proxy.wires.chat.decode_reply.upstream import DONE, call, chunk, read


@pytest.mark.parametrize(
    "event",
    [
        {"error": {"message": "The server is overloaded", "type": "overloaded_error", "code": 503}},
        chunk({"content": ""}, "error", error={"message": "The server is overloaded", "code": 503}),
        {"choices": [{"index": 0, "delta": {}, "error": {"message": "overloaded", "code": 503}}]},
        b'event: error\ndata: {"message": "overloaded", "code": "server_overloaded"}\n\n',
        b"event: error\ndata: the engine is overloaded\n\n",
        {"error": "the engine is overloaded"},
    ],
)
def test_row_092_error_in_the_stream_fails_with_its_class(event: Any) -> None:
    reply = read(chunk({"content": "x"}), event, chunk({"content": "y"}), chunk({}, "stop"), DONE)
    assert reply.stop is None
    assert reply.failure is not None
    assert reply.failure.kind == "overloaded"
    assert [(part.text, part.complete) for part in reply.parts] == [("x", False)]


def test_row_092_error_leaves_calls_incomplete() -> None:
    reply = read(
        chunk({"tool_calls": [call(0, "a", "f", '{"a":1}')]}, "tool_calls"),
        {"error": {"message": "boom", "code": 500}},
    )
    assert not reply.parts[0].complete
    assert reply.failure is not None


def test_row_129_minimax_base_resp() -> None:
    base = {"status_code": 1008, "status_msg": "insufficient balance"}
    reply = read({"choices": None, "base_resp": base})
    assert reply.failure is not None
    assert reply.failure.kind == "quota"
    fine = read(chunk({"content": "x"}, "stop", base_resp={"status_code": 0, "status_msg": ""}), DONE)
    assert fine.stop == Stop("end")


def test_row_129_an_error_body_without_the_word_error() -> None:
    reply = read(
        {"object": "error", "message": "This model's maximum context length is 10 tokens", "code": 400}
    )
    assert reply.failure is not None
    assert reply.failure.kind == "context_overflow"


def test_noise_between_events_is_skipped() -> None:
    reply = read(
        b"data: OPENROUTER PROCESSING\n\n",
        chunk({"content": "x"}),
        b"data: 17\n\n",
        b'data: ["ping"]\n\n',
        chunk({}, "stop"),
        DONE,
    )
    assert reply.stop == Stop("end")


def test_a_broken_event_is_no_success() -> None:
    reply = read(chunk({"content": "x"}), b'data: {"choices":[{"index":0,"de\n\n', chunk({}, "stop"), DONE)
    assert reply.failure is not None
    assert reply.failure.kind == "server"
