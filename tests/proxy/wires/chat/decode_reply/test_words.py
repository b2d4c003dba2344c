"""Text and thinking, wherever a provider puts it."""

import json
from typing import Any

import pytest

from proxy.conversation import Close, Delta, Open, Start, Stop
from proxy.sse import SseEvent
from proxy.wires.chat import reply_decoder
from tests.proxy.wires.chat.decode_reply.upstream import DONE, call, chunk, decode, read, sse


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
