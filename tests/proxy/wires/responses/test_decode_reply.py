"""Replies of Responses endpoints, official and sloppy, to events."""

from collections.abc import Iterable

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    FailureKind,
    Json,
    Meta,
    Open,
    Start,
    Stop,
    StopReason,
    Usage,
)
from proxy.reply.fold import Reply, ReplyPart, fold
from proxy.sse import SseEvent, SseReader
from proxy.wires.responses import reply_decoder

USAGE: Json = {
    "input_tokens": 10,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
    "output_tokens": 5,
    "output_tokens_details": {"reasoning_tokens": 3},
    "total_tokens": 15,
}


def sse(event: Json) -> SseEvent:
    return SseEvent(str(event.get("type", "")), orjson.dumps(event))


def decode(events: Iterable[Json], end: bool = True) -> list[Event]:
    decoder = reply_decoder()
    found: list[Event] = []
    for event in events:
        found += decoder.feed(sse(event))
    if end:
        found += decoder.end()
    check(found)
    return found


def whole(body: Json) -> list[Event]:
    found = reply_decoder().whole(body)
    check(found)
    return found


def check(events: list[Event]) -> None:
    """What the guard would have to mend is a fault of the decoder."""
    opened: set[int] = set()
    closed: set[int] = set()
    for position, event in enumerate(events):
        match event:
            case Open(key=key):
                assert key not in opened
                opened.add(key)
            case Delta(key=key) | Meta(key=key):
                assert key in opened - closed
            case Close(key=key):
                assert key in opened - closed
                closed.add(key)
            case Stop() | Fail():
                assert position == len(events) - 1
                assert opened == closed
            case Start():
                assert position == 0


def reply(events: Iterable[Json]) -> Reply:
    return fold(decode(events))


def parts(folded: Reply) -> list[tuple[str, str, bool]]:
    return [(part.kind, part.text, part.complete) for part in folded.parts]


def created(**fields: object) -> Json:
    return {"type": "response.created", "response": {"id": "resp_1", "model": "served", **fields}}


def completed(*output: Json, **fields: object) -> Json:
    response = {"id": "resp_1", "status": "completed", "output": list(output), "usage": USAGE, **fields}
    return {"type": "response.completed", "response": response}


def message(text: str, item_id: str = "msg_1", **fields: object) -> Json:
    return {
        "type": "message",
        "id": item_id,
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
        **fields,
    }


def call(
    arguments: object, call_id: str = "call_1", name: str = "f", item_id: str = "fc_1", **fields: object
) -> Json:
    return {
        "type": "function_call",
        "id": item_id,
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
        **fields,
    }


def added(item: Json, index: int | None = 0) -> Json:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def done(item: Json, index: int | None = 0) -> Json:
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def delta(
    kind: str, text: object, item_id: str | None = None, index: int | None = None, **fields: object
) -> Json:
    return {
        "type": f"response.{kind}.delta",
        "delta": text,
        "item_id": item_id,
        "output_index": index,
        **fields,
    }


# ----------------------------------------------------------------------------- official streams
def test_official_text_stream() -> None:
    events = decode(
        [
            created(),
            {"type": "response.in_progress", "response": {"id": "resp_1"}},
            added(message("", content=[])),
            {
                "type": "response.content_part.added",
                "item_id": "msg_1",
                "part": {"type": "output_text", "text": ""},
            },
            delta("output_text", "Hel", "msg_1", 0, content_index=0),
            delta("output_text", "", "msg_1", 0, content_index=0),
            delta("output_text", "lo", "msg_1", 0, content_index=0),
            {"type": "response.output_text.done", "item_id": "msg_1", "output_index": 0, "text": "Hello"},
            {
                "type": "response.content_part.done",
                "item_id": "msg_1",
                "output_index": 0,
                "part": {"type": "output_text", "text": "Hello"},
            },
            done(message("Hello")),
            completed(message("Hello")),
        ]
    )
    assert events == [
        Start("resp_1", "served"),
        Open(0, "text"),
        Delta(0, "Hel"),
        Delta(0, "lo"),
        Close(0),
        Counted(Usage(10, 5, 4, 2, 3)),
        Stop("end"),
    ]


