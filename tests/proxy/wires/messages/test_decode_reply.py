"""The decoder of Messages replies: blocks, usage, stop reasons, and what endpoints get wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Close, Counted, Delta, Event, Fail, Meta, Open, Start, Stop, StopReason, Usage
from proxy.reply.fold import Reply, ReplyPart, fold
from proxy.sse import SseEvent
from proxy.wires.messages import encode_whole, reply_decoder
from tests.proxy.wires.messages.streams import CONTEXT, decode, encode, feed, replies
from tests.proxy.wires.messages.upstream import STOP, block, call, ended, start, text, whole


def test_text() -> None:
    assert feed(start(), *text(0, "Hel", "", "lo"), ended(), STOP) == [
        Start("msg_1", "served"),
        Open(0, "text"),
        Delta(0, "Hel"),
        Delta(0, "lo"),
        Close(0),
        Stop("end"),
    ]


def test_row_106_thinking_text_and_call() -> None:
    thinking = block(
        0,
        {"type": "thinking", "thinking": "", "signature": ""},
        {"type": "thinking_delta", "thinking": "Let me see"},
        {"type": "signature_delta", "signature": "EqQB="},
    )
    assert feed(
        start(), *thinking, *text(1, "I look."), *call(2, '{"a"', ":1}"), ended("tool_use"), STOP
    ) == [
        Start("msg_1", "served"),
        Open(0, "reasoning"),
        Delta(0, "Let me see"),
        Meta(0, "native", {"signature": "EqQB="}),
        Close(0),
        Open(1, "text"),
        Delta(1, "I look."),
        Close(1),
        Open(2, "tool", "toolu_2", "Bash"),
        Delta(2, '{"a"'),
        Delta(2, ":1}"),
        Close(2),
        Stop("tool_use"),
    ]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("end_turn", "end"),
        ("max_tokens", "max_tokens"),
        ("model_context_window_exceeded", "context_window"),
        ("refusal", "refusal"),
        ("pause_turn", "pause"),
        ("tool_use", "end"),  # without a call
        ("a word of tomorrow", "end"),
        (None, "end"),
    ],
)
def test_row_110_stop_reasons(reason: str | None, expected: StopReason) -> None:
    assert feed(start(), *text(0, "x"), ended(reason), STOP)[-1] == Stop(expected)
    assert whole([{"type": "text", "text": "x"}], reason)[-1] == Stop(expected)


def test_row_110_a_stop_sequence_is_named() -> None:
    delta = {"type": "message_delta", "delta": {"stop_reason": "stop_sequence", "stop_sequence": "</b>"}}
    assert feed(start(), *text(0, "x"), delta, STOP)[-1] == Stop("stop_sequence", "</b>")
    assert whole([], "stop_sequence", stop_sequence="</b>")[-1] == Stop("stop_sequence", "</b>")


@pytest.mark.parametrize("reason", ["end_turn", None])
def test_row_083_a_call_makes_the_stop_a_call_s(reason: str | None) -> None:
    assert feed(start(), *call(0, "{}"), ended(reason), STOP)[-1] == Stop("tool_use")


@pytest.mark.parametrize("reason", ["max_tokens", "model_context_window_exceeded", "refusal"])
@pytest.mark.parametrize("stopped", [True, False])
def test_row_088_a_call_that_was_cut_is_not_complete(reason: str, stopped: bool) -> None:
    # Anthropic stops the block of a cut call too, so that its stop proves nothing.
    events = feed(start(), *call(0, '{"command":"rm -', stop=stopped), ended(reason), STOP)
    assert [event for event in events if isinstance(event, Close)] == [Close(0, complete=False)]
    assert isinstance(events[-1], Stop)


@pytest.mark.parametrize("pieces", [(), ('{"a":1}',)])
def test_row_088_only_arguments_that_are_whole_survive_a_cut(pieces: tuple[str, ...]) -> None:
    events = feed(start(), *call(0, *pieces), ended("max_tokens"), STOP)
    assert [event for event in events if isinstance(event, Close)] == [Close(0, complete=bool(pieces))]


def test_bad_arguments_of_a_reply_that_ended_well_are_the_model_s() -> None:
    events = feed(start(), *call(0, '{"a'), *text(1, "x"), ended("tool_use"), STOP)
    assert [event for event in events if isinstance(event, Close)] == [Close(1), Close(0)]


def test_a_block_without_its_stop_is_closed_by_the_end() -> None:
    events = feed(start(), *text(0, "x", stop=False), *call(1, "{}", stop=False), ended("tool_use"), STOP)
    assert events[-3:] == [Close(0), Close(1), Stop("tool_use")]


def test_one_of_both_ends_is_enough() -> None:
    assert feed(start(), *text(0, "x"), ended())[-1] == Stop("end")
    assert feed(start(), *text(0, "x"), STOP)[-1] == Stop("end")


def test_row_090_a_cut_stream_is_a_failure() -> None:
    events = feed(start(input_tokens=3), *text(0, "x"), *call(1, '{"a":1}', stop=False))
    assert events[-3:-1] == [Close(1, complete=False), Counted(Usage(3))]
    assert isinstance(events[-1], Fail)
    assert events[-1].failure.kind == "truncated"


@pytest.mark.parametrize("data", [b"", b": nothing\n\n", b"data: [DONE]\n\n", b'data: "x"\n\n'])
def test_a_stream_with_nothing_in_it_is_empty(data: bytes) -> None:
    (event,) = decode(data)
    assert isinstance(event, Fail)
    assert event.failure.kind == "empty"


def test_a_start_and_nothing_else_is_cut() -> None:
    event = feed(start())[-1]
    assert isinstance(event, Fail)
    assert event.failure.kind == "truncated"


def test_row_092_an_error_ends_the_reply() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    events = feed(start(), *text(0, "x", stop=False), error, *text(1, "more"), ended(), STOP)
    assert events[:4] == [
        Start("msg_1", "served"),
        Open(0, "text"),
        Delta(0, "x"),
        Close(0, complete=False),
    ]
    assert isinstance(events[4], Fail)
    assert events[4].failure.kind == "overloaded"
    assert len(events) == 5


def test_row_101_a_whole_message_inside_a_stream() -> None:
    message = {
        "type": "message",
        "id": "m",
        "content": [{"type": "text", "text": "x"}],
        "stop_reason": "end_turn",
    }
    assert feed(message) == [Start("m", ""), Open(0, "text"), Delta(0, "x"), Close(0), Stop("end")]


def test_blocks_of_provider_run_tools_are_passed_over() -> None:
    hosted = block(
        1,
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}},
        {"type": "input_json_delta", "partial_json": '{"query":"x"}'},
    )
    result = block(2, {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []})
    events = feed(start(), *text(0, "a"), *hosted, *result, *text(3, "b"), ended(), STOP)
    assert [event for event in events if isinstance(event, Open)] == [Open(0, "text"), Open(1, "text")]
    assert Delta(1, "b") in events
    unfinished = feed(start(), *hosted[:-1], ended(), STOP)
    assert unfinished == [Start("msg_1", "served"), Stop("end")]


def test_interleaved_blocks() -> None:
    one, two = call(0, '{"a":1}'), call(1, '{"b":2}')
    mixed = [one[0], two[0], two[1], one[1], two[2], one[2]]
    events = feed(start(), *mixed, ended("tool_use"), STOP)
    assert [part.text for part in fold(events).parts] == ['{"a":1}', '{"b":2}']


def test_row_111_an_index_used_again_is_a_new_block() -> None:
    events = feed(start(), *text(0, "a", stop=False), *text(0, "b"), ended(), STOP)
    assert [(part.text, part.complete) for part in fold(events).parts] == [("a", True), ("b", True)]


def test_blocks_without_a_start() -> None:
    def delta(index: int, **fields: Any) -> dict[str, Any]:
        return {"type": "content_block_delta", "index": index, "delta": fields}

    events = feed(
        delta(0, type="thinking_delta", thinking="t"),
        delta(1, type="text_delta", text="x"),
        delta(2, type="input_json_delta", partial_json="{}"),
        {"type": "content_block_delta", "index": 3},
        {"type": "content_block_stop", "index": 9},
        STOP,
    )
    assert events[0] == Start("", "")
    assert [(part.kind, part.text) for part in fold(events).parts] == [("reasoning", "t"), ("text", "x")]


def test_a_second_start_is_none() -> None:
    events = feed(start(), start(), *text(0, "x"), ended(), STOP)
    assert [event for event in events if isinstance(event, Start)] == [Start("msg_1", "served")]


def test_after_the_end_nothing_counts() -> None:
    decoder = reply_decoder()
    stop = SseEvent("message_stop", b'{"type":"message_stop"}')
    assert decoder.feed(stop) == [Start("", ""), Stop("end")]
    assert decoder.feed(stop) == []
    assert decoder.end() == []


# ----------------------------------------------------------------------------- whole replies
def test_a_whole_reply() -> None:
    content = [
        {"type": "thinking", "thinking": "t", "signature": "s"},
        {"type": "redacted_thinking", "data": "d"},
        {"type": "text", "text": "x", "citations": None},
        {"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {"a": 1}},
    ]
    reply = fold(whole(content, "tool_use", usage={"input_tokens": 4, "output_tokens": 2}))
    assert reply == Reply(
        id="msg_1",
        model="served",
        parts=[
            ReplyPart("reasoning", "t", complete=True, native={"signature": "s"}),
            ReplyPart("reasoning", complete=True, native={"data": "d"}),
            ReplyPart("text", "x", complete=True),
            ReplyPart("tool", '{"a":1}', id="toolu_1", name="Bash", complete=True),
        ],
        usage=Usage(4, 2),
        stop=Stop("tool_use"),
    )


@pytest.mark.parametrize(
    "body",
    [
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
        {"detail": "Not here"},
        {"base_resp": {"status_code": 1004, "status_msg": "no"}},
        {"id": "x"},
    ],
)
def test_row_129_a_whole_body_that_is_no_reply(body: dict[str, Any]) -> None:
    (event,) = reply_decoder().whole(body)
    assert isinstance(event, Fail)


# ----------------------------------------------------------------------------- properties
@given(replies(), st.integers(1, 60))
def test_row_101_chunk_boundaries_change_nothing(events: list[Event], size: int) -> None:
    data = encode(*events)
    assert decode(data, size) == decode(data)


@given(replies())
def test_row_121_a_stream_and_its_whole_form_are_decoded_alike(events: list[Event]) -> None:
    streamed, body = fold(decode(encode(*events))), encode_whole(fold(events), CONTEXT)
    assert fold(reply_decoder().whole(body)) == streamed


@given(replies())
def test_row_118_what_was_encoded_is_decoded_again(events: list[Event]) -> None:
    said, heard = fold(events), fold(decode(encode(*events)))
    kinds = {"refusal": "text"}
    expected = [
        (kinds.get(part.kind, part.kind), part.text or "{}" * (part.kind == "tool"), part.id)
        for part in said.parts
        if part.kind == "tool" or part.text or part.sealed
    ]
    assert [(part.kind, part.text, part.id) for part in heard.parts] == expected
    assert [part.native for part in heard.parts if part.kind == "reasoning"] == [
        {"signature" if part.text else "data": part.sealed} if part.sealed else None
        for part in said.parts
        if part.kind == "reasoning" and (part.text or part.sealed)
    ]
    assert heard.usage == said.usage
    assert heard.failure is None


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_end_in_exactly_one_way(data: bytes, size: int) -> None:
    events = decode(data, size)
    assert sum(isinstance(event, Stop | Fail) for event in events) == 1
    assert isinstance(events[-1], Stop | Fail)
