"""A client, the proxy and a provider: each test of the catalogue says something at one end and looks at either."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from profiles import presets
from proxy.conversation import WIRES, Wire
from proxy.dialect import Dialect
from proxy.upstream import Timeouts
from tests.catalogue.replies import Said, read_stream, read_whole
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.raw_provider import Raw, RawProvider
from tests.fakes.relay import PROVIDER_KEY, RunningProxy, make_route, running_proxy
from tests.fakes.script import Reply

PAIRS: list[tuple[Wire, Wire]] = [(inbound, upstream) for inbound in WIRES for upstream in WIRES]
CODEX = {"User-Agent": "codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm (codex_exec; 0.169.0)"}
CLAUDE = {"User-Agent": "claude-cli/2.1.329 (external, sdk-cli)"}

THINKER: dict[Wire, str] = {
    "chat": "deepseek-chat",
    "messages": "vendor-messages",
    "responses": "generic-responses",
}
"""Dialects of providers that think, in words which the strict fake knows."""
THINKS: dict[Wire, dict[str, Any]] = {
    "responses": {"reasoning": {"effort": "high", "summary": "auto"}},
    "messages": {"thinking": {"type": "enabled", "budget_tokens": 2000}},
    "chat": {"reasoning_effort": "high", "stream_options": {"include_usage": True}},
}
"""How each client asks for thinking, and for usage where it is not always told."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"path": {"type": "string"}},
    "required": ["path"],
}
PNG = "data:image/png;base64,iVBORw0KGgo="


def dialect(name: str) -> Dialect:
    """A dialect of the presets as the proxy has it."""
    return msgspec.convert(dict(presets.dialect(name)), Dialect)


class Talk:
    """One proxy with one provider. What is read of replies is read strictly."""

    def __init__(self, running: RunningProxy, provider: FakeProvider | RawProvider) -> None:
        self.running, self.provider = running, provider

    @property
    def asks(self) -> list[Ask]:
        """The requests that the provider received."""
        return self.provider.asks

    @property
    def sent(self) -> Any:
        """The body of the newest one."""
        return self.provider.asks[-1].body

    async def post(self, wire: Wire, body: Any, headers: Mapping[str, str] | None = None) -> Said:
        """Ask for a whole reply that succeeds."""
        status, answer, _ = await self.running.post(wire, {**body, "stream": False}, headers)
        assert status == 200, answer
        return read_whole(wire, answer)

    async def stream(self, wire: Wire, body: Any, headers: Mapping[str, str] | None = None) -> Said:
        """Ask for a stream; it may fail on its way, but is well formed."""
        status, text = await self.running.stream(wire, {**body, "stream": True}, headers)
        assert status == 200, text
        return read_stream(wire, text)

    async def either(
        self, wire: Wire, body: Any, stream: bool, headers: Mapping[str, str] | None = None
    ) -> Said:
        """Ask for a stream or for a whole reply."""
        return await (self.stream if stream else self.post)(wire, body, headers)

    async def refused(
        self, wire: Wire, body: Any, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Ask for what fails before the first byte: status, error object, headers."""
        status, answer, got = await self.running.post(wire, body, headers)
        assert status >= 400, answer
        if wire == "messages":
            assert answer["type"] == "error"
        return status, answer["error"], got


@asynccontextmanager
async def talk(
    upstream: Wire,
    script: Any = Reply(text="ok"),  # noqa: B008 - a frozen value
    table: str | Dialect | None = None,
    *,
    timeouts: Timeouts | None = None,
    route: Mapping[str, Any] | None = None,
    **provider_fields: Any,
) -> AsyncIterator[Talk]:
    """A strict provider on a wire, spoken to in a dialect (by name; else that of an unknown third party).

    `script` is one of the fake provider's, or one or more `Raw` answers; `route` are fields of the route.
    """
    spoken = table if isinstance(table, Dialect) else dialect(table or f"generic-{upstream}")
    answers = script if isinstance(script, list) else [script]
    raw = isinstance(answers[0], Raw)
    strict: dict[str, Any] = {"strict": True, "key": PROVIDER_KEY} | provider_fields
    provider = RawProvider(*answers) if raw else FakeProvider(script, **strict)
    async with (
        provider,
        running_proxy(
            make_route(provider.url(upstream), upstream, spoken, **(route or {})), timeouts=timeouts
        ) as running,
    ):
        yield Talk(running, provider)
        if isinstance(provider, FakeProvider):
            assert provider.problems == []


# ----------------------------------------------------------------------------- saying things on any wire
def body(wire: Wire, *turns: Any, **fields: Any) -> dict[str, Any]:
    """A request of these items or messages (a string: the user says it); `tools` as the wire has them."""
    said = [turn for each in turns for turn in (each if isinstance(each, list) else [each])]
    said = [user(wire, turn) if isinstance(turn, str) else turn for turn in said]
    match wire:
        case "responses":
            return {"model": "m", "input": said, **fields}
        case "messages":
            return {"model": "m", "max_tokens": 4000, "messages": said, **fields}
        case "chat":
            return {"model": "m", "messages": said, **fields}


def user(wire: Wire, text: str) -> dict[str, Any]:
    """What the user says."""
    return {"role": "user", "content": text}


def tool(wire: Wire, name: str, schema: Any = SCHEMA, **fields: Any) -> dict[str, Any]:
    """A function tool; `fields` beside its name."""
    match wire:
        case "responses":
            return {"type": "function", "name": name, "description": "d", "parameters": schema, **fields}
        case "messages":
            return {"name": name, "description": "d", "input_schema": schema, **fields}
        case "chat":
            function = {"name": name, "description": "d", "parameters": schema, **fields}
            return {"type": "function", "function": function}


def calls(
    wire: Wire, *made: tuple[str, str, str], text: str = "", thinking: Any = None
) -> list[dict[str, Any]]:
    """An assistant's turn: text and calls (id, name, JSON text of the arguments), as that wire replays it."""
    match wire:
        case "responses":
            items: list[dict[str, Any]] = [thinking] if thinking else []
            if text:
                content = [{"type": "output_text", "text": text, "annotations": []}]
                items.append({"type": "message", "role": "assistant", "content": content})
            return items + [
                {"type": "function_call", "call_id": id_, "name": name, "arguments": arguments}
                for id_, name, arguments in made
            ]
        case "messages":
            blocks: list[dict[str, Any]] = [thinking] if thinking else []
            if text:
                blocks.append({"type": "text", "text": text})
            blocks += [
                {"type": "tool_use", "id": id_, "name": name, "input": json.loads(arguments)}
                for id_, name, arguments in made
            ]
            return [{"role": "assistant", "content": blocks}]
        case "chat":
            functions = [
                {"id": id_, "type": "function", "function": {"name": name, "arguments": arguments}}
                for id_, name, arguments in made
            ]
            message = {"role": "assistant", "content": text or None, "tool_calls": functions}
            return [message | (thinking or {})]


def results(wire: Wire, *given: tuple[str, Any]) -> list[dict[str, Any]]:
    """What tools gave: (call id, content)."""
    match wire:
        case "responses":
            return [
                {"type": "function_call_output", "call_id": id_, "output": output} for id_, output in given
            ]
        case "messages":
            blocks = [{"type": "tool_result", "tool_use_id": id_, "content": output} for id_, output in given]
            return [{"role": "user", "content": blocks}]
        case "chat":
            return [{"role": "tool", "tool_call_id": id_, "content": output} for id_, output in given]
