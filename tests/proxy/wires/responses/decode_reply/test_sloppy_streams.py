"""What endpoints get wrong: events that are missing, ids that change, orders that are none."""

from proxy.conversation import Close, Counted, Delta, Event, Json, Open, Start, Stop, Usage
from proxy.reply.fold import ReplyPart, fold
from proxy.sse import SseEvent
from proxy.wires.responses import reply_decoder
from tests.proxy.wires.responses.decode_reply.upstream import (
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
)


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
