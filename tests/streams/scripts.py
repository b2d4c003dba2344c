"""Replies as providers stream them, rendered once: what the fuzzed streams are made of."""

import json
from functools import cache
from typing import Any, NamedTuple

from proxy.conversation import Wire
from tests.catalogue.talk import THINKS, body, tool
from tests.fakes import speak_chat, speak_messages, speak_responses
from tests.fakes.asked import Ask
from tests.fakes.frames import Mint
from tests.fakes.script import Call, ErrorInStream, Reply, Say, Think

SPEAK: dict[Wire, Any] = {"chat": speak_chat, "messages": speak_messages, "responses": speak_responses}
CALLS = (Call("read", {"path": "ä\n"}), Call("read", {"path": "b\u2028c"}))
LEAK = 'I look.\n<tool_call>\n{"name": "read", "arguments": {"path": "ls"}}\n</tool_call>'
REPLIES = (
    Reply(text="Grüße, 世界! 🎉 \u2028 and a line\r\nmore", piece=5),
    Reply(reasoning="Two files,\n\ntwo calls.", text="I read both.", calls=CALLS, piece=6, interleave=True),
    Reply(calls=CALLS, piece=3, interleave=True, usage=None),
    Reply(
        parts=[Think("first"), Say("one"), Think("then"), Say("two"), Call("read", {"path": "x"})], piece=9
    ),
    Reply(parts=[Think("", redacted=True), Say("after thoughts that nobody sees")], piece=11),
    Reply(text="cut off by the limit, in the mid", finish="length", piece=8),
    Reply(text="so far", calls=[Call("read", raw='{"path": "hal')], finish="length", piece=4),
    Reply(text="I will not do that.", finish="refusal", piece=10),
    Reply(text="<think>in the text</think>said STOP unsaid", piece=6),
    Reply(text=LEAK, piece=7),
    Reply(calls=[Call("read", raw=""), Call("nobody", {"x": [1, {"y": None}]})], piece=6),
    Reply(calls=[Call("read", raw='"{\\"path\\": \\"twice\\"}"')], piece=5),
    Reply(text="", calls=()),
)
ERROR = ErrorInStream()
DIALECTS: dict[Wire, tuple[str, ...]] = {
    "chat": ("generic-chat", "deepseek-chat"),
    "messages": ("generic-messages", "vendor-messages", "anthropic-messages"),
    "responses": ("generic-responses", "openai-responses"),
}
"""Of each wire an unknown provider, one with ways of its own, and a maker: what passes untouched is left out."""


class Rendered(NamedTuple):
    """One event of a stream: its name, its value, its JSON text."""

    name: str | None
    value: Any
    text: bytes


@cache
def rendered(wire: Wire, number: int) -> tuple[Rendered, ...]:
    """The events of one of `REPLIES` as a provider of that wire streams them."""
    asked = body(wire, "go", stream=True, tools=[tool(wire, "read")], **THINKS[wire])
    asked.setdefault("include", ["reasoning.encrypted_content"])
    ask = Ask(wire, "POST", "/", {}, json.dumps(asked).encode(), asked, 0.0)
    out = []
    for frame in SPEAK[wire].frames(REPLIES[number], ask, Mint()):
        text = frame.data if isinstance(frame.data, str) else json.dumps(frame.data, ensure_ascii=False)
        out.append(Rendered(frame.event, frame.data, text.encode()))
    return tuple(out)


@cache
def whole(wire: Wire, number: int) -> Any:
    """One of `REPLIES` as a whole body; None where that wire cannot say it (a broken call on messages)."""
    asked = body(wire, "go", tools=[tool(wire, "read")], **THINKS[wire])
    ask = Ask(wire, "POST", "/", {}, json.dumps(asked).encode(), asked, 0.0)
    try:
        return SPEAK[wire].whole(REPLIES[number], ask, Mint())
    except json.JSONDecodeError:
        return None


def error_event(wire: Wire) -> bytes:
    """An error in the stream, in the wire's own manner."""
    said: bytes = SPEAK[wire].error_event(ERROR)
    return said
