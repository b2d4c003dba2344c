"""Whole replies: the same as the stream says, without what was cut."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from proxy.conversation import Close, Counted, Delta, Event, Meta, Open, Start, Stop, Usage
from proxy.reply.fold import fold
from proxy.wires.messages import encode_whole
from tests.proxy.wires.messages.parts import START, call, text
from tests.proxy.wires.messages.streams import CONTEXT, client_view, encode, replies


def whole(*events: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(encode_whole(fold(events), CONTEXT)))
    return found


def test_a_whole_reply() -> None:
    reasoning = [Open(0, "reasoning"), Delta(0, "hm"), Meta(0, "sealed", "s"), Close(0)]
    body = whole(
        START, *reasoning, *text(1, "Hi"), *call(2, '{"a":1}'), Counted(Usage(9, 3)), Stop("tool_use")
    )
    assert body["id"] == "msg_chatcmpl-1"
    assert body["model"] == "asked-model"
    assert body["content"] == [
        {"type": "thinking", "thinking": "hm", "signature": "s"},
        {"type": "text", "text": "Hi", "citations": None},
        {"type": "tool_use", "id": "call_2", "name": "Bash", "input": {"a": 1}},
    ]
    assert (body["stop_reason"], body["usage"]["input_tokens"]) == ("tool_use", 9)


def test_a_whole_reply_leaves_out_what_was_cut_or_empty() -> None:
    cut: list[Event] = [Open(0, "tool", "call_a", "Bash"), Delta(0, '{"a"'), Close(0, complete=False)]
    empty: list[Event] = [Open(1, "text"), Close(1), Open(2, "reasoning"), Close(2)]
    body = whole(START, *cut, *empty, Stop("max_tokens"))
    assert (body["content"], body["stop_reason"]) == ([], "max_tokens")


@pytest.mark.parametrize("arguments", ['{"a', "[1]", "null"])
def test_row_056_arguments_that_are_no_object_are_worded_as_claude_code_does(arguments: str) -> None:
    content = whole(START, *call(0, arguments), Stop("tool_use"))["content"]
    assert content[0]["input"] == {"__unparsedToolInput": {"raw": arguments, "len": len(arguments)}}


def test_a_reply_without_id_gets_one() -> None:
    assert whole(Start("", "m"), *text(0, "x"), Stop("end"))["id"].startswith("msg_")
    assert whole(Start("msg_own", "m"), *text(0, "x"), Stop("end"))["id"] == "msg_own"


@given(replies())
def test_row_121_stream_and_whole_say_the_same(events: list[Event]) -> None:
    streamed = client_view(encode(*events))
    assert streamed.pop("end") == {"type": "message_stop"}
    assert streamed == whole(*events)
