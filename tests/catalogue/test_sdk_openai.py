"""The openai SDK as an independent reader of our Responses and chat replies, from every upstream wire.

What the SDK reads is also checked against its own types: it constructs events without validating them, so
that an event without half of its fields would raise nothing.
"""

import json
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from proxy.conversation import WIRES, Wire
from tests.catalogue.conversation import EVERYTHING, WORDS
from tests.catalogue.talk import THINKER, Talk, talk, tool
from tests.fakes.relay import KEY
from tests.fakes.script import Cut, Drop, Eof, ErrorInStream, Html, Reply, Status

EVENTS: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
ITEMS = [("reasoning", None), ("message", None), ("function_call", "ä\n"), ("function_call", "b")]


def client(on: Talk) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=f"{on.running.base}/v1", api_key=KEY, max_retries=0, timeout=20)


# ----------------------------------------------------------------------------- responses
def check_response(response: Response) -> None:
    """Assert all that `EVERYTHING` says."""
    Response.model_validate(response.model_dump())
    assert response.status == "completed"
    assert response.output_text == WORDS
    found = [
        (item.type, json.loads(item.arguments)["path"] if item.type == "function_call" else None)
        for item in response.output
    ]
    assert found == ITEMS
    reasoning: Any = response.output[0]
    assert [part.text for part in reasoning.summary] == ["Two files, two calls."]
    assert reasoning.encrypted_content
    calls: Any = response.output[2:]
    assert [(call.call_id, call.name) for call in calls] == [("call_a", "read"), ("call_b", "read")]
    usage = response.usage
    assert usage is not None
    assert (usage.input_tokens, usage.output_tokens, usage.total_tokens) == (100, 20, 120)
    assert usage.input_tokens_details.cached_tokens == 60


async def responses(sdk: AsyncOpenAI, **fields: Any) -> Any:
    reasoning: Any = {"effort": "high", "summary": "auto"}
    tools: Any = [tool("responses", "read", strict=False)]
    return await sdk.responses.create(model="m", input="go", tools=tools, reasoning=reasoning, **fields)


@pytest.mark.parametrize("upstream", WIRES)
async def test_responses_whole(upstream: Wire) -> None:
    async with talk(upstream, EVERYTHING, THINKER[upstream]) as on, client(on) as sdk:
        check_response(await responses(sdk))


@pytest.mark.parametrize("upstream", WIRES)
async def test_responses_streamed(upstream: Wire) -> None:
    async with talk(upstream, EVERYTHING, THINKER[upstream]) as on, client(on) as sdk:
        events = [event async for event in await responses(sdk, stream=True)]
        for event in events:
            EVENTS.validate_python(event.model_dump())
        assert [event.sequence_number for event in events] == list(range(len(events)))
        assert events[-1].type == "response.completed"
        check_response(events[-1].response)
        said = "".join(event.delta for event in events if event.type == "response.output_text.delta")
        assert said == WORDS
        thought = "".join(
            event.delta for event in events if event.type == "response.reasoning_summary_text.delta"
        )
        assert thought == "Two files, two calls."


@pytest.mark.parametrize("upstream", WIRES)
async def test_responses_accumulated(upstream: Wire) -> None:
    """The SDK's accumulator fails on deltas of items that were not added."""
    tools: Any = [tool("responses", "read", strict=True)]
    reasoning: Any = {"effort": "high", "summary": "auto"}
    async with (
        talk(upstream, EVERYTHING, THINKER[upstream]) as on,
        client(on) as sdk,
        sdk.responses.stream(model="m", input="go", tools=tools, reasoning=reasoning) as stream,
    ):
        snapshots = [event.snapshot async for event in stream if event.type == "response.output_text.delta"]
        assert snapshots[-1] == WORDS
        check_response(await stream.get_final_response())


# ----------------------------------------------------------------------------- chat
def check_completion(completion: ChatCompletion) -> None:
    """Assert all that `EVERYTHING` says."""
    ChatCompletion.model_validate(completion.model_dump())
    (choice,) = completion.choices
    assert choice.finish_reason == "tool_calls"
    message: Any = choice.message
    assert message.content == WORDS
    assert message.reasoning_content == "Two files, two calls."
    assert [
        (call.id, call.function.name, json.loads(call.function.arguments)) for call in message.tool_calls
    ] == [
        ("call_a", "read", {"path": "ä\n"}),
        ("call_b", "read", {"path": "b"}),
    ]
    usage = completion.usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (100, 20, 120)
    assert usage.prompt_tokens_details is not None
    assert usage.prompt_tokens_details.cached_tokens == 60


async def chat(sdk: AsyncOpenAI, **fields: Any) -> Any:
    tools: Any = [tool("chat", "read")]
    messages: Any = [{"role": "user", "content": "go"}]
    return await sdk.chat.completions.create(
        model="m", messages=messages, tools=tools, reasoning_effort="high", **fields
    )


