"""Usage, and how a reply ends: finished, cut, empty, refused."""

from typing import Any

import pytest

from proxy.conversation import Counted, Fail, Stop, Usage
from proxy.reply.fold import fold
from tests.proxy.wires.chat.decode_reply.upstream import (
    DONE,
    USAGE,
    call,
    calls_of,
    chunk,
    decode,
    read,
    read_calls,
    sse,
)


@pytest.mark.parametrize(
    "tail",
    [
        [chunk({}, "stop"), {"choices": [], "usage": USAGE}, DONE],
        [chunk({}, "stop", usage=USAGE), DONE],
        [chunk({}, "stop", usage=USAGE), chunk({}, None, usage=None), DONE],
        [
            chunk({}, None, usage={"prompt_tokens": 100, "completion_tokens": 1}),
            chunk({}, "stop", usage=USAGE),
        ],
        [chunk({}, "stop"), {"choices": None, "usage": USAGE}],
        [chunk({}, "stop", x_groq={"id": "req", "usage": USAGE}), DONE],
        [{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "usage": USAGE}]}, DONE],
        [chunk({}, "stop"), chunk({}, "stop", usage=USAGE), {"choices": [], "usage": {}}, DONE],
    ],
    ids=["own chunk", "finish", "null after", "every chunk", "no choices", "groq", "kimi", "two finishes"],
)
def test_row_084_usage_wherever_it_stands(tail: list[Any]) -> None:
    events = decode(sse(chunk({"content": "x"}), *tail))
    assert events[-2:] == [Counted(Usage(input=100, output=7)), Stop("end")]
    assert sum(isinstance(event, Counted) for event in events) == 1


def test_usage_counts_for_a_failed_reply_too() -> None:
    reply = read(chunk({"content": "x"}, None, usage=USAGE))
    assert reply.failure is not None
    assert reply.usage == Usage(input=100, output=7)


@pytest.mark.parametrize(
    ("finish", "reason"),
    [
        ("stop", "end"),
        ("STOP", "end"),
        ("eos", "end"),
        ("stop_sequence", "stop_sequence"),
        ("length", "max_tokens"),
        ("max_tokens", "max_tokens"),
        ("model_context_window_exceeded", "context_window"),
        ("content_filter", "content_filter"),
        ("sensitive", "content_filter"),
        ("tool_calls", "end"),
    ],
)
def test_finish_reasons(finish: str, reason: str) -> None:
    reply = read(chunk({"content": "x"}), chunk({}, finish), DONE)
    assert reply.stop == Stop(reason)  # type: ignore[arg-type]
    assert reply.parts[0].complete == (reason in ("end", "stop_sequence"))


def test_row_088_length_in_text_leaves_the_text_incomplete() -> None:
    reply = read(chunk({"content": "half a sen"}), chunk({}, "length"), DONE)
    assert not reply.parts[0].complete
    assert reply.stop == Stop("max_tokens")


@pytest.mark.parametrize(
    ("arguments", "complete"), [('{"a":"b', False), ('{"a":1}', True), ("[1]", False), ('{"a":1}}', False)]
)
def test_row_088_length_in_a_call(arguments: str, complete: bool) -> None:
    reply = read_calls([call(0, "call_a", "f", arguments)], finish="length")
    assert [part.complete for part in reply.parts] == [complete]
    assert reply.stop == Stop("max_tokens")


def test_row_088_length_right_after_a_name_shows_no_call() -> None:
    reply = read_calls([call(0, "call_a", "f", "")], finish="length")
    assert reply.parts == []
    assert reply.stop == Stop("max_tokens")


def test_length_is_not_undone_by_a_later_stop() -> None:
    reply = read(chunk({"content": "x"}), chunk({}, "length"), chunk({}, "stop"), DONE)
    assert reply.stop == Stop("max_tokens")


def test_content_filter_leaves_calls_incomplete() -> None:
    reply = read_calls([call(0, "call_a", "f", '{"a":1}')], finish="content_filter")
    assert [part.complete for part in reply.parts] == [False]
    assert reply.stop == Stop("content_filter")


