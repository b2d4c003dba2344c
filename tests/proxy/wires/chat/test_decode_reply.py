"""Replies of chat-completions providers, with what real ones get wrong (translation rows 75 to 105)."""

import json
from typing import Any

import pytest

from proxy.conversation import Close, Counted, Delta, Event, Fail, Meta, Open, Start, Stop, Usage
from proxy.reply.fold import Reply, fold
from proxy.sse import SseEvent, SseReader
from proxy.wires.chat import reply_decoder

DONE = b"data: [DONE]\n\n"


def chunk(delta: Any = None, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    choice: dict[str, Any] = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    return {"id": "chatcmpl-1", "model": "deepseek-v4-pro", "choices": [choice], **fields}


def call(
    index: int | None = 0, call_id: str | None = None, name: str | None = None, arguments: Any = None
) -> dict[str, Any]:
    entry: dict[str, Any] = {"function": {}}
    if index is not None:
        entry["index"] = index
    if call_id is not None:
        entry["id"] = call_id
    if name is not None:
        entry["function"]["name"] = name
    if arguments is not None:
        entry["function"]["arguments"] = arguments
    return entry


def sse(*events: dict[str, Any] | bytes) -> bytes:
    return b"".join(
        event if isinstance(event, bytes) else b"data: " + json.dumps(event).encode() + b"\n\n"
        for event in events
    )


def decode(stream: bytes) -> list[Event]:
    reader, decoder = SseReader(), reply_decoder()
    events: list[Event] = []
    for event in reader.feed(stream) + reader.end():
        events += decoder.feed(event)
    return events + decoder.end()


def read(*events: dict[str, Any] | bytes) -> Reply:
    return fold(decode(sse(*events)))


def read_calls(*deltas: Any, finish: str | None = "tool_calls", done: bool = True) -> Reply:
    """Fold a stream of `tool_calls` lists."""
    chunks: list[Any] = [chunk({"tool_calls": delta}) for delta in deltas]
    if finish:
        chunks.append(chunk({}, finish))
    return read(*chunks, *([DONE] if done else []))


def calls_of(reply: Reply) -> list[tuple[str, str, str]]:
    assert all(part.complete for part in reply.parts if part.kind == "tool")
    return [(part.id, part.name, part.text) for part in reply.parts if part.kind == "tool"]


# ----------------------------------------------------------------------------- text and thinking
def test_row_077_plain_text_is_one_part_between_start_and_stop() -> None:
    events = decode(
        sse(
            chunk({"role": "assistant", "content": ""}),
            chunk({"content": "Hel"}),
            chunk({"content": "lo"}),
            chunk({}, "stop"),
            DONE,
        )
    )
    assert events == [
        Start("chatcmpl-1", "deepseek-v4-pro"),
        Open(0, "text"),
        Delta(0, "Hel"),
        Delta(0, "lo"),
        Close(0),
        Stop("end"),
    ]


def test_each_chunk_gives_its_delta_at_once() -> None:
    decoder = reply_decoder()
    first = decoder.feed(SseEvent("", json.dumps(chunk({"content": "a"})).encode()))
    assert first[1:] == [Open(0, "text"), Delta(0, "a")]
    assert decoder.feed(SseEvent("", json.dumps(chunk({"content": "b"})).encode())) == [Delta(0, "b")]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_row_098_reasoning_text_reasoning_are_three_parts(field: str) -> None:
    reply = read(
        chunk({field: "why", "content": None}),
        chunk({"content": "so", field: None}),
        chunk({field: "again", "content": ""}),
        chunk({"content": "."}),
        chunk({}, "stop"),
        DONE,
    )
    assert [(part.kind, part.text) for part in reply.parts] == [
        ("reasoning", "why"),
        ("text", "so"),
        ("reasoning", "again"),
        ("text", "."),
    ]
    assert all(part.complete for part in reply.parts)


def test_reasoning_in_both_fields_is_taken_once() -> None:
    reply = read(
        chunk({"reasoning": "why", "reasoning_content": "why"}), chunk({"content": "x"}, "stop"), DONE
    )
    assert reply.parts[0].text == "why"


def test_row_099_reasoning_only_and_length_is_a_whole_thought_and_max_tokens() -> None:
    reply = read(chunk({"reasoning_content": "let me"}), chunk({}, "length"), DONE)
    assert [(part.kind, part.complete) for part in reply.parts] == [("reasoning", True)]
    assert reply.stop == Stop("max_tokens")


def test_row_073_reasoning_details_are_joined_and_kept_as_native() -> None:
    def detail(**fields: Any) -> dict[str, Any]:
        return {"type": "reasoning.text", "index": 0, "format": "anthropic-claude-v1", **fields}

    reply = read(
        chunk({"reasoning": "a", "reasoning_details": [detail(text="a", signature=None)]}),
        chunk({"reasoning": "b", "reasoning_details": [detail(text="b")]}),
        chunk({"reasoning_details": [detail(text="", signature="sig")]}),
        chunk({"content": "x"}, "stop"),
        DONE,
    )
    assert reply.parts[0].text == "ab"
    assert reply.parts[0].native == {"reasoning_details": [detail(text="ab", signature="sig")]}


def test_row_073_text_only_in_reasoning_details_is_shown() -> None:
    reply = read(
        chunk({"reasoning_details": [{"type": "reasoning.text", "text": "th"}]}),
        chunk({"reasoning_details": [{"type": "reasoning.text", "text": "ink"}]}),
        chunk({"content": "x"}, "stop"),
        DONE,
    )
    assert reply.parts[0].text == "think"
    assert reply.parts[0].native == {"reasoning_details": [{"type": "reasoning.text", "text": "think"}]}


def test_row_073_a_signature_after_the_text_is_a_part_of_its_own_at_the_end() -> None:
    sealed = {"type": "reasoning.encrypted", "data": "blob", "index": 1}
    reply = read(
        chunk({"content": "I look."}),
        chunk({"tool_calls": [call(0, "call_a", "f", "{}")], "reasoning_details": [sealed]}),
        chunk({"content": " More."}),
        chunk({}, "tool_calls"),
        DONE,
    )
    assert [part.kind for part in reply.parts] == ["text", "text", "tool", "reasoning"]
    assert reply.parts[-1].native == {"reasoning_details": [sealed]}
    assert reply.parts[-1].complete


def test_content_as_list_and_thinking_inside_it() -> None:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    reply = read(
        chunk({"content": [thinking]}),
        chunk({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "stop"),
        DONE,
    )
    assert [(part.kind, part.text) for part in reply.parts] == [("reasoning", "hm"), ("text", "ab")]


def test_refusal_is_a_part_and_the_reason() -> None:
    reply = read(chunk({"refusal": "I can"}), chunk({"refusal": "not"}), chunk({}, "stop"), DONE)
    assert [(part.kind, part.text) for part in reply.parts] == [("refusal", "I cannot")]
    assert reply.stop == Stop("refusal")


def test_annotations_become_flat_citations() -> None:
    nested = {"type": "url_citation", "url_citation": {"url": "https://a.example", "title": "A"}}
    reply = read(chunk({"content": "x"}), chunk({"annotations": [nested]}), chunk({}, "stop"), DONE)
    assert reply.parts[0].annotations == [
        {"type": "url_citation", "url": "https://a.example", "title": "A"},
    ]


def test_only_choice_0_counts() -> None:
    def both(text: str, finish: str | None) -> dict[str, Any]:
        other = {"index": 1, "delta": {"content": "other"}, "finish_reason": finish}
        return {"choices": [other, {"index": 0, "delta": {"content": text}, "finish_reason": finish}]}

    only_other = {"choices": [{"index": 1, "delta": {"content": "other"}}]}
    reply = read(both("a", None), only_other, both("b", "stop"), DONE)
    assert [part.text for part in reply.parts] == ["ab"]


# ----------------------------------------------------------------------------- tool calls
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


# ----------------------------------------------------------------------------- usage
USAGE = {"prompt_tokens": 100, "completion_tokens": 7, "total_tokens": 107}


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


# ----------------------------------------------------------------------------- endings
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


# ----------------------------------------------------------------------------- errors inside a success
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


# ----------------------------------------------------------------------------- framing and whole replies
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


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels):
        value = {"a": value}
    return value


def test_a_whole_reply_nested_beyond_reason_fails() -> None:
    entry = {"id": "a", "function": {"name": "f", "arguments": nested(400)}}
    reply = fold(reply_decoder().whole(message(tool_calls=[entry])))
    assert reply.failure is not None
    assert reply.failure.kind == "server"
