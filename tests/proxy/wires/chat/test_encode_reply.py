"""Replies for chat clients (translation rows 117 and 118), with the openai SDK as an independent parser."""

import json
from collections.abc import Sequence
from typing import Any

import httpx2
import openai
import pytest

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    Meta,
    Open,
    Start,
    Stop,
    Usage,
)
from proxy.reply.fold import fold
from proxy.wires import ReplyContext
from proxy.wires.chat import encode_whole, reply_encoder

USAGE = Usage(input=100, output=7, cached=80, cache_write=5, reasoning=3)
TEXT: list[Event] = [
    Start("chatcmpl-up", "upstream-model"),
    Open(0, "text"),
    Delta(0, "Hel"),
    Delta(0, 'lo "\n\u2028🦊'),
    Close(0),
    Counted(USAGE),
    Stop("end"),
]
CALLS: list[Event] = [
    Start("", "upstream-model"),
    Open(0, "tool", id="call_a", name="f"),
    Open(1, "tool", id="call_b", name="g"),
    Delta(1, '{"b":'),
    Delta(0, '{"a":1}'),
    Delta(1, "2}"),
    Close(0),
    Close(1),
    Stop("tool_use"),
]
THOUGHTS: list[Event] = [
    Start("chatcmpl-up", "m"),
    Open(0, "reasoning"),
    Delta(0, "first"),
    Meta(0, "native", {"reasoning_details": []}),
    Meta(0, "sealed", "tn.v1.one"),
    Close(0),
    Open(1, "text"),
    Delta(1, "x"),
    Meta(
        1,
        "annotations",
        [{"type": "url_citation", "url": "https://a.example", "title": "A"}, {"type": "other"}],
    ),
    Close(1),
    Open(2, "reasoning"),
    Meta(2, "sealed", "tn.v1.none"),
    Close(2),
    Open(3, "reasoning"),
    Delta(3, "second"),
    Delta(3, " more"),
    Meta(3, "sealed", "tn.v1.two"),
    Close(3),
    Open(4, "text"),
    Delta(4, "y"),
    Meta(4, "annotations", [{"type": "url_citation", "url": "https://b.example"}]),
    Close(4),
    Stop("end"),
]
OVERFLOW = Failure("context_overflow", "Too long", "client", "context_overflow", 400)


def context(**fields: Any) -> ReplyContext:
    return ReplyContext(**{"model": "asked-model", **fields})


def stream(events: Sequence[Event], **fields: Any) -> bytes:
    encoder = reply_encoder(context(**fields))
    return b"".join(encoder.encode([event]) for event in events)


def chunks(body: bytes) -> list[Any]:
    """Parse the stream strictly: one data line per event."""
    assert body.endswith(b"\n\n")
    out: list[Any] = []
    for event in body[:-2].split(b"\n\n"):
        assert event.startswith(b"data: ") and b"\n" not in event
        data = event.removeprefix(b"data: ")
        out.append("[DONE]" if data == b"[DONE]" else json.loads(data))
    return out


def client(body: bytes, status: int = 200, content_type: str = "text/event-stream") -> openai.OpenAI:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, content=body, headers={"content-type": content_type})

    return openai.OpenAI(
        api_key="sk-canary-chat",
        base_url="http://127.0.0.1:1/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(answer)),
    )


MESSAGES: Any = [{"role": "user", "content": "hi"}]


def accumulate(body: bytes) -> Any:
    """Let the SDK put the stream together."""
    with client(body).chat.completions.stream(model="m", messages=MESSAGES) as received:
        return received.get_final_completion()


# ----------------------------------------------------------------------------- the stream's form
def test_row_117_first_chunk_has_the_role_and_only_later_ones_words() -> None:
    first, second, third, *_ = chunks(stream(TEXT))
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": None}
    assert second["choices"][0]["delta"] == {"content": "Hel"}
    assert third["choices"][0]["delta"] == {"content": 'lo "\n\u2028🦊'}
    assert first["model"] == "asked-model"
    assert first["id"] == "chatcmpl-up"
    assert first["object"] == "chat.completion.chunk"


