"""What the blocks of a reply say while they are open and at their end."""

from __future__ import annotations

from proxy.conversation import Close, Delta, Meta, Open, Stop
from tests.proxy.wires.messages.streams import feed
from tests.proxy.wires.messages.upstream import STOP, block, call, ended, start, text


def test_row_068_redacted_thinking_keeps_its_data() -> None:
    events = feed(
        start(), *block(0, {"type": "redacted_thinking", "data": "Zm9v"}), *text(1, "x"), ended(), STOP
    )
    assert events[1:4] == [Open(0, "reasoning"), Meta(0, "native", {"data": "Zm9v"}), Close(0)]


def test_thinking_without_signature_has_no_native_part() -> None:
    unsigned = block(0, {"type": "thinking", "thinking": "all in the start"})
    assert feed(start(), *unsigned, ended(), STOP)[1:4] == [
        Open(0, "reasoning"),
        Delta(0, "all in the start"),
        Close(0),
    ]


def test_row_107_input_in_the_start_alone() -> None:
    events = feed(start(), *call(0, input={"path": "a"}), ended("tool_use"), STOP)
    assert events[2:4] == [Delta(0, '{"path":"a"}'), Close(0)]
    as_text = feed(start(), *call(0, input='{"path":"a"}'), ended("tool_use"), STOP)
    assert as_text[2:4] == [Delta(0, '{"path":"a"}'), Close(0)]


def test_row_107_deltas_win_over_the_start() -> None:
    events = feed(start(), *call(0, '{"b":2}', input={"a": 1}), ended("tool_use"), STOP)
    assert events[2:4] == [Delta(0, '{"b":2}'), Close(0)]


def test_row_097_a_call_without_arguments() -> None:
    events = feed(start(), *call(0), ended("tool_use"), STOP)
    assert events[2:] == [Delta(0, "{}"), Close(0), Stop("tool_use")]


def test_citations_become_annotations() -> None:
    page = {"type": "web_search_result_location", "url": "https://a/", "title": "A", "cited_text": "c"}
    place = {"type": "char_location", "cited_text": "c", "document_index": 0}
    cited = block(
        0,
        {"type": "text", "text": "", "citations": [page]},
        {"type": "citations_delta", "citation": {**page, "url": "https://b/"}},
        {"type": "citations_delta", "citation": place},
        {"type": "text_delta", "text": "x"},
    )
    events = feed(start(), *cited, ended(), STOP)
    annotations = [event.value for event in events if isinstance(event, Meta)]
    assert annotations == [
        [
            {"type": "url_citation", "url": "https://a/", "title": "A"},
            {"type": "url_citation", "url": "https://b/", "title": "A"},
        ]
    ]


def test_row_081_a_call_without_an_id_gets_one() -> None:
    opened = feed(start(), *call(0, "{}", id=None), ended("tool_use"), STOP)[1]
    assert isinstance(opened, Open)
    assert opened.id.startswith("call_")
    assert len(opened.id) == 29
