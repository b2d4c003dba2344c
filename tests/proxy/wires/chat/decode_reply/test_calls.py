"""Tool calls: indexes, ids and names that are missing, late, repeated or in pieces."""

import json
from typing import Any

import pytest

from proxy.conversation import Close, Delta, Open, Stop
from proxy.reply.fold import fold
from proxy.sse import SseEvent
from proxy.wires.chat import reply_decoder
from tests.proxy.wires.chat.decode_reply.upstream import (
    DONE,
    call,
    calls_of,
    chunk,
    decode,
    read,
    read_calls,
    sse,
)


def test_row_078_interleaved_calls_have_keys_of_their_own_and_end_in_order() -> None:
    events = decode(
        sse(
            chunk({"tool_calls": [call(0, "call_a", "f", ""), call(1, "call_b", "g", "")]}),
            chunk({"tool_calls": [call(1, arguments='{"b":')]}),
            chunk({"tool_calls": [call(0, arguments='{"a":')]}),
            chunk({"tool_calls": [call(1, arguments="2}"), call(0, arguments="1}")]}),
            chunk({}, "tool_calls"),
            DONE,
        )
    )
    assert [event for event in events if isinstance(event, Close)] == [Close(0), Close(1)]
    assert calls_of(fold(events)) == [("call_a", "f", '{"a":1}'), ("call_b", "g", '{"b":2}')]
    assert events[-1] == Stop("tool_use")


def test_tool_arguments_are_never_held_back() -> None:
    decoder = reply_decoder()
    decoder.feed(SseEvent("", json.dumps(chunk({"tool_calls": [call(0, "call_a", "f", "")]})).encode()))
    first = decoder.feed(SseEvent("", json.dumps(chunk({"tool_calls": [call(0, arguments='{"')]})).encode()))
    assert first == [Open(0, "tool", id="call_a", name="f"), Delta(0, '{"')]
    more = decoder.feed(SseEvent("", json.dumps(chunk({"tool_calls": [call(0, arguments="a")]})).encode()))
    assert more == [Delta(0, "a")]


def test_row_079_index_missing() -> None:
    reply = read_calls(
        [call(None, "call_a", "f", '{"a":')],
        [call(None, arguments="1}")],
        [call(None, "call_b", "g", '{"b":2}')],
    )
    assert calls_of(reply) == [("call_a", "f", '{"a":1}'), ("call_b", "g", '{"b":2}')]


def test_row_079_index_missing_with_the_id_on_each_piece() -> None:
    reply = read_calls(
        [call(None, "call_a", "f", '{"a":')],
        [call(None, "call_b", "g", '{"b":')],
        [call(None, "call_a", None, "1}")],
        [call(None, "call_b", None, "2}")],
    )
    assert calls_of(reply) == [("call_a", "f", '{"a":1}'), ("call_b", "g", '{"b":2}')]


def test_row_079_all_indexes_0_with_distinct_ids() -> None:
    reply = read_calls(
        [call(0, "call_a", "f", '{"a":1}'), call(0, "call_b", "f", '{"b":2}')],
        [call(0, "call_c", "f", "")],
        [call(0, None, None, '{"c":3}')],
    )
    assert calls_of(reply) == [
        ("call_a", "f", '{"a":1}'),
        ("call_b", "f", '{"b":2}'),
        ("call_c", "f", '{"c":3}'),
    ]


@pytest.mark.parametrize("index", [0, None])
def test_row_079_neither_index_nor_ids(index: int | None) -> None:
    reply = read_calls(
        [call(index, None, "f", '{"a":1}'), call(index, None, "f", '{"b":2}')],
        [call(index, None, "f", '{"c":3}')],
        [call(index, None, "g", '{"d":4}')],
    )
    assert [(name, text) for _, name, text in calls_of(reply)] == [
        ("f", '{"a":1}'),
        ("f", '{"b":2}'),
        ("f", '{"c":3}'),
        ("g", '{"d":4}'),
    ]
    ids = [part.id for part in reply.parts]
    assert len(set(ids)) == 4
    assert all(call_id.startswith("call_") and len(call_id) == 29 for call_id in ids)