@pytest.mark.parametrize("upstream", WIRES)
async def test_chat_whole(upstream: Wire) -> None:
    async with talk(upstream, EVERYTHING, THINKER[upstream]) as on, client(on) as sdk:
        check_completion(await chat(sdk))


@pytest.mark.parametrize("upstream", WIRES)
async def test_chat_streamed(upstream: Wire) -> None:
    async with talk(upstream, EVERYTHING, THINKER[upstream]) as on, client(on) as sdk:
        state: Any = ChatCompletionStreamState()
        thought = ""
        chunks = [
            chunk async for chunk in await chat(sdk, stream=True, stream_options={"include_usage": True})
        ]
        for chunk in chunks:
            ChatCompletionChunk.model_validate(chunk.model_dump())
            state.handle_chunk(chunk)
            for choice in chunk.choices:
                thought += getattr(choice.delta, "reasoning_content", None) or ""
        assert chunks[-1].choices == []
        assert [
            choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason
        ] == ["tool_calls"]
        assert thought == "Two files, two calls."
        check_completion(state.get_final_completion())


@pytest.mark.parametrize("upstream", WIRES)
async def test_chat_streamed_without_usage(upstream: Wire) -> None:
    async with talk(upstream, EVERYTHING, THINKER[upstream]) as on, client(on) as sdk:
        chunks = [chunk async for chunk in await chat(sdk, stream=True)]
        assert all(chunk.usage is None and len(chunk.choices) == 1 for chunk in chunks)


# ----------------------------------------------------------------------------- errors
ERRORS: list[tuple[Any, type[openai.APIStatusError], str]] = [
    (Status(401, "bad key"), openai.AuthenticationError, ""),
    (
        Status(404, "The model `x` does not exist", error_code="model_not_found"),
        openai.NotFoundError,
        "model_not_found",
    ),
    (Status(429, "slow down", headers={"retry-after": "2"}), openai.RateLimitError, "rate_limit_exceeded"),
    (Status(402, "Insufficient Balance"), openai.RateLimitError, "insufficient_quota"),
    (Status(500, "boom"), openai.InternalServerError, ""),
    (Html(502), openai.InternalServerError, ""),
    (Drop(), openai.InternalServerError, ""),
    (
        Status(400, "This model's maximum context length is 8192 tokens"),
        openai.BadRequestError,
        "context_length_exceeded",
    ),
    (Status(400, "no such thing"), openai.BadRequestError, ""),
]


@pytest.mark.parametrize(("turn", "expected", "code"), ERRORS, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("ask", [responses, chat])
async def test_errors_are_the_right_exceptions(
    ask: Any, stream: bool, turn: Any, expected: type[openai.APIStatusError], code: str
) -> None:
    async with talk("chat", turn) as on, client(on) as sdk:
        with pytest.raises(openai.APIStatusError) as raised:
            await ask(sdk, stream=stream)
    assert type(raised.value) is expected
    assert raised.value.body
    if code:
        assert raised.value.code == code
    if isinstance(raised.value, openai.RateLimitError) and code == "rate_limit_exceeded":
        assert raised.value.response.headers["retry-after"] == "2"


TROUBLES = [Cut(3), Eof(3), ErrorInStream(3)]


@pytest.mark.parametrize("trouble", TROUBLES, ids=["cut", "eof", "error"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_a_chat_stream_that_breaks_raises(upstream: Wire, trouble: Any) -> None:
    reply = Reply(text="a text that is cut somewhere here", troubles=[trouble])
    async with talk(upstream, reply, THINKER[upstream]) as on, client(on) as sdk:
        with pytest.raises(openai.APIError) as raised:
            async for chunk in await chat(sdk, stream=True):
                assert not chunk.choices or chunk.choices[0].finish_reason is None
    assert raised.value.message


@pytest.mark.parametrize("trouble", TROUBLES, ids=["cut", "eof", "error"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_a_responses_stream_that_breaks_ends_with_failed(upstream: Wire, trouble: Any) -> None:
    reply = Reply(text="a text that is cut somewhere here", troubles=[trouble])
    async with talk(upstream, reply, THINKER[upstream]) as on, client(on) as sdk:
        events = [event async for event in await responses(sdk, stream=True)]
    for event in events:
        EVENTS.validate_python(event.model_dump())
    assert events[-1].type == "response.failed"
    assert events[-1].response.error.message


@pytest.mark.parametrize("ask", [responses, chat])
async def test_a_length_stop(ask: Any) -> None:
    async with talk("responses", Reply(text="so far", finish="length")) as on, client(on) as sdk:
        answer = await ask(sdk)
    if ask is chat:
        assert answer.choices[0].finish_reason == "length"
    else:
        Response.model_validate(answer.model_dump())
        assert (answer.status, answer.incomplete_details.reason) == ("incomplete", "max_output_tokens")


async def test_the_list_of_models() -> None:
    async with talk("chat") as on, client(on) as sdk:
        assert [model async for model in sdk.models.list()] == []
