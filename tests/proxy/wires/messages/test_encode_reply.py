"""The encoder of streamed replies: order of blocks, what was cut, failures, pings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from proxy.conversation import Close, Counted, Delta, Event, Fail, Failure, Meta, Open, Stop, Usage
from proxy.wires.messages import reply_encoder
from tests.proxy.wires.messages.parts import START, call, text
from tests.proxy.wires.messages.streams import CONTEXT, client_view, encode, parse, replies


def test_text_goes_out_as_one_block_at_once() -> None:
    encoder = reply_encoder(CONTEXT)
    first = parse(encoder.encode([START]))
    assert first[0]["message"] == {
        "id": "msg_chatcmpl-1",
        "type": "message",
        "role": "assistant",
        "model": "asked-model",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 0,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": 0,
        },
    }
    assert encoder.encode([Open(0, "text")]) == b""
    assert [event["type"] for event in parse(encoder.encode([Delta(0, "Hi ")]))] == [
        "content_block_start",
        "content_block_delta",
    ]
    assert encoder.encode([Delta(0, 'the "re"\n')]) == (
        b"event: content_block_delta\n"
        b'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"the \\"re\\"\\n"}}\n\n'
    )
    assert [event["type"] for event in parse(encoder.encode([Close(0), Stop("end")]))] == [
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert encoder.encode([Delta(0, "late")]) == b""


def test_row_078_interleaved_calls_become_sequential_blocks() -> None:
    data = encode(
        START,
        Open(0, "tool", "call_a", "Read"),
        Open(1, "tool", "call_b", "Bash"),
        Delta(0, '{"a'),
        Delta(1, '{"b":'),
        Delta(0, '":1}'),
        Delta(1, "2}"),
        Close(1),
        Close(0),
        Stop("tool_use"),
    )
    view = client_view(data)
    assert [(block["id"], block["name"], block["input"]) for block in view["content"]] == [
        ("call_a", "Read", {"a": 1}),
        ("call_b", "Bash", {"b": 2}),
    ]
    assert view["stop_reason"] == "tool_use"


def test_row_078_the_front_call_streams_live_and_the_next_one_from_its_turn_on() -> None:
    encoder = reply_encoder(CONTEXT)
    opened = encoder.encode([START, Open(0, "tool", "call_a", "Read"), Open(1, "tool", "call_b", "Bash")])
    assert [event["type"] for event in parse(opened)] == ["message_start", "content_block_start"]
    assert parse(encoder.encode([Delta(0, '{"x":')]))[0]["delta"]["partial_json"] == '{"x":'
    assert encoder.encode([Delta(1, '{"y"')]) == b""
    assert parse(encoder.encode([Delta(0, "1}")]))[0]["index"] == 0
    turn = parse(encoder.encode([Close(0)]))
    assert [event["type"] for event in turn] == [
        "content_block_stop",
        "content_block_start",
        "content_block_delta",
    ]
    assert parse(encoder.encode([Delta(1, ":2}")]))[0]["index"] == 1


def test_row_097_a_call_without_arguments_gets_an_empty_object_as_delta() -> None:
    events = parse(encode(START, Open(0, "tool", "call_a", "List"), Close(0), Stop("tool_use")))
    assert [event["delta"]["partial_json"] for event in events if event["type"] == "content_block_delta"] == [
        "{}"
    ]


def test_row_098_late_reasoning_opens_a_new_thinking_block() -> None:
    data = encode(
        START,
        *[Open(0, "reasoning"), Delta(0, "first"), Meta(0, "sealed", "tn.v1.a.b"), Close(0)],
        *text(1, "words"),
        *[Open(2, "reasoning"), Delta(2, "second"), Close(2)],
        Stop("end"),
    )
    assert client_view(data)["content"] == [
        {"type": "thinking", "thinking": "first", "signature": "tn.v1.a.b"},
        {"type": "text", "text": "words", "citations": None},
        {"type": "thinking", "thinking": "second", "signature": ""},
    ]
    signatures = [event for event in parse(data) if event.get("delta", {}).get("type") == "signature_delta"]
    assert [event["delta"]["signature"] for event in signatures] == ["tn.v1.a.b", ""]


def test_row_067_sealed_reasoning_without_text_is_redacted_thinking() -> None:
    sealed = [Open(0, "reasoning"), Meta(0, "sealed", "tn.v1.a.b"), Close(0)]
    nothing = [Open(1, "reasoning"), Close(1)]
    view = client_view(encode(START, *sealed, *nothing, *text(2, "x"), Stop("end")))
    assert view["content"][0] == {"type": "redacted_thinking", "data": "tn.v1.a.b"}
    assert [block["type"] for block in view["content"]] == ["redacted_thinking", "text"]


def test_row_099_thinking_that_used_up_the_output_is_kept() -> None:
    events = [Open(0, "reasoning"), Delta(0, "hm"), Meta(0, "sealed", "s"), Close(0, complete=False)]
    view = client_view(encode(START, *events, Stop("max_tokens")))
    assert view["content"] == [{"type": "thinking", "thinking": "hm", "signature": "s"}]
    assert view["stop_reason"] == "max_tokens"


def test_row_088_a_cut_call_is_streamed_but_never_stopped() -> None:
    encoder = reply_encoder(CONTEXT)
    live = encoder.encode([START, Open(0, "tool", "call_a", "Bash"), Delta(0, '{"command":"rm -r')])
    assert b"rm -r" in live
    rest = encoder.encode([Close(0, complete=False), Counted(Usage(5, 7)), Stop("max_tokens")])
    assert [event["type"] for event in parse(rest)] == ["message_delta", "message_stop"]
    view = client_view(live + rest)
    assert view["content"] == []
    assert view["stop_reason"] == "max_tokens"


def test_row_088_a_cut_call_behind_the_front_is_not_sent_at_all() -> None:
    data = encode(
        START,
        Open(0, "tool", "call_a", "Bash"),
        Open(1, "tool", "call_b", "Bash"),
        Delta(0, '{"a":1}'),
        Delta(1, '{"comm'),
        Close(0),
        Close(1, complete=False),
        Stop("max_tokens"),
    )
    view = client_view(data)
    assert [block["id"] for block in view["content"]] == ["call_a"]
    # The whole call is run by the client; its result has to go back.
    assert view["stop_reason"] == "tool_use"


def test_a_whole_call_behind_a_cut_one_still_goes_out() -> None:
    data = encode(
        START,
        Open(0, "tool", "call_a", "Bash"),
        Delta(0, '{"comm'),
        Close(0, complete=False),
        *call(1, '{"b":2}'),
        *text(2, "bye"),
        Stop("max_tokens"),
    )
    starts = [event["content_block"] for event in parse(data) if event["type"] == "content_block_start"]
    assert [block.get("id") for block in starts] == ["call_a", "call_1", None]
    stops = [event["index"] for event in parse(data) if event["type"] == "content_block_stop"]
    assert stops == [1, 2]


def test_text_that_was_cut_is_kept_where_the_reply_ends_and_left_open_where_it_fails() -> None:
    cut: list[Event] = [START, Open(0, "text"), Delta(0, "half"), Close(0, complete=False)]
    assert client_view(encode(*cut, Stop("max_tokens")))["content"][0]["text"] == "half"
    failed = client_view(encode(*cut, Fail(Failure("truncated", "The reply broke off"))))
    assert failed["content"] == []
    assert failed["end"] == {
        "type": "error",
        "error": {"type": "api_error", "message": "The reply broke off"},
    }


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("overloaded", "overloaded_error"),
        ("rate_limited", "rate_limit_error"),
        ("server", "api_error"),
        ("timeout", "api_error"),
        ("network", "api_error"),
        ("truncated", "api_error"),
        ("empty", "api_error"),
        ("bad_request", "invalid_request_error"),
        ("auth", "authentication_error"),
        ("forbidden", "permission_error"),
        ("quota", "billing_error"),
        ("model_not_found", "not_found_error"),
    ],
)
def test_row_092_a_failure_is_an_error_event_and_never_an_end(kind: Any, type_: str) -> None:
    cut_call: list[Event] = [Open(0, "tool", "call_a", "Bash"), Delta(0, '{"a"'), Close(0, complete=False)]
    data = encode(START, *cut_call, Fail(Failure(kind, "Words for people")))
    events = parse(data)
    assert events[-1] == {"type": "error", "error": {"type": type_, "message": "Words for people"}}
    assert not {"content_block_stop", "message_delta", "message_stop"} & {event["type"] for event in events}


def test_row_123_an_overflow_inside_a_stream_is_the_known_sentence() -> None:
    events = parse(encode(Fail(Failure("context_overflow", "x", used=210_000, limit=200_000))))
    assert events == [
        {
            "type": "error",
            "error": {
                "type": "invalid_request_error",
                "message": "prompt is too long: 210000 tokens > 200000 maximum",
            },
        }
    ]


def test_a_stop_sequence_is_named() -> None:
    view = client_view(encode(START, *text(0, "x"), Stop("stop_sequence", "</block>")))
    assert (view["stop_reason"], view["stop_sequence"]) == ("stop_sequence", "</block>")


def test_row_137_an_empty_reply_has_no_blocks() -> None:
    view = client_view(encode(START, Open(0, "text"), Close(0), Stop("max_tokens")))
    assert (view["content"], view["stop_reason"]) == ([], "max_tokens")


def test_row_103_a_ping_is_a_sign_of_life_anywhere() -> None:
    encoder = reply_encoder(CONTEXT)
    ping = b'event: ping\ndata: {"type": "ping"}\n\n'
    assert encoder.keepalive() == ping
    encoder.encode([START, Open(0, "text"), Delta(0, "x")])
    assert encoder.keepalive() == ping
    encoder.encode([Close(0), Stop("end")])
    assert encoder.keepalive() == b""


def test_half_a_surrogate_pair_does_not_break_the_stream() -> None:
    view = client_view(encode(START, *text(0, "a\ud83d\udc4bb\ud83d"), Stop("end")))
    assert view["content"][0]["text"].startswith("a\N{WAVING HAND SIGN}b")


def test_parts_without_a_start_begin_the_message_themselves() -> None:
    assert client_view(encode(*text(0, "x"), Stop("end")))["content"][0]["text"] == "x"
    redacted = [Open(0, "reasoning"), Meta(0, "sealed", "s"), Close(0)]
    assert client_view(encode(*redacted, Stop("end")))["content"][0]["data"] == "s"


@given(replies())
def test_how_events_are_batched_changes_nothing(events: list[Event]) -> None:
    at_once = reply_encoder(CONTEXT).encode(events)
    assert client_view(at_once) == client_view(encode(*events))