def test_row_079_index_only_on_later_pieces() -> None:
    reply = read_calls([call(None, "call_a", "f", "")], [call(0, "call_a", None, '{"a":1}')])
    assert calls_of(reply) == [("call_a", "f", '{"a":1}')]


def test_one_id_under_two_indexes_is_two_calls_with_ids_of_their_own() -> None:
    reply = read_calls([call(0, "call_a", "f", '{"a":1}')], [call(1, "call_a", "f", '{"b":2}')])
    (first, _, _), (second, _, text) = calls_of(reply)
    assert first == "call_a" != second
    assert text == '{"b":2}'


def test_row_081_id_arrives_late() -> None:
    reply = read_calls([call(0, None, "f", "")], [call(0, "call_late", None, '{"a":1}')])
    assert calls_of(reply) == [("call_late", "f", '{"a":1}')]


@pytest.mark.parametrize("empty", [None, ""])
def test_row_081_id_never_arrives(empty: str | None) -> None:
    reply = read_calls([call(0, empty, "f", "{")], [call(0, empty, None, "}")])
    ((call_id, name, text),) = calls_of(reply)
    assert call_id.startswith("call_")
    assert (name, text) == ("f", "{}")


def test_row_081_id_after_the_arguments_is_no_new_call() -> None:
    reply = read_calls([call(0, None, "f", '{"a":1}')], [call(0, "call_late", None, "")])
    assert [(name, text) for _, name, text in calls_of(reply)] == [("f", '{"a":1}')]


def test_a_new_id_on_each_piece_is_one_call() -> None:
    reply = read_calls(
        [call(0, "id-1", "f", "")], [call(0, "id-2", None, '{"a"')], [call(0, "id-3", None, ":1}")]
    )
    assert calls_of(reply) == [("id-1", "f", '{"a":1}')]


def test_row_081_name_arrives_late() -> None:
    reply = read_calls(
        [call(0, "call_a", None, '{"a"')], [call(0, None, None, ":")], [call(0, None, "f", "1}")]
    )
    assert calls_of(reply) == [("call_a", "f", '{"a":1}')]


def test_row_081_name_null_and_empty_on_later_pieces() -> None:
    nulled = {"index": 0, "id": None, "type": None, "function": {"name": None, "arguments": '{"a"'}}
    emptied = {"index": 0, "id": "", "type": "", "function": {"name": "", "arguments": ":1}"}}
    assert calls_of(read_calls([call(0, "call_a", "f", "")], [nulled], [emptied])) == [
        ("call_a", "f", '{"a":1}')
    ]


def test_row_081_name_repeated_on_each_piece() -> None:
    reply = read_calls(
        [call(0, "call_a", "f", "")],
        [call(0, "call_a", "f", '{"a"')],
        [call(0, None, "f", ":1}")],
        [call(0, None, "f", "")],
    )
    assert calls_of(reply) == [("call_a", "f", '{"a":1}')]


def test_row_081_name_in_pieces() -> None:
    assert calls_of(
        read_calls([call(0, "call_a", "get_", "")], [call(0, None, "weather")], [call(0, None, None, "{}")])
    ) == [("call_a", "get_weather", "{}")]
    grown = read_calls([call(0, "call_a", "get_", "")], [call(0, None, "get_weather", "{}")])
    assert calls_of(grown) == [("call_a", "get_weather", "{}")]


def test_row_082_only_an_unnamed_call_is_a_failure() -> None:
    reply = read_calls([call(0, "call_a", None, '{"a":1}')])
    assert reply.parts == []
    assert reply.failure is not None
    assert (reply.failure.kind, reply.failure.code) == ("empty", "unnamed_tool_call")


def test_row_082_an_unnamed_call_beside_text_is_dropped() -> None:
    reply = read(
        chunk({"content": "x"}), chunk({"tool_calls": [call(0, "a", None, "{}")]}, "tool_calls"), DONE
    )
    assert [part.kind for part in reply.parts] == ["text"]
    assert reply.stop == Stop("end")


