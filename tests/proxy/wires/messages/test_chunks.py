"""The data of single events, damaged or mistyped as endpoints send it."""

from __future__ import annotations

import json

from proxy.conversation import Delta, Fail
from proxy.reply.fold import fold
from tests.proxy.wires.messages.streams import decode, feed, sse
from tests.proxy.wires.messages.upstream import STOP, block, ended, start, text


def test_row_097_arguments_as_an_object() -> None:
    content = {"type": "tool_use", "id": "t", "name": "Bash", "input": {}}
    events = feed(start(), *block(0, content, {"type": "input_json_delta", "partial_json": {"a": 1}}), STOP)
    assert events[2] == Delta(0, '{"a":1}')


def test_row_092_errors_without_a_type() -> None:
    for data in (b'data: {"error":{"message":"x"}}\n\n', b'event: error\ndata: {"message":"rate limit"}\n\n'):
        assert isinstance(decode(data)[-1], Fail)


def test_types_come_from_the_event_line_where_the_data_has_none() -> None:
    data = b"".join(
        f"event: {event['type']}\ndata: {json.dumps({k: v for k, v in event.items() if k != 'type'})}\n\n".encode()
        for event in [start(), *text(0, "x"), ended(), STOP]
    )
    assert decode(data) == feed(start(), *text(0, "x"), ended(), STOP)


def test_row_079_indexes_that_are_missing_or_text() -> None:
    delta = {"type": "text_delta", "text": "a"}
    nameless = [*block(None, {"type": "text", "text": ""}, delta), *block(None, {"type": "text"}, delta)]
    assert [part.text for part in fold(feed(start(), *nameless, ended(), STOP)).parts] == ["a", "a"]
    as_text = [{**event, "index": str(event["index"])} for event in text(0, "b")]
    assert fold(feed(start(), *as_text, ended(), STOP)).parts[0].text == "b"


def test_damaged_and_unknown_events_are_passed_over() -> None:
    good = [start(), *text(0, "x"), ended(), STOP]
    junk = b'data: {"type":"content_block_del\n\nevent: ping\ndata: {"type":"ping"}\n\ndata: []\n\n'
    odd = sse(
        {"type": "tomorrow", "index": 1}, {"type": "content_block_delta", "index": 0, "delta": {"text": 5}}
    )
    data = sse(*good[:2]) + junk + odd + b'data: {"x":"\xff"}\n\n' + sse(*good[2:])
    assert decode(data) == feed(*good)


def test_null_fields_are_absent_ones() -> None:
    delta = {"type": "text_delta", "text": "x", "partial_json": None, "thinking": None}
    events = feed(start(), *block(0, {"type": "text", "text": None}, delta), ended(), STOP)
    assert Delta(0, "x") in events
