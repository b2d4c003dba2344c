"""The fake provider against the makers' own SDKs: every wire, streamed and whole, its refusals and its troubles."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import anthropic
import httpx2
import openai
import pytest

from tests.fakes.provider import FakeProvider
from tests.fakes.requests import BODIES, CHAT, HTTP, KEY, MESSAGES, RESPONSES, SHELL, post
from tests.fakes.script import (
    NOTHING,
    WIRES,
    Call,
    Cut,
    Drop,
    Eof,
    ErrorInStream,
    Extra,
    Hold,
    Html,
    JsonInsteadOfSse,
    NewApi,
    Reply,
    Say,
    Silence,
    Status,
    Think,
    Usage,
    Wire,
)

FULL = Reply(
    reasoning="First think — 先想一想.",
    text="Then say it: déjà vu.",
    calls=[Call("shell", {"command": "ls"}), Call("shell", {"command": "pwd", "n": 1})],
    usage=Usage(input=100, cached=80, output=30, reasoning=12),
)
NAMES = {"chat": "shell", "messages": "shell", "responses": "shell"}


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with FakeProvider(FULL) as fake:
        yield fake
        assert fake.problems == []


def openai_of(fake: FakeProvider, **more: Any) -> openai.OpenAI:
    return openai.OpenAI(
        base_url=fake.url("chat"), api_key=KEY, max_retries=0, http_client=httpx2.Client(verify=False), **more
    )


def anthropic_of(fake: FakeProvider) -> anthropic.Anthropic:
    client = httpx2.Client(verify=False)
    return anthropic.Anthropic(base_url=fake.url("messages"), api_key=KEY, max_retries=0, http_client=client)


ARGUMENTS = [{"command": "ls"}, {"command": "pwd", "n": 1}]


@pytest.mark.parametrize("interleave", [False, True])
@pytest.mark.parametrize("size", [None, 1, 11])
def test_chat_streamed(provider: FakeProvider, interleave: bool, size: int | None) -> None:
    provider.play(Reply(**{**_fields(FULL), "interleave": interleave, "write": size}))
    with openai_of(provider).chat.completions.stream(
        **CHAT, stream_options={"include_usage": True}
    ) as stream:
        for _ in stream:
            pass
        final = stream.get_final_completion()
    message = final.choices[0].message
    assert message.content == FULL.text
    assert getattr(message, "reasoning_content", "") == FULL.reasoning
    assert [json.loads(c.function.arguments) for c in message.tool_calls or []] == ARGUMENTS
    assert final.choices[0].finish_reason == "tool_calls"
    assert final.usage
    assert final.usage.prompt_tokens_details
    assert (final.usage.prompt_tokens, final.usage.prompt_tokens_details.cached_tokens) == (100, 80)


def test_chat_usage_only_when_asked(provider: FakeProvider) -> None:
    for chunk in openai_of(provider).chat.completions.create(**CHAT, stream=True):
        assert chunk.choices
        assert chunk.usage is None


def test_chat_whole(provider: FakeProvider) -> None:
    final = openai_of(provider).chat.completions.create(**CHAT)
    message = final.choices[0].message
    assert message.content == FULL.text
    assert message.model_dump()["reasoning_content"] == FULL.reasoning
    assert [json.loads(c.function.arguments) for c in message.tool_calls or []] == ARGUMENTS
    assert final.usage
    assert final.usage.completion_tokens_details
    assert final.usage.completion_tokens_details.reasoning_tokens == 12


@pytest.mark.parametrize("size", [None, 1, 11])
def test_messages_streamed(provider: FakeProvider, size: int | None) -> None:
    provider.play(Reply(**{**_fields(FULL), "write": size}))
    with anthropic_of(provider).messages.stream(**MESSAGES) as stream:
        final = stream.get_final_message()
    _check_message(final)


def test_messages_whole(provider: FakeProvider) -> None:
    _check_message(anthropic_of(provider).messages.create(**MESSAGES))


def _check_message(final: anthropic.types.Message) -> None:
    thinking, text, *calls = final.content
    assert thinking.type == "thinking"
    assert thinking.thinking == FULL.reasoning
    assert thinking.signature
    assert text.type == "text"
    assert text.text == FULL.text
    assert [c.input for c in calls if c.type == "tool_use"] == ARGUMENTS
    assert final.stop_reason == "tool_use"
    usage = final.usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (20, 80, 30)


@pytest.mark.parametrize("interleave", [False, True])
@pytest.mark.parametrize("size", [None, 1, 11])
def test_responses_streamed(provider: FakeProvider, interleave: bool, size: int | None) -> None:
    provider.play(Reply(**{**_fields(FULL), "interleave": interleave, "write": size}))
    numbers: list[int] = []
    with openai_of(provider).responses.stream(**RESPONSES) as stream:
        numbers.extend(event.sequence_number for event in stream)
        final = stream.get_final_response()
    assert numbers == list(range(len(numbers)))
    _check_response(final)


def test_responses_whole(provider: FakeProvider) -> None:
    _check_response(openai_of(provider).responses.create(**RESPONSES))


def _check_response(final: Any) -> None:
    reasoning, message, *calls = final.output
    assert reasoning.summary[0].text == FULL.reasoning
    assert reasoning.encrypted_content
    assert message.content[0].text == FULL.text
    assert [json.loads(c.arguments) for c in calls] == ARGUMENTS
    assert final.status == "completed"
    assert final.usage.input_tokens_details.cached_tokens == 80
    assert final.usage.total_tokens == 130


def _fields(reply: Reply) -> dict[str, Any]:
    return {name: getattr(reply, name) for name in reply.__slots__}


def test_parts_in_any_order_and_redacted_thinking(provider: FakeProvider) -> None:
    provider.play(Reply(parts=[Think("a"), Say("b"), Think("c", redacted=True), Say("d")]))
    with anthropic_of(provider).messages.stream(**MESSAGES) as stream:
        kinds = [b.type for b in stream.get_final_message().content]
    assert kinds == ["thinking", "text", "redacted_thinking", "text"]
    with openai_of(provider).responses.stream(**RESPONSES) as stream:
        output = stream.get_final_response().output
    assert [i.type for i in output] == ["reasoning", "message", "reasoning", "message"]
    assert output[2].model_dump()["summary"] == []


@pytest.mark.parametrize(("style", "field"), [("reasoning", "reasoning"), ("details", "reasoning_details")])
def test_other_places_for_reasoning_in_chat(provider: FakeProvider, style: str, field: str) -> None:
    provider.chat_reasoning = style
    whole = openai_of(provider).chat.completions.create(**CHAT).choices[0].message.model_dump()
    assert field in whole
    seen = ""
    for chunk in openai_of(provider).chat.completions.create(**CHAT, stream=True):
        seen += chunk.choices[0].delta.model_dump().get("reasoning") or ""
    assert seen == FULL.reasoning


def test_inline_think_tags(provider: FakeProvider) -> None:
    provider.chat_reasoning = "think"
    content = openai_of(provider).chat.completions.create(**CHAT).choices[0].message.content
    assert content == f"<think>{FULL.reasoning}</think>{FULL.text}"


def test_custom_namespaced_and_search_tools_come_back_in_their_kind(provider: FakeProvider) -> None:
    tools: list[Any] = [
        {
            "type": "custom",
            "name": "apply_patch",
            "format": {"type": "grammar", "syntax": "lark", "definition": "x"},
        },
        {
            "type": "namespace",
            "name": "multi_agent_v1",
            "description": "",
            "tools": [{"type": "function", "name": "spawn_agent", "parameters": SHELL, "strict": False}],
        },
        {"type": "tool_search", "execution": "client"},
    ]
    provider.play(
        Reply(
            calls=[
                Call("apply_patch", text="*** Begin Patch"),
                Call("spawn_agent", {"message": "go"}),
                Call("tool_search", {"query": "agents"}),
            ]
        )
    )
    raw = post(provider, "responses", {**RESPONSES, "tools": tools, "stream": False}).json()["output"]
    assert [i["type"] for i in raw] == ["custom_tool_call", "function_call", "tool_search_call"]
    assert raw[0]["input"] == "*** Begin Patch"
    assert (raw[1]["name"], raw[1]["namespace"]) == ("spawn_agent", "multi_agent_v1")
    assert raw[2]["arguments"] == {"query": "agents"}
    flat = [
        {"type": "function", "function": {"name": n, "parameters": s}}
        for n, s in (
            ("apply_patch", {"type": "object", "properties": {"input": {}}, "required": ["input"]}),
            ("multi_agent_v1__spawn_agent", SHELL),
            ("tool_search", SHELL),
        )
    ]
    calls = post(provider, "chat", {**CHAT, "tools": flat}).json()["choices"][0]["message"]["tool_calls"]
    assert json.loads(calls[0]["function"]["arguments"]) == {"input": "*** Begin Patch"}
    assert calls[1]["function"]["name"] == "multi_agent_v1__spawn_agent"


def test_script_in_order_and_past_its_end(provider: FakeProvider) -> None:
    provider.play([Reply(text="one"), Status(429, "slow down", headers={"Retry-After": "1"})])
    assert post(provider, "chat", CHAT).json()["choices"][0]["message"]["content"] == "one"
    refused = post(provider, "messages", MESSAGES)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json()["error"] == {"type": "rate_limit_error", "message": "slow down"}
    assert post(provider, "responses", RESPONSES).status_code == 500
    assert len(provider.problems) == 1
    provider.problems.clear()


def test_script_as_a_function_with_neutral_views(provider: FakeProvider) -> None:
    provider.play(
        lambda ask: (
            Reply(text=f"got {ask.results[-1].text}")
            if ask.results
            else Reply(calls=[Call("shell", id="c1")])
        )
    )
    openai_client = openai_of(provider)
    first = openai_client.chat.completions.create(**CHAT).choices[0].message
    history = [*CHAT["messages"], first.model_dump(exclude_none=True)]
    history.append({"role": "tool", "tool_call_id": "c1", "content": "a.txt"})
    final = openai_client.chat.completions.create(**{**CHAT, "messages": history})
    assert final.choices[0].message.content == "got a.txt"
    messages = [
        *MESSAGES["messages"],
        {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "shell", "input": {}}]},
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "c1",
                    "content": [{"type": "text", "text": "b.txt"}, {"type": "image", "source": {}}],
                }
            ],
        },
    ]
    assert (
        post(provider, "messages", {**MESSAGES, "messages": messages}).json()["content"][0]["text"]
        == "got b.txt"
    )
    items = [
        {"type": "function_call", "call_id": "c1", "name": "shell", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "c.txt"},
    ]
    output = post(provider, "responses", {**RESPONSES, "input": items}).json()["output"]
    assert output[0]["content"][0]["text"] == "got c.txt"
    asks = provider.asks
    assert [(a.results[-1].text, a.results[-1].id) for a in asks[1:]] == [
        ("a.txt", "c1"),
        ("b.txt", "c1"),
        ("c.txt", "c1"),
    ]
    assert asks[2].images == 1
    assert all(list(a.tools) == ["shell"] for a in asks)
    assert asks[0].key == KEY
    assert asks[0].user_text == "hello"


@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
def test_errors_in_the_wires_own_envelope(provider: FakeProvider, wire: Wire) -> None:
    provider.play(Status(402, "Insufficient Balance"))
    body = post(provider, wire, BODIES[wire]).json()
    assert body["error"]["message"] == "Insufficient Balance"
    assert (body.get("type") == "error") == (wire == "messages")
    provider.play(Html(502))
    page = post(provider, wire, BODIES[wire])
    assert (page.status_code, page.headers["content-type"]) == (502, "text/html")
    provider.play(NewApi(401, "未提供令牌"))
    assert post(provider, wire, BODIES[wire]).json()["error"]["type"] == "new_api_error"


def test_an_sdk_sees_a_cut_as_an_error_and_an_eof_as_nothing(provider: FakeProvider) -> None:
    provider.play(Reply(text="one two three four five", troubles=[Cut(after=2)]))
    with pytest.raises(openai.APIConnectionError):
        list(openai_of(provider).chat.completions.create(**CHAT, stream=True))
    provider.play(Reply(text="one two three four five", troubles=[Cut(after=2, reset=False)]))
    with pytest.raises(openai.APIConnectionError):
        list(openai_of(provider).chat.completions.create(**CHAT, stream=True))
    provider.play(Reply(text="one two three four five", troubles=[Eof(after=2)]))
    chunks = list(openai_of(provider).chat.completions.create(**CHAT, stream=True))
    assert [c.choices[0].finish_reason for c in chunks] == [None] * len(chunks)
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "one two three "
    provider.play(Drop())
    with pytest.raises(openai.APIConnectionError):
        openai_of(provider).chat.completions.create(**CHAT)


@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
def test_an_error_inside_the_stream(provider: FakeProvider, wire: Wire) -> None:
    provider.play(Reply(text="one two three", troubles=[ErrorInStream(after=1, message="engine lost")]))
    text = post(provider, wire, {**BODIES[wire], "stream": True}).text
    assert "engine lost" in text
    marks = {"chat": "[DONE]", "messages": "message_stop", "responses": "response.completed"}
    assert marks[wire] not in text
    first = post(provider, wire, {**BODIES[wire], "stream": False})
    assert (first.status_code, first.json()["error"]["message"]) == (200, "engine lost")


@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
def test_nothing_at_all_before_an_eof(provider: FakeProvider, wire: Wire) -> None:
    provider.play(Reply(text="never", troubles=[Eof(after=NOTHING)]))
    reply = post(provider, wire, {**BODIES[wire], "stream": True})
    assert (reply.status_code, reply.text) == (200, "")


def test_json_instead_of_sse_and_extra_bytes(provider: FakeProvider) -> None:
    provider.play(Reply(text="x", troubles=[JsonInsteadOfSse()]))
    reply = post(provider, "chat", {**CHAT, "stream": True})
    assert reply.headers["content-type"].startswith("application/json")
    provider.play(Reply(text="x", troubles=[Extra(b": comment\n\n")]))
    assert post(provider, "chat", {**CHAT, "stream": True}).text.startswith(": comment\n\ndata: ")


@pytest.mark.parametrize("where", ["headers", "start", "middle"])
def test_silence_and_hold(provider: FakeProvider, where: Any) -> None:
    release = threading.Event()
    provider.play(
        Reply(text="one two three", troubles=[Hold(release, where=where), Silence(0.05, where=where)])
    )
    got: list[str] = []
    thread = threading.Thread(
        target=lambda: got.append(post(provider, "chat", {**CHAT, "stream": True}).text)
    )
    thread.start()
    provider.wait(1)
    time.sleep(0.05)
    assert not got
    assert (provider.asks[0].status is None) == (where == "headers")
    release.set()
    thread.join(10)
    assert "[DONE]" in got[0]


def test_a_client_that_leaves_is_noticed(provider: FakeProvider) -> None:
    provider.play(Reply(text="one two three", troubles=[Silence(30)]))
    client = httpx2.Client()
    with client.stream(
        "POST", provider.base + "/v1/chat/completions", json={**CHAT, "stream": True}
    ) as reply:
        next(reply.iter_raw())
    client.close()
    deadline = time.monotonic() + 10
    while provider.asks[0].aborted_at is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert provider.asks[0].aborted_at is not None
    assert provider.asks[0].finished_at is None


def test_key_models_wires_and_paths(provider: FakeProvider) -> None:
    provider.key = KEY
    assert post(provider, "chat", CHAT).status_code == 401
    assert post(provider, "chat", CHAT, headers={"Authorization": f"Bearer {KEY}"}).status_code == 200
    assert post(provider, "messages", MESSAGES, headers={"x-api-key": KEY}).status_code == 200
    provider.key = None
    provider.models = ["other"]
    assert post(provider, "chat", CHAT).status_code == 400
    assert HTTP.get(provider.base + "/v1/models").json()["data"][0]["id"] == "other"
    provider.models = None
    provider.wires = ["chat"]
    assert post(provider, "responses", RESPONSES).status_code == 404
    provider.wires = WIRES
    for path in (
        "/v1/chat/completions/responses",
        "/v1/v1/messages",
        "/v1/chat",
        "/nothing",
        "/v1/responses/x",
    ):
        assert HTTP.post(provider.base + path, json={}).status_code == 404
    for path in ("/chat/completions", "/api/v3/chat/completions", "/anthropic/v1/messages?beta=true"):
        assert HTTP.post(provider.base + path, json={**CHAT, "max_tokens": 9}).status_code == 200
    assert HTTP.post(provider.base + "/v1/messages/count_tokens", json=MESSAGES).json()["input_tokens"] > 1


def test_a_stream_only_provider(provider: FakeProvider) -> None:
    provider.stream_only = True
    refused = post(provider, "chat", CHAT)
    assert (refused.status_code, refused.json()["error"]["message"]) == (400, "Stream must be set to true")
    assert post(provider, "chat", {**CHAT, "stream": True}).status_code == 200


async def test_in_async_tests(provider: FakeProvider) -> None:
    async with FakeProvider(Reply(text="hi")) as fake:
        client = openai.AsyncOpenAI(base_url=fake.url("chat"), api_key=KEY)
        final = await client.chat.completions.create(**CHAT)
        assert final.choices[0].message.content == "hi"