def test_row_117_usage_chunk_only_when_asked_for_and_done_last() -> None:
    with_usage = chunks(stream(TEXT, include_usage=True))
    assert with_usage[-1] == "[DONE]"
    assert with_usage[-2]["choices"] == []
    assert with_usage[-2]["usage"] == {
        "prompt_tokens": 100,
        "completion_tokens": 7,
        "total_tokens": 107,
        "prompt_tokens_details": {"cached_tokens": 80, "cache_write_tokens": 5},
        "completion_tokens_details": {"reasoning_tokens": 3},
    }
    without = chunks(stream(TEXT, include_usage=False))
    assert all("usage" not in chunk and chunk["choices"] for chunk in without[:-1])
    assert without[-2]["choices"][0]["finish_reason"] == "stop"


def test_row_117_tool_deltas_have_index_id_and_name_first_and_no_content() -> None:
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks(stream(CALLS))[1:-2]]
    first = {"index": 0, "id": "call_a", "type": "function", "function": {"name": "f", "arguments": ""}}
    assert deltas[0] == {"tool_calls": [first]}
    assert deltas[2] == {"tool_calls": [{"index": 1, "function": {"arguments": '{"b":'}}]}
    assert not any("content" in delta for delta in deltas)


def test_exactly_one_ending() -> None:
    for events in (TEXT, CALLS, THOUGHTS):
        parsed = chunks(stream(events))
        assert parsed.count("[DONE]") == 1
        finishes = [c for chunk in parsed[:-1] for c in chunk["choices"] if c["finish_reason"]]
        assert len(finishes) == 1


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end", "stop"),
        ("stop_sequence", "stop"),
        ("pause", "stop"),
        ("tool_use", "stop"),
        ("max_tokens", "length"),
        ("context_window", "length"),
        ("content_filter", "content_filter"),
        ("refusal", "content_filter"),
    ],
)
def test_finish_reasons_of_text(reason: Any, finish: str) -> None:
    events: list[Event] = [Open(0, "text"), Delta(0, "x"), Close(0), Stop(reason)]
    assert chunks(stream(events))[-2]["choices"][0]["finish_reason"] == finish
    whole: Any = encode_whole(fold(events), context())
    assert whole["choices"][0]["finish_reason"] == finish


def test_a_refusal_in_words_ends_with_stop() -> None:
    events: list[Event] = [Open(0, "refusal"), Delta(0, "No."), Close(0), Stop("refusal")]
    parsed = chunks(stream(events))
    assert parsed[1]["choices"][0]["delta"] == {"refusal": "No."}
    assert parsed[-2]["choices"][0]["finish_reason"] == "stop"
    message: Any = encode_whole(fold(events), context())
    assert message["choices"][0]["message"]["refusal"] == "No."
    assert message["choices"][0]["message"]["content"] is None
    assert accumulate(stream(events)).choices[0].message.refusal == "No."


@pytest.mark.parametrize("reason", ["end", "tool_use", "max_tokens"])
def test_a_call_that_was_cut_never_ends_as_tool_calls(reason: Any) -> None:
    events: list[Event] = [
        Open(0, "tool", id="call_a", name="f"),
        Delta(0, "{}"),
        Close(0),
        Open(1, "tool", id="call_b", name="g"),
        Delta(1, '{"half'),
        Close(1, complete=False),
        Stop(reason),
    ]
    assert chunks(stream(events))[-2]["choices"][0]["finish_reason"] == "length"
    whole: Any = encode_whole(fold(events), context())
    assert whole["choices"][0]["finish_reason"] == "length"
    assert [entry["id"] for entry in whole["choices"][0]["message"]["tool_calls"]] == ["call_a"]


def test_requirement_044_failure_in_the_stream_is_an_error_without_done() -> None:
    events: list[Event] = [Start("", "m"), Open(0, "text"), Delta(0, "x"), Close(0, False), Fail(OVERFLOW)]
    parsed = chunks(stream(events))
    assert parsed[-1] == {
        "error": {
            "message": "Too long",
            "type": "invalid_request_error",
            "param": None,
            "code": "context_length_exceeded",
        }
    }
    assert not any(c["finish_reason"] for chunk in parsed[:-1] for c in chunk["choices"])
    with pytest.raises(openai.APIError, match="Too long") as caught:
        list(client(stream(events)).chat.completions.create(model="m", messages=MESSAGES, stream=True))
    assert caught.value.code == "context_length_exceeded"


def test_a_failure_before_anything_else_is_only_the_error() -> None:
    assert [list(chunk) for chunk in chunks(stream([Fail(OVERFLOW)]))] == [["error"]]


