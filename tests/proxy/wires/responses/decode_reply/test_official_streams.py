"""Official streams: text, reasoning, refusals, citations."""

from proxy.conversation import Close, Counted, Delta, Json, Meta, Open, Start, Stop, Usage
from proxy.reply.fold import ReplyPart, fold
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
    whole,
)


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
