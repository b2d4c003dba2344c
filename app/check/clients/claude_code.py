"""Talks as Claude Code 2.1.329 does: Messages, streamed, cache marks, thinking echoed with its signature."""

import secrets
from collections.abc import Mapping, Sequence

import orjson

from app.check.clients.talk import MadeCall, Turn, read_object, read_value
from app.check.repository import RepoTool
from proxy.conversation import Json, Wire
from proxy.json_fields import as_object, int_field, object_field, objects_field, text_field
from proxy.sse import SseEvent
from proxy.wires import Client

GUIDE = "You are an agent that works on a repository by calling tools. Be brief."
PLACE = "The working folder is /repository."
ROOM_TOKENS = 32_000
"""What Claude Code asks for with a model that it does not know."""
_MARK = {"type": "ephemeral"}


class ClaudeTalk:
    """One session of Claude Code."""

    client: Client = "claude-code"
    wire: Wire = "messages"
    path = "/v1/messages?beta=true"

    def __init__(self, model: str, words: str, tools: Sequence[RepoTool] = ()) -> None:
        self._model, self._session = model, secrets.token_hex(16)
        self._tools: list[Json] = [
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": {"$schema": "https://json-schema.org/draft/2020-12/schema", **tool.schema()},
            }
            for tool in tools
        ]
        if self._tools:
            self._tools[-1]["cache_control"] = _MARK
        self._messages: list[Json] = [
            {"role": "user", "content": [{"type": "text", "text": words, "cache_control": _MARK}]},
            {"role": "system", "content": PLACE},
        ]

    @property
    def headers(self) -> Mapping[str, str]:
        return {
            "User-Agent": "claude-cli/2.1.329 (external, cli)",
            "anthropic-version": "2023-06-01",
            "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14,effort-2025-11-24",
            "x-app": "cli",
        }

    def body(self) -> Json:
        """Return the next request."""
        return {
            "model": self._model,
            "max_tokens": ROOM_TOKENS,
            "system": [{"type": "text", "text": GUIDE, "cache_control": _MARK}],
            **({"tools": self._tools} if self._tools else {}),
            "messages": self._messages,
            "thinking": {"type": "adaptive"},
            "output_config": {"effort": "medium"},
            "metadata": {"user_id": orjson.dumps({"session_id": self._session}).decode()},
            "stream": True,
        }

    def take(self, events: Sequence[SseEvent]) -> Turn:
        """Read the blocks of a reply into the history."""
        turn, ended = Turn(), False
        blocks: dict[int, Json] = {}
        inputs: dict[int, str] = {}
        for event in events:
            parsed = read_object(event.data)
            at = int_field(parsed, "index") or 0
            match event.name:
                case "message_start":
                    counted = object_field(object_field(parsed, "message"), "usage")
                    turn.input = int_field(counted, "input_tokens") or 0
                case "content_block_start":
                    blocks[at], inputs[at] = dict(object_field(parsed, "content_block")), ""
                case "content_block_delta" if at in blocks:
                    inputs[at] += _add(blocks[at], object_field(parsed, "delta"))
                case "message_delta":
                    turn.counted = any(
                        int_field(object_field(parsed, "usage"), name)
                        for name in ("input_tokens", "cache_read_input_tokens", "output_tokens")
                    )
                    if text_field(object_field(parsed, "delta"), "stop_reason") == "max_tokens":
                        turn.problem = "the reply was cut at max_tokens"
                case "message_stop":
                    ended = True
                case "error":
                    ended = turn.broken = True
                    turn.problem = text_field(object_field(parsed, "error"), "message", "the reply failed")
                case _:
                    pass
        if not ended and not turn.problem:
            turn.problem, turn.broken = "the stream ended without message_stop", True
        if turn.broken:
            return turn  # nothing of it stays
        for at, block in blocks.items():
            _finish(block, inputs[at], turn)
        self._keep(list(blocks.values()))
        return turn

    def again(self) -> Json | None:
        """Where a stream broke, Claude Code asks for the whole reply."""
        return {**self.body(), "stream": False}

    def take_whole(self, reply: Json) -> Turn:
        """Read a whole reply into the history."""
        turn = Turn(counted=bool(object_field(reply, "usage")))
        blocks = [dict(block) for block in objects_field(reply, "content")]
        for block in blocks:
            _finish(block, orjson.dumps(object_field(block, "input")).decode(), turn)
        self._keep(blocks)
        return turn

    def _keep(self, blocks: list[Json]) -> None:
        if blocks:
            self._messages.append({"role": "assistant", "content": blocks})

    def give(self, results: Mapping[str, str]) -> None:
        """Add tool results."""
        content = [
            {"type": "tool_result", "tool_use_id": call_id, "content": said}
            for call_id, said in results.items()
        ]
        self._messages.append({"role": "user", "content": content})


def _add(block: Json, delta: Json) -> str:
    """Put a delta into its block; returns a piece of a tool's input."""
    match text_field(delta, "type"):
        case "text_delta":
            block["text"] = text_field(block, "text") + text_field(delta, "text")
        case "thinking_delta":
            block["thinking"] = text_field(block, "thinking") + text_field(delta, "thinking")
        case "signature_delta":
            block["signature"] = text_field(delta, "signature")
        case "input_json_delta":
            return text_field(delta, "partial_json")
        case _:
            pass
    return ""


def _finish(block: Json, raw: str, turn: Turn) -> None:
    match text_field(block, "type"):
        case "text":
            turn.text += text_field(block, "text")
        case "thinking" | "redacted_thinking":
            turn.reasoned = True
        case "tool_use":
            made = as_object(read_value(raw or "{}"))
            block["input"] = made or {}
            turn.calls.append(MadeCall(text_field(block, "id"), text_field(block, "name"), made, raw))
        case _:
            pass