def test_requirement_045_keepalive_is_skipped_by_the_sdk_at_any_point() -> None:
    encoder = reply_encoder(context())
    body = encoder.keepalive()
    for event in TEXT:
        body += encoder.encode([event])
        body += encoder.keepalive()
    assert encoder.keepalive() == b""
    assert body.count(b": keep-alive") == len(TEXT)
    assert accumulate(body).choices[0].message.content == 'Hello "\n\u2028🦊'


# ----------------------------------------------------------------------------- read by the SDK
def test_the_sdk_reads_text_and_usage() -> None:
    completion = accumulate(stream(TEXT))
    assert completion.choices[0].message.content == 'Hello "\n\u2028🦊'
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage.prompt_tokens_details.cached_tokens == 80


def test_the_sdk_reads_interleaved_calls_and_null_content() -> None:
    choice = accumulate(stream(CALLS)).choices[0]
    assert choice.message.content is None
    assert choice.finish_reason == "tool_calls"
    assert [(c.id, c.function.name, c.function.arguments) for c in choice.message.tool_calls] == [
        ("call_a", "f", '{"a":1}'),
        ("call_b", "g", '{"b":2}'),
    ]


def test_row_118_the_sdk_reads_thinking_envelopes_and_citations() -> None:
    message = accumulate(stream(THOUGHTS)).choices[0].message
    assert message.content == "xy"
    assert message.reasoning_content == "first\n\nsecond more"
    assert message.reasoning_details == [
        {"type": "reasoning.encrypted", "data": f"tn.v1.{name}", "format": "turnout-v1", "index": index}
        for index, name in enumerate(("one", "none", "two"))
    ]
    assert [entry.url_citation.url for entry in message.annotations] == [
        "https://a.example",
        "https://b.example",
    ]


def test_the_sdk_reads_a_custom_call() -> None:
    events: list[Event] = [
        Open(0, "tool", id="call_a", name="apply_patch", tool="custom"),
        Delta(0, "*** Begin"),
        Delta(0, " Patch"),
        Close(0),
        Stop("tool_use"),
    ]
    received = list(client(stream(events)).chat.completions.create(model="m", messages=MESSAGES, stream=True))
    entries: Any = [chunk.choices[0].delta.tool_calls for chunk in received if chunk.choices]
    pieces = [entry[0].model_extra["custom"]["input"] for entry in entries if entry]
    assert "".join(pieces) == "*** Begin Patch"
    whole: Any = encode_whole(fold(events), context())
    assert whole["choices"][0]["message"]["tool_calls"] == [
        {"id": "call_a", "type": "custom", "custom": {"name": "apply_patch", "input": "*** Begin Patch"}}
    ]


@pytest.mark.parametrize("events", [TEXT, CALLS, THOUGHTS], ids=["text", "calls", "thoughts"])
def test_row_118_stream_and_whole_say_the_same(events: list[Event]) -> None:
    whole = encode_whole(fold(events), context())
    body = json.dumps(whole).encode()
    read = client(body, content_type="application/json").chat.completions.create(model="m", messages=MESSAGES)
    streamed = accumulate(stream(events))
    assert read.choices[0].finish_reason == streamed.choices[0].finish_reason
    told, said = (
        choice.message.model_dump(exclude_none=True) for choice in (read.choices[0], streamed.choices[0])
    )
    for entry in said.get("tool_calls", ()):
        entry.pop("index", None)
        entry["function"].pop("parsed_arguments", None)
    assert told == said
    assert read.model == streamed.model == "asked-model"
    if streamed.usage is not None:
        assert read.usage == streamed.usage


def test_a_reply_without_an_id_gets_one() -> None:
    assert chunks(stream(CALLS))[0]["id"].startswith("chatcmpl-")
    whole: Any = encode_whole(fold(CALLS), context())
    assert whole["id"].startswith("chatcmpl-")
    assert "usage" not in whole


def test_a_call_without_arguments_is_an_object_in_a_whole_reply() -> None:
    events: list[Event] = [Open(0, "tool", id="a", name="f"), Close(0), Stop("tool_use")]
    whole: Any = encode_whole(fold(events), context())
    assert whole["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] == "{}"


def test_a_stop_alone_is_still_a_stream() -> None:
    parsed = chunks(stream([Stop("max_tokens")]))
    assert parsed[0]["choices"][0]["delta"]["role"] == "assistant"
    assert parsed[1]["choices"][0]["finish_reason"] == "length"
    assert parsed[2] == "[DONE]"
