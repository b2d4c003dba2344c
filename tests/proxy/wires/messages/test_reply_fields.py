"""Ids, stop reasons and citations, as a streamed and a whole reply share them."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.conversation import Close, Delta, Meta, Open, Stop, StopReason
from proxy.wires.messages.reply_fields import (
    call_id,
    citation_objects,
    message_id,
    message_object,
    stop_reason,
)
from tests.proxy.wires.messages.parts import START, call, text
from tests.proxy.wires.messages.streams import client_view, encode


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("end", "end_turn"),
        ("tool_use", "end_turn"),  # no call was sent
        ("max_tokens", "max_tokens"),
        ("context_window", "model_context_window_exceeded"),
        ("refusal", "refusal"),
        ("pause", "end_turn"),
        ("content_filter", "end_turn"),
    ],
)
def test_row_110_stop_reasons(reason: StopReason, expected: str) -> None:
    assert client_view(encode(START, *text(0, "x"), Stop(reason)))["stop_reason"] == expected


def test_a_filter_that_left_nothing_is_a_refusal() -> None:
    assert client_view(encode(START, Stop("content_filter")))["stop_reason"] == "refusal"


def test_a_refusal_is_text_and_a_refusal() -> None:
    view = client_view(encode(START, Open(0, "refusal"), Delta(0, "I cannot."), Close(0), Stop("end")))
    assert view["content"] == [{"type": "text", "text": "I cannot.", "citations": None}]
    assert view["stop_reason"] == "refusal"


def test_row_083_a_whole_call_decides_the_stop_reason() -> None:
    assert client_view(encode(START, *call(0), Stop("end")))["stop_reason"] == "tool_use"


def test_row_057_call_ids_are_legal_and_unique() -> None:
    ids = ["call_ok-1", "call:1/x.y", "call_ok-1", "", "c" * 65]
    calls = [event for key, id_ in enumerate(ids) for event in [Open(key, "tool", id_, "T"), Close(key)]]
    found = [block["id"] for block in client_view(encode(START, *calls, Stop("tool_use")))["content"]]
    assert found[0] == "call_ok-1"
    assert len(set(found)) == 5
    assert all(id_.startswith("toolu_") and len(id_) == 30 for id_ in found[1:])
    again = [block["id"] for block in client_view(encode(START, *calls, Stop("tool_use")))["content"]]
    assert [again[n] for n in (0, 1, 2, 4)] == [found[n] for n in (0, 1, 2, 4)]


def test_citations_of_pages_come_before_the_stop() -> None:
    flat = {"type": "url_citation", "url": "https://a/", "title": "A", "start_index": 0, "end_index": 1}
    nested = {"type": "url_citation", "url_citation": {"url": "https://b/", "title": "B"}}
    other = {"type": "file_citation", "file_id": "f"}
    metas = Meta(0, "annotations", [flat, nested, other, "odd"])
    data = encode(START, Open(0, "text"), Delta(0, "x"), metas, Close(0), Stop("end"))
    citations = client_view(data)["content"][0]["citations"]
    assert [(entry["type"], entry["url"], entry["title"]) for entry in citations] == [
        ("web_search_result_location", "https://a/", "A"),
        ("web_search_result_location", "https://b/", "B"),
    ]


@pytest.mark.parametrize(
    ("upstream", "expected"),
    [
        ("msg_01Ab", "msg_01Ab"),
        ("chatcmpl-1", "msg_chatcmpl-1"),
        ("resp:1/ä", "msg_resp_1__"),
        ("msg_a.b", "msg_a_b"),
    ],
)
def test_a_message_id_is_made_of_the_upstream_s(upstream: str, expected: str) -> None:
    assert message_id(upstream) == expected


def test_a_message_id_is_minted_where_there_is_none() -> None:
    one, other = message_id(""), message_id("")
    assert one != other
    assert one.startswith("msg_")
    assert len(one) == 28


@pytest.mark.parametrize("upstream", ["toolu_1", "call-1", "c" * 64])
def test_a_legal_call_id_stays(upstream: str) -> None:
    assert call_id(upstream, set()) == upstream


def test_a_minted_call_id_is_the_same_each_time_until_it_is_taken() -> None:
    first = call_id("call:1", set())
    assert call_id("call:1", set()) == first
    assert call_id("call:2", set()) != first
    second = call_id("call:1", {first})
    assert second not in ("call:1", first)
    assert call_id("call:1", {first}) == second
    assert call_id("", set()) != call_id("", set())


@pytest.mark.parametrize(
    ("reason", "called", "refused", "said", "expected"),
    [
        ("max_tokens", True, False, True, "tool_use"),
        ("end", True, True, True, "tool_use"),
        ("end", False, True, True, "refusal"),
        ("content_filter", False, True, True, "refusal"),
        ("max_tokens", False, True, True, "max_tokens"),
        ("content_filter", False, False, True, "end_turn"),
        ("content_filter", False, False, False, "refusal"),
        ("tool_use", False, False, False, "end_turn"),
        ("stop_sequence", False, False, True, "stop_sequence"),
    ],
)
def test_the_stop_reason_weighs_what_was_sent(
    reason: StopReason, called: bool, refused: bool, said: bool, expected: str
) -> None:
    assert stop_reason(Stop(reason), called=called, refused=refused, said=said) == expected


def test_the_envelope_of_a_message() -> None:
    content: list[dict[str, object]] = [{"type": "text", "text": "x"}]
    assert message_object("msg_1", "m", content, "end_turn", {"input_tokens": 1}) == {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": content,
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1},
    }


@pytest.mark.parametrize(
    "annotations", [None, [], "https://a/", {"url": "https://a/"}, [5, None], [{"url": ""}], [{"url": 5}]]
)
def test_what_names_no_page_is_no_citation(annotations: Any) -> None:
    assert citation_objects(annotations) == []


def test_a_citation_has_every_field_of_its_type() -> None:
    assert citation_objects([{"type": "url_citation", "url": "https://a/"}]) == [
        {
            "type": "web_search_result_location",
            "url": "https://a/",
            "title": "",
            "cited_text": "",
            "encrypted_index": "",
        }
    ]
