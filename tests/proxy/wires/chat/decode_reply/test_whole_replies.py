"""Framing, and whole replies."""

import json
from typing import Any

import pytest

from proxy.conversation import Close, Counted, Event, Fail, Meta, Open, Stop, Usage
from proxy.reply.fold import fold
from proxy.sse import SseReader
from proxy.wires.chat import reply_decoder
from tests.proxy.wires.chat.decode_reply.upstream import DONE, USAGE, chunk, decode, nested, read, sse


def test_row_101_crlf_no_space_no_last_blank_line_and_split_characters() -> None:
    text = json.dumps(chunk({"content": "größer 🦊"}), ensure_ascii=False).encode()
    stream = b"data:" + text + b"\r\n\r\ndata:" + json.dumps(chunk({}, "stop")).encode()
    reader, decoder = SseReader(), reply_decoder()
    events: list[Event] = []
    for position in range(len(stream)):
        for event in reader.feed(stream[position : position + 1]):
            events += decoder.feed(event)
    for event in reader.end():
        events += decoder.feed(event)
    reply = fold(events + decoder.end())
    assert reply.parts[0].text == "größer 🦊"
    assert reply.stop == Stop("end")


def test_a_character_cut_into_two_escapes_is_joined() -> None:
    half = b'data: {"choices":[{"index":0,"delta":{"content":"a\\ud83e"}}]}\n\n'
    rest = b'data: {"choices":[{"index":0,"delta":{"content":"\\udd8ab"}}]}\n\n'
    assert read(half, rest, chunk({}, "stop")).parts[0].text == "a🦊b"


def test_invalid_utf_8_does_not_end_the_reply() -> None:
    broken = b'data: {"choices":[{"index":0,"delta":{"content":"a\xffb"}}]}\n\n'
    assert read(broken, chunk({}, "stop")).parts[0].text == "a\ufffdb"


def message(finish: str | None = "stop", **fields: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", **fields}, "finish_reason": finish}
    return {"id": "chatcmpl-1", "model": "m", "choices": [choice], "usage": USAGE}


def test_row_101_a_whole_reply_is_decoded() -> None:
    events = reply_decoder().whole(
        message(
            "tool_calls",
            content="x",
            reasoning_content="why",
            tool_calls=[
                {"id": "call_a", "type": "function", "function": {"name": "f", "arguments": {"a": 1}}}
            ],
        )
    )
    reply = fold(events)
    assert [(part.kind, part.text) for part in reply.parts] == [
        ("reasoning", "why"),
        ("text", "x"),
        ("tool", '{"a":1}'),
    ]
    assert events[-2:] == [Counted(Usage(input=100, output=7)), Stop("tool_use")]


def test_a_whole_reply_inside_a_stream_is_decoded() -> None:
    assert read(message(content="x"), DONE).parts[0].text == "x"


def test_minimax_repeats_the_whole_at_the_end_of_a_stream() -> None:
    reply = read(chunk({"content": "Hel"}), chunk({"content": "lo"}, "stop"), message(content="Hello"), DONE)
    assert [part.text for part in reply.parts] == ["Hello"]


def test_a_whole_reply_with_the_index_1_is_read() -> None:
    body = message(content="x")
    body["choices"][0]["index"] = 1
    assert fold(reply_decoder().whole(body)).parts[0].text == "x"


def test_a_whole_reply_without_finish_reason_is_whole() -> None:
    assert fold(reply_decoder().whole(message(None, content="x"))).stop == Stop("end")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}, "auth"),
        ({"base_resp": {"status_code": 1004, "status_msg": "login fail"}}, "auth"),
        ({}, "empty"),
        ({"choices": []}, "empty"),
        (message(content=""), "empty"),
        (message("error", content="x"), "server"),
    ],
)
def test_row_129_a_whole_reply_that_is_none_fails(body: Any, kind: str) -> None:
    events = reply_decoder().whole(body)
    assert isinstance(events[-1], Fail)
    assert events[-1].failure.kind == kind


def test_an_error_of_the_choice_in_a_whole_reply_fails_once() -> None:
    body = message(content="x")
    body["choices"][0]["error"] = {"message": "upstream overloaded", "code": 503}
    events = reply_decoder().whole(body)
    assert [type(event) for event in events if isinstance(event, Stop | Fail)] == [Fail]


def test_meta_comes_between_open_and_close() -> None:
    events = decode(
        sse(message(reasoning_details=[{"type": "reasoning.encrypted", "data": "d"}], content="x"))
    )
    native = {"reasoning_details": [{"type": "reasoning.encrypted", "data": "d"}]}
    assert events[1:4] == [Open(0, "reasoning"), Meta(0, "native", native), Close(0)]


def test_a_whole_reply_nested_beyond_reason_fails() -> None:
    entry = {"id": "a", "function": {"name": "f", "arguments": nested(400)}}
    reply = fold(reply_decoder().whole(message(tool_calls=[entry])))
    assert reply.failure is not None
    assert reply.failure.kind == "server"
