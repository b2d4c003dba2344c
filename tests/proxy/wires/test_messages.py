"""The Anthropic SDK as an independent reader of what the encoders write."""

from __future__ import annotations

import anthropic
import httpx2
import orjson
import pytest
from hypothesis import given, settings

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    FailureKind,
    Meta,
    Open,
    Start,
    Stop,
    Usage,
)
from proxy.reply.fold import fold
from proxy.wires.messages import encode_whole, say_error
from tests.proxy.wires.messages.streams import CONTEXT, client_view, encode, replies

REPLY: list[Event] = [
    Start("up_1", "served"),
    Open(0, "reasoning"),
    Delta(0, "hm"),
    Meta(0, "sealed", "tn.v1.a.b"),
    Close(0),
    Open(1, "text"),
    Delta(1, "Hello "),
    Delta(1, "Wörld 👋"),
    Meta(1, "annotations", [{"type": "url_citation", "url": "https://a/", "title": "A"}]),
    Close(1),
    Open(2, "tool", "call_a", "Bash"),
    Open(3, "tool", "call_b", "Read"),
    Delta(3, '{"path":"b"}'),
    Delta(2, '{"command":'),
    Delta(2, '"ls"}'),
    Close(3),
    Close(2),
    Counted(Usage(55, 7, cached=40, cache_write=10)),
    Stop("tool_use"),
]


def client(body: bytes, kind: str = "text/event-stream", status: int = 200) -> anthropic.Anthropic:
    """Return an SDK client that gets `body` for whatever it asks."""
    headers = {"content-type": kind}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status, headers=headers, content=body))
    http = httpx2.Client(transport=transport)
    return anthropic.Anthropic(
        api_key="sk-canary-sdk", base_url="http://local", http_client=http, max_retries=0
    )


def streamed(data: bytes) -> anthropic.types.Message:
    with client(data).messages.stream(
        model="m", max_tokens=10, messages=[{"role": "user", "content": "x"}]
    ) as stream:
        for _ in stream:
            pass
        return stream.get_final_message()


def created(body: bytes) -> anthropic.types.Message:
    found = client(body, "application/json").messages.create(
        model="m", max_tokens=10, messages=[{"role": "user", "content": "x"}]
    )
    assert isinstance(found, anthropic.types.Message)
    return found


def content(message: anthropic.types.Message) -> list[object]:
    return [block.model_dump(exclude_none=True) for block in message.content]


def test_the_sdk_reads_a_stream() -> None:
    message = streamed(encode(*REPLY))
    assert [block.type for block in message.content] == ["thinking", "text", "tool_use", "tool_use"]
    thinking, text, bash, read = message.content
    assert (thinking.thinking, thinking.signature) == ("hm", "tn.v1.a.b")
    assert text.text == "Hello Wörld 👋"
    assert [citation.url for citation in text.citations] == ["https://a/"]
    assert (bash.id, bash.name, bash.input) == ("call_a", "Bash", {"command": "ls"})
    assert (read.id, read.input) == ("call_b", {"path": "b"})
    assert message.stop_reason == "tool_use"
    assert (message.usage.input_tokens, message.usage.output_tokens) == (5, 7)
    assert (message.usage.cache_read_input_tokens, message.usage.cache_creation_input_tokens) == (40, 10)


def test_the_sdk_reads_a_whole_reply_alike() -> None:
    body = orjson.dumps(encode_whole(fold(REPLY), CONTEXT))
    whole, stream = created(body), streamed(encode(*REPLY))
    assert content(whole) == content(stream)
    assert (whole.stop_reason, whole.usage.output_tokens) == (stream.stop_reason, stream.usage.output_tokens)


@settings(max_examples=40, deadline=None)
@given(replies())
def test_row_121_the_sdk_sees_what_our_own_reader_sees(events: list[Event]) -> None:
    data = encode(*events)
    message, view = streamed(data), client_view(data)
    seen = [{name: value for name, value in block.items() if value is not None} for block in view["content"]]
    assert content(message) == seen
    assert message.stop_reason == view["stop_reason"]
    assert message.usage.input_tokens == view["usage"]["input_tokens"]


def test_row_103_pings_before_the_message_disturb_nothing() -> None:
    ping = b'event: ping\ndata: {"type": "ping"}\n\n'
    assert streamed(ping + encode(*REPLY) + ping).stop_reason == "tool_use"


def test_row_092_the_sdk_raises_on_an_error_event() -> None:
    cut: list[Event] = [Start("", ""), Open(0, "text"), Delta(0, "x"), Close(0, complete=False)]
    with pytest.raises(anthropic.APIStatusError, match="The provider is overloaded"):
        streamed(encode(*cut, Fail(Failure("overloaded", "The provider is overloaded"))))


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("auth", anthropic.AuthenticationError),
        ("forbidden", anthropic.PermissionDeniedError),
        ("model_not_found", anthropic.NotFoundError),
        ("bad_request", anthropic.BadRequestError),
        ("rate_limited", anthropic.RateLimitError),
        ("overloaded", anthropic.InternalServerError),
        ("server", anthropic.InternalServerError),
    ],
)
def test_row_127_the_sdk_raises_what_the_status_says(kind: FailureKind, raised: type[Exception]) -> None:
    said = say_error(Failure(kind, "Words for people"), "other")
    with pytest.raises(raised, match="Words for people"):
        client(said.body, "application/json", said.status).messages.create(
            model="m", max_tokens=10, messages=[{"role": "user", "content": "x"}]
        )
