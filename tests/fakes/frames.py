"""What the three renderers share: one event of a stream, minted ids, tokens, and the choice of a tool's kind."""

from __future__ import annotations

import base64
import itertools
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.asked import Ask, Tool
from tests.fakes.script import Call, Reply, Think, Usage


@dataclass(frozen=True, slots=True)
class Frame:
    """One event: `open` and `close` frame the parts, `delta` carries content, `end` ends the reply."""

    kind: Literal["open", "delta", "close", "end"]
    data: Any  # a JSON value, or a literal string such as [DONE]
    event: str | None = None

    def encode(self) -> bytes:
        data = self.data if isinstance(self.data, str) else dumps(self.data)
        head = f"event: {self.event}\n" if self.event else ""
        return f"{head}data: {data}\n\n".encode()


@dataclass(frozen=True, slots=True)
class Issued:
    """Reasoning this provider gave out: the text, its token, and the call ids of the same answer."""

    wire: str
    text: str
    token: str
    calls: tuple[str, ...]
    details: Any = None


@dataclass(slots=True)
class Mint:
    """Ids in the manner of each wire, unique in one provider, and the reasoning issued with them."""

    nonce: str = field(default_factory=lambda: secrets.token_hex(4))
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    issued: list[Issued] = field(default_factory=list)

    def id(self, prefix: str) -> str:
        return f"{prefix}{self.nonce}{next(self.numbers):06d}"

    def record(
        self, wire: str, reasoning: Sequence[tuple[str, str]], calls: Sequence[str], details: Any = None
    ) -> None:
        """Remember what was given out: (text, token) pairs; calls without reasoning count too."""
        for text, token in reasoning or ([("", "")] if calls else []):
            self.issued.append(Issued(wire, text, token, tuple(calls), details))

    def token(self, prefix: str) -> str:
        """An opaque reasoning token: looks like a signature or a ciphertext, means nothing."""
        return prefix + base64.b64encode(self.id("r").encode() + secrets.token_bytes(48)).decode()


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pieces(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), max(1, size))]


def tokens(text: str) -> int:
    """A plausible count: a token for four bytes."""
    return (len(text.encode()) + 3) // 4


def count(reply: Reply, ask: Ask) -> Usage | None:
    if reply.usage != "measured":
        return reply.usage
    thought = sum(tokens(p.text) for p in reply.in_order() if isinstance(p, Think))
    said = sum(tokens(arguments(p, None) if isinstance(p, Call) else p.text) for p in reply.in_order())
    return Usage(input=max(1, len(ask.raw) // 4), output=max(1, said), reasoning=thought)


def find_tool(call: Call, ask: Ask) -> Tool | None:
    return ask.tool(call.name)


def arguments(call: Call, tool: Tool | None) -> str:
    """The argument text of a function call; free-form input goes into the only (required) string of the schema."""
    if call.raw is not None:
        return call.raw
    if call.text is not None:
        return dumps({only_string(tool): call.text})
    return dumps(dict(call.args))


def free_input(call: Call) -> str:
    """The input of a custom tool call."""
    if call.raw is not None:
        return call.raw
    if call.text is not None:
        return call.text
    if set(call.args) == {"input"}:
        return str(call.args["input"])
    return dumps(dict(call.args))


def only_string(tool: Tool | None) -> str:
    schema = tool.schema if tool and isinstance(tool.schema, dict) else {}
    properties = schema.get("properties")
    names: Sequence[str] = list(schema.get("required") or []) or (
        list(properties) if isinstance(properties, dict) else []
    )
    return names[0] if len(names) == 1 else "input"


def round_robin(streams: Sequence[Sequence[Frame]]) -> list[Frame]:
    """The frames of several parts in turn: one of each, until all are through."""
    return [f for row in itertools.zip_longest(*streams) for f in row if f is not None]
