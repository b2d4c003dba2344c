"""Texts and reasoning, in the event sequence that Codex, openai-python and Open Responses parse."""

from proxy.conversation import Close, Delta, Meta, Open, Stop
from tests.proxy.wires.responses.streams import COUNTED, START, TEXT, done_items, last, run, types


def test_row_077_plain_text_is_the_full_sequence() -> None:
    events = run([START, *TEXT, COUNTED, Stop("end")])
    assert types(events) == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    response = last(events)
    assert response["model"] == "asked"
    assert response["status"] == "completed"
    assert response["usage"] == {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
        "output_tokens": 5,
        "output_tokens_details": {"reasoning_tokens": 3},
        "total_tokens": 15,
    }
    item = done_items(events)[0]
    assert response["output"] == [item]
    assert item["content"] == [
        {"type": "output_text", "text": 'Hello "you"\n\u2028é', "annotations": [], "logprobs": []}
    ]
    assert (item["role"], item["status"]) == ("assistant", "completed")
    deltas = [event for event in events if event["type"] == "response.output_text.delta"]
    assert [event["delta"] for event in deltas] == ["Hel", 'lo "you"\n\u2028é']
    assert all(event["item_id"] == item["id"] and event["logprobs"] == [] for event in deltas)
    assert "output_text" not in response


def test_nothing_said_gives_no_item() -> None:
    events = run([START, Open(0, "text"), Delta(0, ""), Close(0), Stop("end")])
    assert types(events) == ["created", "in_progress", "completed"]
    assert last(events)["usage"] is None


def test_texts_next_to_each_other_are_one_message() -> None:
    events = run(
        [
            START,
            Open(0, "text"),
            Delta(0, "a"),
            Close(0),
            Open(1, "text"),
            Delta(1, "b"),
            Close(1),
            Stop("end"),
        ]
    )
    items = done_items(events)
    assert len(items) == 1
    assert [part["text"] for part in items[0]["content"]] == ["a", "b"]  # type: ignore[attr-defined]


def test_texts_around_a_call_are_two_messages() -> None:
    events = run(
        [
            START,
            Open(0, "text"),
            Delta(0, "a"),
            Open(1, "tool", id="c", name="f"),
            Delta(0, "b"),
            Close(0),
            Close(1),
            Open(2, "text"),
            Delta(2, "c"),
            Close(2),
            Stop("tool_use"),
        ]
    )
    items = done_items(events)
    assert [item["type"] for item in items] == ["message", "function_call", "message"]
    assert [event["output_index"] for event in events if event["type"] == "response.output_item.done"] == [
        0,
        1,
        2,
    ]
    assert [part["text"] for part in items[0]["content"]] == ["ab"]  # type: ignore[attr-defined]


def test_texts_in_turns_are_two_messages() -> None:
    events = run(
        [
            START,
            Open(0, "text"),
            Delta(0, "a"),
            Open(1, "text"),
            Delta(1, "b"),
            Delta(0, "c"),
            Close(1),
            Close(0),
            Stop("end"),
        ]
    )
    assert sorted(item["content"][0]["text"] for item in done_items(events)) == ["ac", "b"]  # type: ignore[index]


def test_citations() -> None:
    citation = {"type": "url_citation", "url": "https://example.org", "title": "t"}
    events = run(
        [START, Open(0, "text"), Delta(0, "a"), Meta(0, "annotations", [citation]), Close(0), Stop("end")]
    )
    assert "output_text.annotation.added" in types(events)
    assert done_items(events)[0]["content"][0]["annotations"] == [citation]  # type: ignore[index]
    odd = run([START, Open(0, "text"), Delta(0, "a"), Meta(0, "annotations", "x"), Close(0), Stop("end")])
    assert done_items(odd)[0]["content"][0]["annotations"] == []  # type: ignore[index]


def test_halves_of_surrogate_pairs_do_not_break_the_stream() -> None:
    events = run([START, Open(0, "text"), Delta(0, "a\ud83d"), Delta(0, "\ude00"), Close(0), Stop("end")])
    assert last(events)["status"] == "completed"


def test_reasoning_as_summary() -> None:
    events = run(
        [
            START,
            Open(0, "reasoning"),
            Delta(0, "a"),
            Delta(0, "b"),
            Meta(0, "sealed", "tn.v1.x"),
            Close(0),
            Stop("end"),
        ],
        show_reasoning_summary=True,
    )
    assert types(events)[2:-1] == [
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
    ]
    item = done_items(events)[0]
    assert item["summary"] == [{"type": "summary_text", "text": "ab"}]
    assert item["encrypted_content"] == "tn.v1.x"
    assert "content" not in item


def test_reasoning_as_content() -> None:
    events = run(
        [START, Open(0, "reasoning"), Delta(0, "ab"), Meta(0, "native", {"x": 1}), Close(0), Stop("end")]
    )
    assert types(events)[2:-1] == [
        "output_item.added",
        "content_part.added",
        "reasoning_text.delta",
        "reasoning_text.done",
        "content_part.done",
        "output_item.done",
    ]
    item = done_items(events)[0]
    assert item["summary"] == []
    assert item["content"] == [{"type": "reasoning_text", "text": "ab"}]
    assert "encrypted_content" not in item


def test_row_106_redacted_reasoning_is_an_item_without_words() -> None:
    events = run(
        [START, Open(0, "reasoning"), Meta(0, "sealed", "s"), Close(0), Stop("end")],
        show_reasoning_summary=True,
    )
    item = done_items(events)[0]
    assert (item["summary"], item["encrypted_content"]) == ([], "s")
    assert types(events)[2:-1] == ["output_item.added", "output_item.done"]


def test_row_106_output_indexes_are_contiguous() -> None:
    events = run(
        [
            START,
            Open(5, "reasoning"),
            Delta(5, "t"),
            Close(5),
            *TEXT,
            Open(9, "tool", id="c", name="f"),
            Delta(9, "{}"),
            Close(9),
            Stop("tool_use"),
        ]
    )
    indexes = [event["output_index"] for event in events if event["type"] == "response.output_item.added"]
    assert indexes == [0, 1, 2]