@pytest.mark.parametrize("finish", ["stop", "tool_calls", "function_call", "whatever"])
def test_row_083_calls_count_whatever_the_finish_says(finish: str) -> None:
    reply = read_calls([call(0, "call_a", "f", '{"a":1}')], finish=finish)
    assert calls_of(reply) == [("call_a", "f", '{"a":1}')]
    assert reply.stop == Stop("tool_use")


@pytest.mark.parametrize("arguments", ["", None, "null", " ", {}, "{}"])
def test_row_097_empty_arguments_become_an_object(arguments: Any) -> None:
    entry = {"index": 0, "id": "call_a", "function": {"name": "f", "arguments": arguments}}
    assert calls_of(read_calls([entry])) == [("call_a", "f", "{}")]


def test_row_097_arguments_as_object_become_text() -> None:
    assert calls_of(read_calls([call(0, "call_a", "f", {"a": [1, "é"]})])) == [
        ("call_a", "f", '{"a":[1,"é"]}')
    ]


def test_row_097_an_empty_object_before_the_real_arguments_is_a_placeholder() -> None:
    reply = read_calls(
        [call(0, "call_a", "f", "{}")], [call(0, None, None, '{"a":')], [call(0, arguments="1}")]
    )
    assert calls_of(reply) == [("call_a", "f", '{"a":1}')]


def test_calls_without_arguments_keep_their_place() -> None:
    reply = read_calls(
        [call(0, "call_a", "f", ""), call(1, "call_b", "g", '{"b":2}'), call(2, "call_c", "h")]
    )
    assert calls_of(reply) == [("call_a", "f", "{}"), ("call_b", "g", '{"b":2}'), ("call_c", "h", "{}")]


def test_legacy_function_call() -> None:
    reply = read(
        chunk({"function_call": {"name": "f", "arguments": ""}}),
        chunk({"function_call": {"arguments": '{"a":1}'}}),
        chunk({}, "function_call"),
        DONE,
    )
    assert [(name, text) for _, name, text in calls_of(reply)] == [("f", '{"a":1}')]


def test_custom_tool_call_of_the_maker() -> None:
    first = {"index": 0, "id": "call_a", "type": "custom", "custom": {"name": "apply_patch", "input": "*** "}}
    more = {"index": 0, "custom": {"input": "Begin"}}
    reply = read_calls([first], [more])
    assert (reply.parts[0].tool, reply.parts[0].text) == ("custom", "*** Begin")


def test_custom_tool_call_without_input_stays_empty() -> None:
    first = {"index": 0, "id": "call_a", "type": "custom", "custom": {"name": "noop"}}
    assert calls_of(read_calls([first])) == [("call_a", "noop", "")]


def test_gemini_signatures_of_calls_are_kept_in_the_thinking_before_them() -> None:
    signature = {"google": {"thought_signature": "EjQK"}}
    signed = {**call(None, "jm4owj31", "f", '{"a":1}'), "extra_content": signature}
    reply = read_calls([signed, call(None, "ab12", "g", "{}")])
    assert [part.kind for part in reply.parts] == ["reasoning", "tool", "tool"]
    assert reply.parts[0].native == {"extra_content": {"jm4owj31": signature}}
    assert reply.parts[0].complete


def test_gemini_signatures_join_the_thinking_that_is_open_and_need_no_id() -> None:
    signed = {**call(None, "", "f", "{}"), "extra_content": {"google": {}, "odd": float("nan")}}
    reply = read(chunk({"reasoning_content": "why"}), chunk({"tool_calls": [signed]}, "stop"), DONE)
    thought, made = reply.parts
    assert thought.text == "why"
    assert thought.native == {"extra_content": {made.id: {"google": {}, "odd": None}}}


def test_text_and_thinking_are_closed_when_a_call_begins() -> None:
    events = decode(sse(chunk({"content": "x"}), chunk({"tool_calls": [call(0, "a", "f", "{")]})))
    assert events[1:5] == [
        Open(0, "text"),
        Delta(0, "x"),
        Close(0),
        Open(1, "tool", id="a", name="f"),
    ]
