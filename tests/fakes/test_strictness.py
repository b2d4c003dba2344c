"""What the fake provider refuses: what its wire does not know, and histories without its own reasoning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.provider import FakeProvider
from tests.fakes.requests import CHAT, MESSAGES, RESPONSES, SHELL, post
from tests.fakes.script import Call, Reply, Wire


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with FakeProvider(Reply(text="fine")) as fake:
        yield fake
        assert fake.problems == []


def chat(*messages: Any, **more: Any) -> dict[str, Any]:
    return {**CHAT, "messages": list(messages), **more}


USER = {"role": "user", "content": "hi"}
CALLING = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "shell", "arguments": "{}"}}],
}
ANSWER = {"role": "tool", "tool_call_id": "c1", "content": "ok"}

STRICT_CHAT = [
    (chat(USER, CALLING, ANSWER), None),
    (chat({"role": "developer", "content": "x"}), "role"),
    (chat(USER, CALLING, USER), "did not have response"),
    (chat(USER, CALLING), "did not have response"),
    (chat(USER, ANSWER), "preceding message"),
    (chat(USER, CALLING, {**ANSWER, "tool_call_id": ""}), "tool_call_id"),
    (chat({"role": "user", "content": ""}), "empty"),
    (chat({"role": "assistant", "content": None}, USER), "empty"),
    (
        chat({"role": "user", "content": [{"type": "text", "text": "a", "cache_control": {}}]}),
        "cache_control",
    ),
    (chat({"role": "user", "content": [{"type": "input_text", "text": "a"}]}), "unknown variant"),
    (chat(USER, tools=[]), "too short"),
    ({"model": "m", "messages": [USER], "tool_choice": "auto"}, "tool_choice"),
    (chat(USER, tools=[{"type": "custom", "custom": {"name": "x"}}]), "unknown variant"),
    (chat(USER, tools=[{"type": "function", "function": {"name": "a.b", "parameters": SHELL}}]), "match"),
    (chat(USER, tools=[{"type": "function", "function": {"name": "a" * 65, "parameters": SHELL}}]), "match"),
    (chat(USER, tools=[{"type": "function", "function": {"name": "a", "parameters": {}}}]), "object"),
    (chat(USER, tools=[{"type": "function", "function": {"name": "a"}}]), "object"),
]


def messages(*history: Any, **more: Any) -> dict[str, Any]:
    return {**MESSAGES, "messages": list(history), **more}


USING = {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "shell", "input": {}}]}
RESULT = {"type": "tool_result", "tool_use_id": "c1", "content": "ok"}
TEXT = {"type": "text", "text": "x"}

STRICT_MESSAGES = [
    (messages(USER, USING, {"role": "user", "content": [RESULT, TEXT]}), None),
    (messages(USER, {"role": "system", "content": "x"}), "system"),
    (messages(USER, USER), "alternate"),
    (messages(USER, USING, {"role": "user", "content": [TEXT, RESULT]}), "first"),
    (messages(USER, USING, USER), "without `tool_result` blocks"),
    (messages({"role": "user", "content": [RESULT]}), "unexpected"),
    (messages(USING, {"role": "user", "content": [RESULT]}), "first message"),
    (messages(USER, thinking={"type": "adaptive"}), "adaptive"),
    (messages(USER, tools=[{"name": "a", "input_schema": SHELL, "defer_loading": True}]), "defer_loading"),
    (messages(USER, tools=[{"name": "a", "input_schema": {**SHELL, "anyOf": []}}]), "anyOf"),
    (messages(USER, tools=[{"type": "web_search_20250305", "name": "web_search"}]), "web_search"),
    ({k: v for k, v in MESSAGES.items() if k != "max_tokens"}, "max_tokens"),
    (messages(USER, {**USING, "content": [{**USING["content"][0], "id": "a:b"}]}), "id"),  # type: ignore[dict-item]
    (messages(USER, {"role": "assistant", "content": [TEXT]}), "prefill"),
]


def responses(*items: Any, **more: Any) -> dict[str, Any]:
    return {**RESPONSES, "input": list(items), **more}


ITEM_USER = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]}
ITEM_CALL = {"type": "function_call", "call_id": "c1", "name": "shell", "arguments": "{}"}
ITEM_OUTPUT = {"type": "function_call_output", "call_id": "c1", "output": "ok"}

STRICT_RESPONSES = [
    (responses({**ITEM_USER, "role": "developer"}, ITEM_CALL, ITEM_OUTPUT), None),
    *[
        (responses(ITEM_USER, {"type": kind}), kind)
        for kind in (
            "additional_tools",
            "agent_message",
            "compaction",
            "compaction_trigger",
            "custom_tool_call",
            "custom_tool_call_output",
            "tool_search_call",
            "tool_search_output",
        )
    ],
    *[
        (responses(ITEM_USER, tools=[{"type": kind, "name": "x"}]), kind)
        for kind in ("custom", "namespace", "tool_search", "web_search")
    ],
    (responses(ITEM_USER, ITEM_CALL), "No tool output"),
    (responses(ITEM_USER, ITEM_OUTPUT), "No tool call"),
    (responses({**ITEM_CALL, "namespace": "n"}, ITEM_OUTPUT), "namespace"),
    (responses({**ITEM_USER, "role": "assistant"}), "input_text"),
    (responses({**ITEM_USER, "id": "item-1"}), "begins with"),
]

STRICT: list[Any] = [
    *[pytest.param("chat", b, e, id=f"chat-{n}") for n, (b, e) in enumerate(STRICT_CHAT)],
    *[pytest.param("messages", b, e, id=f"messages-{n}") for n, (b, e) in enumerate(STRICT_MESSAGES)],
    *[pytest.param("responses", b, e, id=f"responses-{n}") for n, (b, e) in enumerate(STRICT_RESPONSES)],
]


@pytest.mark.parametrize(("wire", "body", "complaint"), STRICT)
def test_strict_refusals(provider: FakeProvider, wire: Wire, body: Any, complaint: str | None) -> None:
    provider.strict = True
    reply = post(provider, wire, body)
    if complaint is None:
        assert reply.status_code == 200, reply.text
        assert provider.refusals == []
    else:
        assert reply.status_code == 400
        assert complaint in reply.json()["error"]["message"]
        assert len(provider.refusals) == 1


def test_chat_reasoning_has_to_come_back(provider: FakeProvider) -> None:
    provider.reasoning_required = True
    provider.play(Reply(reasoning="because", calls=[Call("shell", id="c1")]))
    first = post(provider, "chat", CHAT).json()["choices"][0]["message"]
    good = chat(USER, first, ANSWER)
    assert post(provider, "chat", good).status_code == 200
    assert provider.asks[-1].own_reasoning == ["because"]
    lost = {k: v for k, v in first.items() if k != "reasoning_content"}
    refused = post(provider, "chat", chat(USER, lost, ANSWER))
    assert refused.status_code == 400
    assert "must be passed back" in refused.json()["error"]["message"]
    assert provider.asks[-1].missing_reasoning == ["because"]
    changed = {**first, "reasoning_content": "something else"}
    assert post(provider, "chat", chat(USER, changed, ANSWER)).status_code == 400
    assert provider.asks[-1].altered_reasoning == ["something else"]
    # Another provider's call: the field must be there, though empty.
    assert post(provider, "chat", chat(USER, {**CALLING, "reasoning_content": ""}, ANSWER)).status_code == 400
    stranger = json.loads(json.dumps(CALLING).replace("c1", "z9"))
    answer = {**ANSWER, "tool_call_id": "z9"}
    assert (
        post(provider, "chat", chat(USER, {**stranger, "reasoning_content": ""}, answer)).status_code == 200
    )
    assert post(provider, "chat", chat(USER, stranger, answer)).status_code == 400


def test_messages_reasoning_has_to_come_back(provider: FakeProvider) -> None:
    provider.reasoning_required = True
    provider.play(Reply(reasoning="because", calls=[Call("shell", id="c1")]))
    content = post(provider, "messages", MESSAGES).json()["content"]
    back = {"role": "user", "content": [RESULT]}
    assert (
        post(
            provider, "messages", messages(USER, {"role": "assistant", "content": content}, back)
        ).status_code
        == 200
    )
    assert provider.asks[-1].own_reasoning == ["because"]
    refused = post(provider, "messages", messages(USER, {"role": "assistant", "content": content[1:]}, back))
    assert "must start with a thinking block" in refused.json()["error"]["message"]
    forged = [{**content[0], "signature": "forged"}, content[1]]
    refused = post(provider, "messages", messages(USER, {"role": "assistant", "content": forged}, back))
    assert "Invalid `signature`" in refused.json()["error"]["message"]
    off = messages(USER, {"role": "assistant", "content": content[1:]}, back, thinking={"type": "disabled"})
    assert post(provider, "messages", off).status_code == 200


@pytest.mark.parametrize("style", ["encrypted", "text"])
def test_responses_reasoning_has_to_come_back(provider: FakeProvider, style: str) -> None:
    provider.reasoning_required = True
    provider.responses_reasoning = style
    provider.play(Reply(reasoning="because", calls=[Call("shell", id="c1")]))
    reasoning, call = post(provider, "responses", RESPONSES).json()["output"]
    assert post(provider, "responses", responses(ITEM_USER, reasoning, call, ITEM_OUTPUT)).status_code == 200
    assert provider.asks[-1].own_reasoning == ["because"]
    refused = post(provider, "responses", responses(ITEM_USER, call, ITEM_OUTPUT))
    assert "required 'reasoning' item" in refused.json()["error"]["message"]
    forged = {**reasoning, "encrypted_content": "gAAAAother"}
    refused = post(provider, "responses", responses(ITEM_USER, forged, call, ITEM_OUTPUT))
    assert "could not be verified" in refused.json()["error"]["message"]


def test_details_have_to_come_back_unmodified(provider: FakeProvider) -> None:
    provider.reasoning_required = True
    provider.chat_reasoning = "details"
    provider.play(Reply(reasoning="because", calls=[Call("shell", id="c1")]))
    details: list[Any] = []
    for line in post(provider, "chat", {**CHAT, "stream": True}).text.splitlines():
        if line.startswith("data: {"):
            for choice in json.loads(line[6:])["choices"]:
                details += choice["delta"].get("reasoning_details") or []
    good = chat(USER, {**CALLING, "reasoning_details": details}, ANSWER)
    assert post(provider, "chat", good).status_code == 200
    assert post(provider, "chat", chat(USER, CALLING, ANSWER)).status_code == 400