def test_official_reasoning_text_and_call() -> None:
    events = decode(
        [
            created(),
            added({"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "part"}, 0),
            delta("reasoning_summary_text", "A", "rs_1", 0, summary_index=0),
            delta("reasoning_summary_text", "B", "rs_1", 0, summary_index=1),
            done(
                {
                    "type": "reasoning",
                    "id": "rs_1",
                    "summary": [{"type": "summary_text", "text": "A"}, {"type": "summary_text", "text": "B"}],
                    "encrypted_content": "whole",
                },
                0,
            ),
            added(call(""), 1),
            delta("function_call_arguments", '{"a"', "fc_1", 1),
            delta("function_call_arguments", ":1}", "fc_1", 1),
            {
                "type": "response.function_call_arguments.done",
                "item_id": "fc_1",
                "output_index": 1,
                "arguments": '{"a":1}',
            },
            done(call('{"a":1}', status="completed"), 1),
            completed(),
        ]
    )
    assert events == [
        Start("resp_1", "served"),
        Open(0, "reasoning"),
        Delta(0, "A"),
        Delta(0, "\n\nB"),
        Meta(0, "native", {"encrypted_content": "whole", "id": "rs_1"}),
        Close(0),
        Open(1, "tool", id="call_1", name="f"),
        Delta(1, '{"a"'),
        Delta(1, ":1}"),
        Close(1),
        Counted(Usage(10, 5, 4, 2, 3)),
        Stop("tool_use"),
    ]


def test_row_115_summary_parts_are_one_part_joined_by_blank_lines() -> None:
    folded = reply(
        [
            created(),
            delta("reasoning_summary_text", "A1", "rs_1", 0, summary_index=0),
            delta("reasoning_summary_text", "A2", "rs_1", 0, summary_index=0),
            delta("reasoning_summary_text", "B", "rs_1", 0, summary_index=1),
            done(
                {
                    "type": "reasoning",
                    "id": "rs_1",
                    "summary": [{"text": "A1A2"}, {"text": "B"}, {"text": "C"}],
                },
                0,
            ),
            completed(),
        ]
    )
    assert parts(folded) == [("reasoning", "A1A2\n\nB\n\nC", True)]


def test_row_115_encrypted_reasoning_without_a_word() -> None:
    folded = reply(
        [
            created(),
            added({"type": "reasoning", "id": "rs_1", "summary": []}, 0),
            done({"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "blob"}, 0),
            added({"type": "reasoning", "id": "rs_2", "summary": []}, 1),
            done({"type": "reasoning", "id": "rs_2", "summary": []}, 1),
            completed(),
        ]
    )
    assert folded.parts == [
        ReplyPart("reasoning", complete=True, native={"encrypted_content": "blob", "id": "rs_1"})
    ]


def test_reasoning_as_plain_text() -> None:
    raw: Json = {
        "type": "reasoning",
        "id": "rs_1",
        "content": [{"type": "reasoning_text", "text": "thought"}],
    }
    streamed = reply(
        [created(), delta("reasoning_text", "tho", "rs_1", 0, content_index=0), done(raw), completed()]
    )
    assert parts(streamed) == [("reasoning", "thought", True)]
    assert parts(reply([created(), done(raw), completed()])) == [("reasoning", "thought", True)]
    open_responses = reply([created(), delta("reasoning", "thought", "rs_1", 0), completed()])
    assert parts(open_responses) == [("reasoning", "thought", True)]


def test_of_text_and_summary_the_first_that_comes_is_followed() -> None:
    folded = reply(
        [
            created(),
            delta("reasoning_text", "full", "rs_1", 0, content_index=0),
            delta("reasoning_summary_text", "short", "rs_1", 0, summary_index=0),
            done(
                {
                    "type": "reasoning",
                    "id": "rs_1",
                    "summary": [{"text": "short"}],
                    "content": [{"text": "full"}],
                }
            ),
            completed(),
        ]
    )
    assert parts(folded) == [("reasoning", "full", True)]


def test_refusal() -> None:
    raw = message("", content=[{"type": "refusal", "refusal": "I will not."}])
    folded = reply(
        [created(), delta("refusal", "I will", "msg_1", 0, content_index=0), done(raw), completed(raw)]
    )
    assert parts(folded) == [("refusal", "I will not.", True)]
    assert folded.stop == Stop("refusal")
    only_done: Json = {"type": "response.refusal.done", "item_id": "msg_1", "refusal": "No."}
    assert parts(reply([created(), only_done, completed()])) == [("refusal", "No.", True)]


def test_text_and_refusal_in_one_message() -> None:
    folded = reply(
        [
            created(),
            delta("output_text", "Well. ", "msg_1", 0, content_index=0),
            delta("refusal", "No.", "msg_1", 0, content_index=1),
            {
                "type": "response.content_part.done",
                "item_id": "msg_1",
                "output_index": 0,
                "content_index": 1,
                "part": {"type": "refusal", "refusal": "No."},
            },
            {"type": "response.output_text.done", "item_id": "msg_1", "output_index": 0, "text": "Well. "},
            completed(),
        ]
    )
    assert parts(folded) == [("text", "Well. ", True), ("refusal", "No.", True)]


def test_citations_come_before_the_close() -> None:
    citation: Json = {"type": "url_citation", "url": "https://example.org", "title": "t"}
    streamed = reply(
        [
            created(),
            delta("output_text", "a", "msg_1", 0),
            {"type": "response.output_text.annotation.added", "item_id": "msg_1", "annotation": citation},
            completed(),
        ]
    )
    assert streamed.parts[0].annotations == [citation]
    cited = message("", content=[{"type": "output_text", "text": "a", "annotations": [citation]}])
    assert reply([created(), delta("output_text", "a", "msg_1", 0), done(cited), completed()]).parts[
        0
    ].annotations == [citation]
    assert fold(whole({"status": "completed", "output": [cited]})).parts[0].annotations == [citation]
    early: Json = {"type": "response.output_text.annotation.added", "annotation": citation}
    assert parts(reply([created(), early, completed(message("x"))])) == [("text", "x", True)]


# ----------------------------------------------------------------------------- calls of every kind
def test_row_052_custom_call_with_raw_input() -> None:
    raw_input = '*** Begin Patch\n+"x" \\n é\n*** End Patch'
    item: Json = {
        "type": "custom_tool_call",
        "id": "ctc_1",
        "call_id": "c",
        "name": "apply_patch",
        "input": "",
    }
    events = [
        created(),
        added(item),
        delta("custom_tool_call_input", raw_input[:9], "ctc_1", 0),
        delta("custom_tool_call_input", raw_input[9:], "ctc_1", 0),
        {
            "type": "response.custom_tool_call_input.done",
            "item_id": "ctc_1",
            "output_index": 0,
            "input": raw_input,
        },
        done({**item, "input": raw_input}),
        completed(),
    ]
    assert reply(events).parts == [
        ReplyPart("tool", raw_input, id="c", name="apply_patch", tool="custom", complete=True)
    ]
    assert reply([created(), done({**item, "input": raw_input}), completed()]).parts[0].text == raw_input


def test_row_095_tool_search_call_has_json_text() -> None:
    item: Json = {
        "type": "tool_search_call",
        "id": "tsc_1",
        "call_id": "c",
        "execution": "client",
        "arguments": {"query": "x"},
    }
    assert reply([created(), added({**item, "arguments": {}}), done(item), completed(item)]).parts == [
        ReplyPart("tool", '{"query":"x"}', id="c", name="tool_search", tool="search", complete=True)
    ]


def test_row_096_call_with_namespace() -> None:
    folded = reply([created(), done(call("{}", name="spawn", namespace="agents")), completed()])
    assert folded.parts == [
        ReplyPart("tool", "{}", id="call_1", name="spawn", namespace="agents", complete=True)
    ]


def test_hosted_items_break_nothing() -> None:
    search: Json = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    server: Json = {"type": "tool_search_call", "id": "x", "execution": "server", "arguments": {}}
    folded = reply(
        [
            created(),
            added(search, 0),
            {"type": "response.web_search_call.searching", "item_id": "ws_1", "output_index": 0},
            done(search, 0),
            added(server, 1),
            done(server, 1),
            delta("output_text", "found", "msg_1", 2),
            completed(search, server, message("found")),
        ]
    )
    assert parts(folded) == [("text", "found", True)]
    assert folded.stop == Stop("end")


def test_compaction_item_of_a_maker() -> None:
    item: Json = {"type": "compaction", "id": "cmp_1", "encrypted_content": "blob"}
    expected = [ReplyPart("compaction", complete=True, sealed="blob")]
    assert reply([created(), added(item), done(item), completed(item)]).parts == expected
    assert fold(whole({"status": "completed", "output": [item]})).parts == expected


# ----------------------------------------------------------------------------- sloppy streams
def test_row_112_arguments_only_in_done() -> None:
    arguments: Json = {
        "type": "response.function_call_arguments.done",
        "item_id": "fc_1",
        "output_index": 0,
        "arguments": '{"a":1}',
    }
    folded = reply([created(), added(call("")), arguments, done(call('{"a":1}')), completed(call('{"a":1}'))])
    assert parts(folded) == [("tool", '{"a":1}', True)]


def test_row_112_arguments_only_in_item_done_or_only_in_the_last_event() -> None:
    for events in (
        [created(), done(call('{"a":1}')), completed()],
        [created(), added(call("")), completed(call('{"a":1}'))],
        [created(), completed(call('{"a":1}'))],
        [completed(call({"a": 1}))],
    ):
        folded = reply(events)
        assert parts(folded) == [("tool", '{"a":1}', True)]
        assert folded.stop == Stop("tool_use")


def test_row_112_arguments_only_in_added() -> None:
    folded = reply([created(), added(call('{"a":1}')), completed()])
    assert parts(folded) == [("tool", '{"a":1}', True)]


def test_row_097_empty_arguments_of_a_finished_call() -> None:
    folded = reply([created(), added(call("")), done(call(None)), completed()])
    assert parts(folded) == [("tool", "", True)]
    assert folded.stop == Stop("tool_use")


def test_text_only_in_done_or_only_in_the_last_event() -> None:
    text_done: Json = {"type": "response.output_text.done", "item_id": "msg_1", "text": "Hello"}
    part_done: Json = {
        "type": "response.content_part.done",
        "item_id": "msg_1",
        "part": {"type": "output_text", "text": "Hello"},
    }
    for events in (
        [created(), added(message("", content=[])), text_done, completed()],
        [created(), part_done, text_done, done(message("Hello")), completed(message("Hello"))],
        [created(), done(message("Hello"), None), completed()],
        [created(), completed(message("Hello"))],
        [created(), delta("output_text", "Hel", "msg_1", 0), completed(message("Hello"))],
        [created(), delta("output_text", "Hel", "msg_1", 0), text_done, completed()],
    ):
        assert parts(reply(events)) == [("text", "Hello", True)]


def test_message_with_two_texts() -> None:
    item = message(
        "", content=[{"type": "output_text", "text": "One."}, {"type": "output_text", "text": "Two."}]
    )
    streamed = reply(
        [
            created(),
            delta("output_text", "One.", "msg_1", 0, content_index=0),
            delta("output_text", "Two.", "msg_1", 0, content_index=1),
            done(item),
            completed(item),
        ]
    )
    assert parts(streamed) == [("text", "One.", True), ("text", "Two.", True)]
    assert parts(reply([created(), done(item), completed()])) == parts(streamed)
    half = reply(
        [created(), delta("output_text", "One.", "msg_1", 0, content_index=0), done(item), completed()]
    )
    assert "".join(part.text for part in half.parts) == "One.Two."


def test_text_that_contradicts_what_was_streamed_is_not_said_twice() -> None:
    folded = reply(
        [created(), delta("output_text", "Hello", "msg_1", 0), done(message("Hallo")), completed()]
    )
    assert parts(folded) == [("text", "Hello", True)]
    late: Json = {"type": "response.output_text.done", "item_id": "msg_1", "output_index": 0, "text": "Hello"}
    folded = reply(
        [created(), delta("output_text", "Hello", "msg_1", 0), done(message("Hello")), late, completed()]
    )
    assert parts(folded) == [("text", "Hello", True)]


def test_row_114_interleaved_calls_by_item_id() -> None:
    a, b = call("", "call_a", "fa", "fc_a"), call("", "call_b", "fb", "fc_b")
    events = decode(
        [
            created(),
            added(a, 0),
            added(b, 1),
            delta("function_call_arguments", '{"x":', "fc_b"),
            delta("function_call_arguments", '{"y":', "fc_a"),
            delta("function_call_arguments", "1}", "fc_b"),
            delta("function_call_arguments", "2}", "fc_a"),
            done({**b, "arguments": '{"x":1}'}, None),
            done({**a, "arguments": '{"y":2}'}, None),
            completed(),
        ]
    )
    assert [(part.name, part.text, part.complete) for part in fold(events).parts] == [
        ("fa", '{"y":2}', True),
        ("fb", '{"x":1}', True),
    ]


def test_row_114_interleaved_calls_by_output_index() -> None:
    a, b = call("", "call_a", "fa", ""), call("", "call_b", "fb", "")
    folded = reply(
        [
            created(),
            added(a, 0),
            added(b, 1),
            delta("function_call_arguments", '{"x":1}', None, 1),
            delta("function_call_arguments", '{"y":2}', None, 0),
            completed(),
        ]
    )
    assert [(part.name, part.text) for part in folded.parts] == [("fa", '{"y":2}'), ("fb", '{"x":1}')]


def test_row_111_several_kinds_under_one_output_index() -> None:
    folded = reply(
        [
            created(),
            added({"type": "reasoning", "id": "rs_1"}, 0),
            delta("reasoning_summary_text", "thought", "rs_1", 0),
            added(message("", content=[]), 0),
            delta("output_text", "Hi", "msg_1", 0),
            added(call("", "call_a", "fa", "fc_a"), 0),
            delta("function_call_arguments", "{}", "fc_a", 0),
            added(call("", "call_b", "fb", "fc_b"), 0),
            delta("function_call_arguments", '{"b":1}', "fc_b", 0),
            delta("output_text", "!", None, 0),
            completed(),
        ]
    )
    assert parts(folded) == [
        ("reasoning", "thought", True),
        ("text", "Hi!", True),
        ("tool", "{}", True),
        ("tool", '{"b":1}', True),
    ]


def test_ids_that_change_with_each_event() -> None:
    folded = reply(
        [
            created(),
            added(message("", "a1", content=[]), 0),
            delta("output_text", "Hel", "a2", 0),
            delta("output_text", "lo", "a3", 0),
            done(message("Hello", "a4"), 0),
            added(call("", item_id="b1"), 1),
            delta("function_call_arguments", "{}", "b2", 1),
            done(call("{}", item_id="b3"), 1),
            completed(message("Hello", "a5"), call("{}", item_id="b4")),
        ]
    )
    assert parts(folded) == [("text", "Hello", True), ("tool", "{}", True)]


def test_nothing_to_find_items_by() -> None:
    folded = reply(
        [
            delta("output_text", "Hel"),
            delta("output_text", "lo"),
            added(call("", item_id=""), None),
            delta("function_call_arguments", '{"a"'),
            delta("function_call_arguments", ":1}"),
            {"type": "response.function_call_arguments.done", "arguments": '{"a":1}'},
            done(call('{"a":1}', item_id=""), None),
            completed(message("Hello", ""), call('{"a":1}', item_id="")),
        ]
    )
    assert parts(folded) == [("text", "Hello", True), ("tool", '{"a":1}', True)]


def test_row_119_missing_sequence_number_created_and_total() -> None:
    usage: Json = {"input_tokens": 3, "output_tokens": 2}
    events = decode(
        [
            delta("output_text", "x", "m", 0),
            {"type": "response.completed", "response": {"id": "r", "usage": usage}},
        ]
    )
    assert events == [
        Start("", ""),
        Open(0, "text"),
        Delta(0, "x"),
        Close(0),
        Counted(Usage(3, 2)),
        Stop("end"),
    ]


def test_name_that_comes_late() -> None:
    folded = reply(
        [
            created(),
            delta("function_call_arguments", '{"a"', "fc_1", 0),
            added(call("", name=""), 0),
            delta("function_call_arguments", ":1}", "fc_1", 0),
            done(call('{"a":1}')),
            completed(),
        ]
    )
    assert folded.parts == [ReplyPart("tool", '{"a":1}', id="call_1", name="f", complete=True)]
    named: Json = {
        "type": "response.function_call_arguments.done",
        "item_id": "x",
        "name": "f",
        "arguments": "{}",
    }
    folded = reply([created(), named, completed()])
    assert [(part.name, part.text, part.complete) for part in folded.parts] == [("f", "{}", True)]
    assert folded.parts[0].id == "x"


def test_call_without_any_id_gets_one() -> None:
    folded = reply([created(), done(call("{}", call_id="", item_id="")), completed()])
    assert folded.parts[0].id.startswith("call_")


def test_call_repeated_after_its_end_is_not_made_twice() -> None:
    again: Json = {
        "type": "response.function_call_arguments.done",
        "item_id": "fc_1",
        "name": "f",
        "arguments": "{}",
    }
    late = delta("function_call_arguments", "{}", "fc_1", 0)
    folded = reply([created(), done(call("{}")), again, late, done(call("{}")), completed(call("{}"))])
    assert parts(folded) == [("tool", "{}", True)]


def test_row_082_call_without_a_name_fails() -> None:
    folded = reply([created(), delta("function_call_arguments", "{}", "fc_1", 0), completed()])
    assert folded.parts == []
    assert folded.failure is not None
    assert folded.failure.code == "tool_call_unnamed"


def test_lost_pieces_of_arguments_are_no_complete_call() -> None:
    item: Json = {"type": "custom_tool_call", "id": "x", "call_id": "c", "name": "p", "input": "abc"}
    for broken, finished, kind in (
        ('{"a":', call('{"b":1,"a":2}'), "function_call_arguments"),
        ("ac", item, "custom_tool_call_input"),
    ):
        start = {**finished, "arguments": "", "input": ""}
        folded = reply([created(), added(start), delta(kind, broken, index=0), done(finished), completed()])
        assert folded.parts[0].complete is False
        assert folded.failure is not None
        assert folded.failure.kind == "truncated"


def test_arguments_written_anew_are_the_same_call() -> None:
    folded = reply(
        [
            created(),
            added(call("")),
            delta("function_call_arguments", '{"a": 1}', "fc_1", 0),
            done(call('{"a":1}')),
            completed(),
        ]
    )
    assert parts(folded) == [("tool", '{"a": 1}', True)]


def test_arguments_as_objects_in_deltas() -> None:
    folded = reply(
        [created(), added(call("")), delta("function_call_arguments", {"a": 1}, "fc_1", 0), completed()]
    )
    assert parts(folded) == [("tool", '{"a":1}', True)]


def test_odd_types_and_malformed_events_are_survived() -> None:
    decoder = reply_decoder()
    raw = [
        b'{"type":"response.created","response":{"id":"r","model":"m"},"sequence_number":"one"}',
        b'{"type":"response.output_text.delta","delta":"a","output_index":0.0,"item_id":7,"content_index":"x"}',
        b'{"type":"response.output_text.delta","delta":',
        b"[1,2]",
        b'{"type":"response.output_text.delta","delta":"b\nc","output_index":0}',
        b'{"type":"response.output_text.delta","delta":"\\ud83d","output_index":0}',
        b'{"type":"response.output_item.added"}',
        b'{"type":"response.output_item.done","item":null}',
        b'{"type":"response.content_part.done","part":{"type":"reasoning_text"}}',
        b'{"type":"response.refusal.delta","delta":""}',
        b'{"type":"response.reasoning_text.delta"}',
        b'{"type":"response.reasoning_summary_text.delta","delta":null}',
        b'{"type":"response.function_call_arguments.delta","delta":""}',
        b'{"type":"keepalive"}',
        b'{"no":"type"}',
        b"[" * 100_000,
    ]
    found: list[Event] = []
    for data in raw:
        found += decoder.feed(SseEvent("", data))
    found += decoder.feed(sse(completed(message("ab\nc"))))
    assert found[0] == Start("r", "m")
    assert fold(found).parts[0].text == "ab\nc"  # the half found no other one


def test_type_in_the_event_line_alone() -> None:
    decoder = reply_decoder()
    found = decoder.feed(SseEvent("response.output_text.delta", b'{"delta":"x"}'))
    found += decoder.feed(SseEvent("response.completed", b'{"response":{"id":"r"}}'))
    assert [type(event) for event in found] == [Start, Open, Delta, Close, Stop]


# ----------------------------------------------------------------------------- how it ends
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


# ----------------------------------------------------------------------------- whole replies
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


# ----------------------------------------------------------------------------- properties
json_leaves = (
    st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["", "a", "{}", "fc_1", "completed"])
)
any_item = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ["message", "reasoning", "function_call", "custom_tool_call", "tool_search_call", "x"]
        )
    },
    optional={
        "id": st.sampled_from(["", "a", "b"]),
        "call_id": st.sampled_from(["", "c", "d"]),
        "name": st.sampled_from(["", "f"]),
        "arguments": st.sampled_from(["", "{", "{}", '{"a":1}']),
        "input": st.sampled_from(["", "raw"]),
        "status": st.sampled_from(["completed", "incomplete", "in_progress"]),
        "content": st.lists(st.fixed_dictionaries({"text": st.sampled_from(["", "a", "ab"])}), max_size=2),
        "summary": st.lists(st.fixed_dictionaries({"text": st.sampled_from(["", "a", "ab"])}), max_size=2),
        "encrypted_content": st.sampled_from(["", "blob"]),
    },
)
kinds = [
    "response.created",
    "response.output_item.added",
    "response.output_item.done",
    "response.output_text.delta",
    "response.output_text.done",
    "response.refusal.delta",
    "response.refusal.done",
    "response.reasoning_text.delta",
    "response.reasoning_summary_text.delta",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.custom_tool_call_input.delta",
    "response.custom_tool_call_input.done",
    "response.output_text.annotation.added",
    "response.completed",
    "response.incomplete",
    "response.failed",
]
any_event = st.fixed_dictionaries(
    {"type": st.sampled_from(kinds)},
    optional={
        "delta": json_leaves,
        "text": st.sampled_from(["a", "ab"]),
        "refusal": st.sampled_from(["a", "ab"]),
        "arguments": st.sampled_from(["{}", '{"a":1}']),
        "input": st.sampled_from(["raw", ""]),
        "item_id": json_leaves,
        "output_index": json_leaves,
        "content_index": json_leaves,
        "summary_index": json_leaves,
        "item": any_item,
        "response": st.fixed_dictionaries({"output": st.lists(any_item, max_size=3)}),
    },
)


@given(st.lists(any_event, max_size=12))
def test_any_order_of_events_keeps_the_invariants(events: list[Json]) -> None:
    found = decode(events)
    assert type(found[-1]) in (Stop, Fail)


@given(st.lists(any_event, max_size=6), st.integers(1, 40))
def test_chunk_boundaries_do_not_matter(events: list[Json], size: int) -> None:
    stream = b"".join(b"event: x\ndata: %b\n\n" % orjson.dumps(event) for event in events)

    def decoded(chunks: Iterable[bytes]) -> Reply:
        reader, decoder = SseReader(), reply_decoder()
        found: list[Event] = []
        for chunk in chunks:
            for event in reader.feed(chunk):
                found += decoder.feed(event)
        folded = fold(found + decoder.end())
        for part in folded.parts:
            part.id = ""  # may be minted
        return folded

    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    assert decoded(pieces) == decoded([stream])
