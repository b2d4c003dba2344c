"""The anthropic SDK as an independent reader of our Messages replies, from every upstream wire.

What the SDK reads is also checked against its own types, since it constructs events without validating them.
"""

from typing import Any

import anthropic
import pytest
from anthropic import AsyncAnthropic
from anthropic.types import Message, RawMessageStreamEvent
from pydantic import TypeAdapter

from proxy.conversation import WIRES, Wire
from tests.catalogue.conversation import EVERYTHING, WORDS
from tests.catalogue.talk import THINKER, Talk, talk, tool
from tests.fakes.relay import KEY
from tests.fakes.script import Cut, Drop, Eof, ErrorInStream, Html, Reply, Status

EVENTS: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)
ASKED: dict[str, Any] = {
    "model": "m",
    "max_tokens": 4000,
    "messages": [{"role": "user", "content": "go"}],
    "tools": [tool("messages", "read")],
    "thinking": {"type": "enabled", "budget_tokens": 2000},
}


def client(on: Talk) -> AsyncAnthropic:
    return AsyncAnthropic(base_url=on.running.base, auth_token=KEY, max_retries=0, timeout=20)


def check_message(message: Message) -> None:
    """Assert all that the scripted reply says."""
    Message.model_validate(message.model_dump())
    blocks: list[Any] = list(message.content)
    assert [block.type for block in blocks] == ["thinking", "text", "tool_use", "tool_use"]
    assert (blocks[0].thinking, bool(blocks[0].signature)) == ("Two files, two calls.", True)
    assert blocks[1].text == WORDS
    assert [(block.id, block.name, block.input) for block in blocks[2:]] == [
        ("call_a", "read", {"path": "ä\n"}),
        ("call_b", "read", {"path": "b"}),
    ]
    assert message.stop_reason == "tool_use"
    usage = message.usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (40, 60, 20)


@pytest.mark.parametrize("upstream", WIRES)
async def test_whole(upstream: Wire) -> None:
    async with talk(upstream, EVERYTHING, THINKER[upstream]) as on, client(on) as sdk:
        check_message(await sdk.messages.create(**ASKED))


@pytest.mark.parametrize("upstream", WIRES)
async def test_streamed(upstream: Wire) -> None:
    async with talk(upstream, EVERYTHING, THINKER[upstream]) as on, client(on) as sdk:
        events = [event async for event in await sdk.messages.create(**ASKED, stream=True)]
    for event in events:
        EVENTS.validate_python(event.model_dump())
    assert events[0].type == "message_start"
    assert [event.type for event in events[-2:]] == ["message_delta", "message_stop"]


@pytest.mark.parametrize("upstream", WIRES)
async def test_accumulated(upstream: Wire) -> None:
    async with (
        talk(upstream, EVERYTHING, THINKER[upstream]) as on,
        client(on) as sdk,
        sdk.messages.stream(**ASKED) as stream,
    ):
        assert "".join([text async for text in stream.text_stream]) == WORDS
        check_message(await stream.get_final_message())


ERRORS: list[tuple[Any, type[anthropic.APIStatusError], str]] = [
    (Status(401, "bad key"), anthropic.AuthenticationError, "authentication_error"),
    (Status(403, "not yours"), anthropic.PermissionDeniedError, "permission_error"),
    (Status(404, "no such model"), anthropic.NotFoundError, "not_found_error"),
    (Status(429, "slow down", headers={"retry-after": "2"}), anthropic.RateLimitError, "rate_limit_error"),
    (Status(500, "boom"), anthropic.InternalServerError, "api_error"),
    (Html(502), anthropic.InternalServerError, "api_error"),
    (Drop(), anthropic.InternalServerError, "api_error"),
    (Status(503, "Service is too busy"), anthropic.InternalServerError, "overloaded_error"),
    (
        Status(400, "This model's maximum context length is 8192 tokens"),
        anthropic.BadRequestError,
        "invalid_request_error",
    ),
    (Status(400, "no such thing"), anthropic.BadRequestError, "invalid_request_error"),
]


@pytest.mark.parametrize(("turn", "expected", "kind"), ERRORS, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("stream", [True, False])
async def test_errors_are_the_right_exceptions(
    stream: bool, turn: Any, expected: type[anthropic.APIStatusError], kind: str
) -> None:
    async with talk("chat", turn) as on, client(on) as sdk:
        with pytest.raises(anthropic.APIStatusError) as raised:
            await sdk.messages.create(**ASKED, stream=stream)
    assert isinstance(raised.value, expected)
    error: Any = raised.value.body
    assert error["error"]["type"] == kind
    if "maximum context" in str(turn):
        assert error["error"]["message"].startswith("prompt is too long")
    if expected is anthropic.RateLimitError:
        assert raised.value.response.headers["retry-after"] == "2"


@pytest.mark.parametrize("trouble", [Cut(3), Eof(3), ErrorInStream(3)], ids=["cut", "eof", "error"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_a_stream_that_breaks_raises(upstream: Wire, trouble: Any) -> None:
    reply = Reply(text="a text that is cut somewhere here", troubles=[trouble])
    async with talk(upstream, reply, THINKER[upstream]) as on, client(on) as sdk:
        seen = []
        with pytest.raises(anthropic.APIStatusError) as raised:
            async for event in await sdk.messages.create(**ASKED, stream=True):
                seen.append(event.type)  # noqa: PERF401 - the stream raises in the middle
    assert seen[0] == "message_start"
    assert "message_stop" not in seen
    error: Any = raised.value.body
    assert error["error"]["type"] in ("api_error", "overloaded_error")
    assert error["error"]["message"]


async def test_a_length_stop() -> None:
    async with talk("responses", Reply(text="so far", finish="length")) as on, client(on) as sdk:
        message = await sdk.messages.create(**ASKED)
    assert message.stop_reason == "max_tokens"


async def test_the_list_of_models_and_a_count() -> None:
    async with talk("chat") as on, client(on) as sdk:
        assert [model async for model in sdk.models.list()] == []
        counted = await sdk.messages.count_tokens(model="m", messages=ASKED["messages"])
        assert counted.input_tokens > 0
        assert on.asks == []
