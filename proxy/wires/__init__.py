"""The three spokes: each wire decodes and encodes requests, replies, errors and keep-alives.

A wire package offers the names of `WireCodec` and nothing else is used of it. `codec(wire)` imports it
when first asked, so that a start pays only for what is used.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Literal, Protocol, TypeAlias, cast

from msgspec import Struct

from proxy.conversation import Event, Failure, Json, Note, Request, Wire
from proxy.dialect import Dialect
from proxy.reply.fold import Reply
from proxy.sse import SseEvent

Client: TypeAlias = Literal["codex", "claude-code", "other"]


class RequestError(Exception):
    """The client's request cannot be understood; `failure` says why (fault client, kind bad_request)."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class ReplyContext(Struct, frozen=True, kw_only=True):
    """What a reply encoder has to know of the request it answers."""

    model: str
    """The name that the client asked for; the reply carries it."""
    client: Client = "other"
    stream: bool = True
    include_usage: bool = True
    show_reasoning_summary: bool = False
    """responses: thinking is shown as `summary` (asked for) rather than as `content`."""
    compaction: bool = False
    """responses: the request ended with a compaction trigger; exactly one compaction item is due."""


class HttpReply(Struct, frozen=True):
    """A whole HTTP answer: JSON `body`, extra `headers` (lower case)."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class ReplyDecoder(Protocol):
    """Turns one upstream reply into events; a new one for each reply.

    It opens and closes parts, mends what providers are known to get wrong, and ends with exactly one
    Stop or Fail. It never closes a tool call as complete when the reply was cut.
    """

    def feed(self, event: SseEvent) -> list[Event]:
        """Take one server-sent event."""

    def end(self) -> list[Event]:
        """Take the end of the stream: Stop where the reply was whole, else Fail (kind truncated or empty)."""

    def whole(self, body: Json) -> list[Event]:
        """Take a whole JSON reply (`stream: false`); the events are those of the same reply streamed."""


class ReplyEncoder(Protocol):
    """Turns events into the client's stream; a new one for each reply."""

    def encode(self, events: Sequence[Event]) -> bytes:
        """Return the bytes for these events (may be empty). After Stop or Fail the stream is complete."""

    def keepalive(self) -> bytes:
        """Return bytes that the client's parser sees as a sign of life, legal at this point of the stream."""


class WireCodec(Protocol):
    """What each wire package offers (as module-level functions)."""

    def decode_request(self, body: Json, notes: list[Note]) -> Request:
        """Read a client's body. Accepts unknown fields (into `extra`). Raises `RequestError`."""

    def encode_request(self, request: Request, dialect: Dialect, notes: list[Note]) -> Json:
        """Write the upstream's body. The request has been through the passes: what is here is sent."""

    def reply_decoder(self) -> ReplyDecoder:
        """Return a decoder for one reply."""

    def reply_encoder(self, context: ReplyContext) -> ReplyEncoder:
        """Return an encoder for one streamed reply."""

    def encode_whole(self, reply: Reply, context: ReplyContext) -> Json:
        """Write a whole reply (`stream: false`). `reply.failure` is None here."""

    def say_error(self, failure: Failure, client: Client) -> HttpReply:
        """Say a failure before the first byte, with the status that makes this client stop or wait."""


@cache  # asked for several times in each request
def codec(wire: Wire) -> WireCodec:
    """Return the wire's functions."""
    return cast(WireCodec, import_module(f"proxy.wires.{wire}"))
