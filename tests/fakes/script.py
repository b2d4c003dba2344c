"""What a test tells the fake provider to answer: replies in neutral form, refusals, and troubles on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tests.fakes.asked import Ask

Wire = Literal["chat", "messages", "responses"]
WIRES: tuple[Wire, ...] = ("chat", "messages", "responses")

#: `after` of a trouble: not even the first event is sent.
NOTHING = -1
#: `after` of a trouble: everything but the events that end the reply.
ALMOST_ALL = 10**9


@dataclass(frozen=True, slots=True)
class Think:
    """A run of reasoning; `redacted` shows it as `redacted_thinking` (messages) or an empty summary (responses)."""

    text: str
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """A run of visible text."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call.

    `name` is looked up in the request's tools: exactly, or as the last part of a longer declared name
    (`spawn_agent` finds `multi_agent_v1__spawn_agent`), so one script serves every wire. The call is rendered in the
    kind the tool was declared with (function, custom, namespaced, tool search).
    `text` is free-form input (custom tools; a function gets it in its only required string), `raw` replaces the
    argument text literally (broken JSON), `id` fixes the call id (default: minted in the manner of the wire).
    """

    name: str
    args: Mapping[str, object] = field(default_factory=dict)
    id: str | None = None
    raw: str | None = None
    text: str | None = None


Part = Think | Say | Call


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as a provider counts them: `input` includes `cached` and `written`, `output` includes `reasoning`."""

    input: int
    output: int
    cached: int = 0
    reasoning: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection is reset after `after` content deltas (`reset=False`: closed without the last HTTP chunk)."""

    after: int = 2
    reset: bool = True


@dataclass(frozen=True, slots=True)
class Eof:
    """The body ends properly for HTTP after `after` content deltas, but the wire's end is missing."""

    after: int = 2


@dataclass(frozen=True, slots=True)
class ErrorInStream:
    """An error in the wire's own manner after `after` content deltas, then the end of the body."""

    after: int = 2
    message: str = "The engine is overloaded, please try again later"
    code: str = "server_error"
    type: str = "overloaded_error"


@dataclass(frozen=True, slots=True)
class Silence:
    """`seconds` without a byte: before the headers, before the first event, or after `after` content deltas."""

    seconds: float
    where: Literal["headers", "start", "middle"] = "middle"
    after: int = 2


@dataclass(frozen=True, slots=True)
class Hold:
    """Wait for the test to set `until` (at most `limit` seconds), at the same places as `Silence`."""

    until: threading.Event
    where: Literal["headers", "start", "middle"] = "headers"
    after: int = 2
    limit: float = 60.0


@dataclass(frozen=True, slots=True)
class JsonInsteadOfSse:
    """A streaming request is answered with one whole JSON body."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Raw bytes put into the stream after `after` content deltas (comments, odd frames)."""

    data: bytes
    after: int = NOTHING


Trouble = Cut | Eof | ErrorInStream | Silence | Hold | JsonInsteadOfSse | Extra


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of the model: reasoning, then text, then calls (or `parts` in any other order).

    On the messages wire the reasoning is left out when the request did not switch thinking on, as its maker does.

    `usage`: a `Usage`, None (the provider says nothing), or "measured" (a quarter token per byte, as truthful as can
    be). `finish` defaults to what the parts mean. `model`: the served model when it is not the requested one.
    `piece`: characters per delta. `write`: bytes per network write (None: one event each). `gap`: seconds between
    events. `interleave`: deltas of parallel calls alternate where the wire allows it (chat, responses).
    """

    reasoning: str = ""
    text: str = ""
    calls: Sequence[Call] = ()
    parts: Sequence[Part] = ()
    usage: Usage | Literal["measured"] | None = "measured"
    finish: Literal["stop", "length", "tool", "refusal"] | None = None
    model: str | None = None
    piece: int = 7
    write: int | None = None
    gap: float = 0.0
    interleave: bool = False
    troubles: Sequence[Trouble] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def in_order(self) -> list[Part]:
        if self.parts:
            return list(self.parts)
        parts: list[Part] = []
        if self.reasoning:
            parts.append(Think(self.reasoning))
        if self.text:
            parts.append(Say(self.text))
        return [*parts, *self.calls]

    @property
    def ending(self) -> Literal["stop", "length", "tool", "refusal"]:
        if self.finish:
            return self.finish
        return "tool" if any(isinstance(p, Call) for p in self.in_order()) else "stop"


@dataclass(frozen=True, slots=True)
class Status:
    """An HTTP error. Without `body` the message is put into the wire's own error envelope."""

    code: int
    message: str = "scripted error"
    type: str | None = None
    error_code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None  # dict/list: sent as JSON; str/bytes: sent as they are
    content_type: str | None = None
    troubles: Sequence[Silence | Hold] = ()


def Html(code: int = 502, headers: Mapping[str, str] | None = None) -> Status:  # noqa: N802 - reads as a turn
    """What a reverse proxy in front of the provider answers."""
    title = f"{code} Bad Gateway"
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    page += "<hr><center>nginx/1.24.0</center>\r\n</body>\r\n</html>\r\n"
    return Status(code, body=page, content_type="text/html", headers=headers or {})


def NewApi(code: int, message: str, error_code: str = "") -> Status:  # noqa: N802 - reads as a turn
    """The error envelope of new-api and one-api gateways, whatever the wire."""
    request_id = "202611200830123456789AbCdEfGh"
    return Status(
        code,
        body={
            "error": {
                "message": f"{message} (request id: {request_id})",
                "type": "new_api_error",
                "param": "",
                "code": error_code,
            }
        },
    )


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection is reset before any byte of an answer."""


Turn = Reply | Status | Drop
Script = Turn | Sequence[Turn] | Callable[["Ask"], Turn]
