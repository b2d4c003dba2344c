"""Items while they come in: nothing twice, nothing lost, nothing complete without proof."""

from itertools import count

import pytest

from proxy.conversation import Close, Delta, Event, Json, Meta, Open
from proxy.wires.responses.reply_items import (
    CallItem,
    MessageItem,
    ReasoningItem,
    as_arguments,
    is_json_object,
)


def said(events: list[Event]) -> str:
    return "".join(event.text for event in events if type(event) is Delta)


def text_part(text: str, **fields: object) -> Json:
    return {"type": "output_text", "text": text, **fields}


def test_message_passes_on_only_what_is_missing() -> None:
    item = MessageItem(count().__next__)
    events = item.delta("text", 0, "Hel")
    events += item.fill("text", 0, "Hello")
    events += item.fill("text", 0, "Hello")
    events += item.fill("text", 1, "other")
    events += item.fill("refusal", 0, "No.")
    events += item.finish({"content": [text_part("Hello, you")]})
    assert events == [Open(0, "text"), Delta(0, "Hel"), Delta(0, "lo"), Delta(0, ", you"), Close(0)]
    assert item.over
    assert item.fill("text", 0, "late") == []


def test_message_that_is_cut_says_so() -> None:
    item = MessageItem(count().__next__)
    events = item.finish({"status": "incomplete", "content": [text_part("par"), text_part("")]})
    assert events == [Open(0, "text"), Delta(0, "par"), Close(0, complete=False)]


def test_message_without_a_word_never_was() -> None:
    item = MessageItem(count().__next__)
    assert item.finish({"content": []}) == []


def test_citations_of_every_part() -> None:
    item = MessageItem(count().__next__)
    item.annotate({"type": "early"})
    events = item.finish({"content": [text_part("a", annotations=[{"type": "x"}]), text_part("b")]})
    assert [event for event in events if type(event) is Meta] == [Meta(0, "annotations", [{"type": "x"}])]
    item = MessageItem(count().__next__)
    item.delta("text", 0, "a")
    item.annotate(None)
    item.annotate({"type": "y"})
    assert Meta(0, "annotations", [{"type": "y"}]) in item.close(complete=True)


def test_reasoning_prefers_the_text_to_its_summary() -> None:
    raw: Json = {"summary": [{"text": "short"}], "content": [{"text": "one"}, {"text": ""}, {"text": "two"}]}
    item = ReasoningItem(count().__next__)
    assert said(item.read(raw)) == "one\n\ntwo"
    assert item.read(raw) == []


def test_reasoning_blob_counts_when_it_is_whole() -> None:
    item = ReasoningItem(count().__next__)
    item.read({"encrypted_content": "par"})
    assert item.finish({"encrypted_content": "whole", "id": "rs_1"}) == [
        Open(0, "reasoning"),
        Meta(0, "native", {"encrypted_content": "whole", "id": "rs_1"}),
        Close(0),
    ]


def test_reasoning_without_an_index_goes_on() -> None:
    item = ReasoningItem(count().__next__)
    events = (
        item.delta("summary", None, "a") + item.delta("summary", 0, "b") + item.delta("summary", None, "c")
    )
    assert said(events) == "a\n\nbc"


@pytest.mark.parametrize(
    ("pieces", "whole", "complete"),
    [
        (['{"a"', ":1}"], '{"a":1}', True),
        ([], '{"a":1}', True),
        (['{"a"'], '{"a":1}', True),
        (['{"a": 1}'], '{"a":1}', True),
        (['{"b"'], '{"a":1}', False),
        ([], "", True),
    ],
)
def test_call_with_its_end(pieces: list[str], whole: str, complete: bool) -> None:
    item = CallItem(count().__next__)
    events = item.identify({"type": "function_call", "call_id": "c", "name": "f"})
    for piece in pieces:
        events += item.delta(piece)
    events += item.finish({"type": "function_call", "arguments": whole})
    assert events[-1] == Close(0, complete)
    assert item.whole is complete


@pytest.mark.parametrize(
    ("kind", "pieces", "complete"),
    [
        ("function_call", ['{"a":1}'], True),
        ("function_call", ['{"a":'], False),
        ("function_call", [], False),
        ("custom_tool_call", ["raw"], False),
    ],
)
def test_call_without_its_end_is_complete_only_as_whole_json(
    kind: str, pieces: list[str], complete: bool
) -> None:
    item = CallItem(count().__next__)
    item.identify({"type": kind, "call_id": "c", "name": "f"})
    for piece in pieces:
        item.delta(piece)
    assert item.close(complete=True)[-1] == Close(0, complete)


def test_call_waits_for_its_name() -> None:
    item = CallItem(count().__next__)
    assert item.delta('{"a"') == []
    assert item.identify({"call_id": "c"}) == []
    assert not item.named
    assert item.identify({}, "f") == [Open(0, "tool", id="c", name="f"), Delta(0, '{"a"')]
    assert item.identify({}, "g") == []
    assert item.named
    nameless = CallItem(count().__next__)
    assert nameless.close(complete=True, proven=True) == []


def test_arguments_as_text() -> None:
    assert as_arguments('{"a":1}') == '{"a":1}'
    assert as_arguments({"a": 1}) == '{"a":1}'
    assert as_arguments({}) == ""
    assert as_arguments(None) == ""
    assert is_json_object("{}")
    assert not is_json_object("[]")
    assert not is_json_object("{")