@pytest.mark.parametrize(
    ("finish", "kind"),
    [("insufficient_system_resource", "overloaded"), ("error", "server"), ("abort", "server")],
)
def test_a_finish_that_is_a_breakdown_fails(finish: str, kind: str) -> None:
    reply = read(chunk({"content": "x"}), chunk({}, finish), DONE)
    assert reply.failure is not None
    assert reply.failure.kind == kind
    assert not reply.parts[0].complete


def test_row_090_cut_after_text_is_truncated() -> None:
    reply = read(chunk({"content": "x"}))
    assert reply.stop is None
    assert reply.failure is not None
    assert reply.failure.kind == "truncated"
    assert "text" in reply.failure.message
    assert not reply.parts[0].complete


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        ({"role": "assistant"}, "first event"),
        ({"reasoning_content": "x"}, "thinking"),
        ({"tool_calls": [call(0, "a", "f", '{"a":1}')]}, "tool call"),
    ],
)
def test_row_090_cut_anywhere_is_truncated(delta: Any, said: str) -> None:
    reply = read(chunk(delta))
    assert reply.failure is not None
    assert reply.failure.kind == "truncated"
    assert said in reply.failure.message
    assert not any(part.complete for part in reply.parts)


def test_finish_without_done_is_whole() -> None:
    assert read(chunk({"content": "x"}, "stop")).stop == Stop("end")


def test_done_without_finish_is_stop() -> None:
    reply = read(chunk({"content": "x"}), DONE)
    assert reply.stop == Stop("end")
    assert reply.parts[0].complete


def test_done_without_finish_with_whole_calls_is_stop() -> None:
    reply = read_calls([call(0, "a", "f", '{"a":1}'), call(1, "b", "g", "")], finish=None)
    assert calls_of(reply) == [("a", "f", '{"a":1}'), ("b", "g", "{}")]
    assert reply.stop == Stop("tool_use")


def test_done_without_finish_in_the_middle_of_arguments_is_truncated() -> None:
    reply = read_calls([call(0, "a", "f", '{"a":1}'), call(1, "b", "g", '{"b":')], finish=None)
    assert not any(part.complete for part in reply.parts)
    assert reply.failure is not None
    assert reply.failure.kind == "truncated"


@pytest.mark.parametrize("stream", [b"", DONE, b": comment\n\n", b"data: \n\n", b"data: null\n\n" + DONE])
def test_nothing_at_all_is_empty(stream: bytes) -> None:
    events = decode(stream)
    assert len(events) == 1
    assert isinstance(events[0], Fail)
    assert events[0].failure.kind == "empty"


@pytest.mark.parametrize("finish", ["stop", "tool_calls", None])
def test_a_reply_that_says_nothing_is_empty(finish: str | None) -> None:
    reply = read(chunk({"role": "assistant", "content": ""}), chunk({}, finish), DONE)
    assert reply.failure is not None
    assert reply.failure.kind == "empty"


def test_row_137_no_room_for_a_word_is_no_failure() -> None:
    reply = read(chunk({"role": "assistant", "content": ""}), chunk({}, "length"), DONE)
    assert reply.parts == []
    assert reply.stop == Stop("max_tokens")


def test_thinking_alone_ends_as_it_says() -> None:
    assert read(chunk({"reasoning_content": "x"}), chunk({}, "stop"), DONE).stop == Stop("end")


def test_finish_refusal_without_words_is_a_refusal() -> None:
    assert read(chunk({}, "refusal"), DONE).stop == Stop("refusal")


def test_nothing_is_taken_after_the_end() -> None:
    reply_end = decode(sse(chunk({"content": "x"}, "stop"), DONE, chunk({"content": "y"}), DONE))
    assert fold(reply_end).parts[0].text == "x"
    assert sum(isinstance(event, Stop | Fail) for event in reply_end) == 1
