"""One answer of a provider: its bytes, when each piece came, and the reply that they make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import aiohttp
import orjson

from proxy import failures
from proxy.conversation import Counted, Delta, Event, Failure, Open, PartKind, Wire
from proxy.reply.fold import Reply, fold
from proxy.sse import EventTooLongError, SseEvent, SseReader, looks_like_sse
from proxy.surrogates import read_json
from proxy.wires import codec

MAX_REPLY_BYTES = 4 * 1024 * 1024
"""No step asks for much; a provider that never ends is cut off here."""


@dataclass(slots=True)
class Answer:
    """What came back. `reply` is set where there was a reply at all; `deltas` are (seconds, kind, characters)."""

    wire: Wire
    sent: bytes
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: Failure | None = None
    reply: Reply | None = None
    counted: bool = False
    streamed: bool = False
    events: list[SseEvent] = field(default_factory=list)
    deltas: list[tuple[float, PartKind, int]] = field(default_factory=list)
    ms: float = 0.0

    @property
    def text(self) -> str:
        """The visible text."""
        return "".join(part.text for part in self.parts("text"))

    @property
    def reasoning(self) -> str:
        """The visible reasoning."""
        return "".join(part.text for part in self.parts("reasoning"))

    def parts(self, kind: PartKind) -> list[Any]:
        """The reply's parts of a kind."""
        return [] if self.reply is None else [part for part in self.reply.parts if part.kind == kind]

    @property
    def is_page(self) -> bool:
        """A web page came instead of an API's answer."""
        kind = next((v for n, v in self.headers.items() if n.lower() == "content-type"), "")
        start = self.body[:200].lstrip().lower()
        return start.startswith((b"<!doctype", b"<html", b"<head")) or (
            "text/html" in kind and start[:1] == b"<"
        )

    def pace(self, kind: PartKind) -> tuple[float, float, int, int]:
        """Return how the deltas of a kind came: the first and the last, in seconds, their number and characters."""
        own = [(at, size) for at, known, size in self.deltas if known == kind]
        if not own:
            return 0.0, 0.0, 0, 0
        return own[0][0], own[-1][0], len(own), sum(size for _, size in own)


async def receive(reply: aiohttp.ClientResponse, answer: Answer, began: float) -> None:
    """Read the body as it comes; a stream is decoded meanwhile, to know when each piece came."""
    reader, decoder = SseReader(), codec(answer.wire).reply_decoder()
    kinds: dict[int, PartKind] = {}
    events: list[Event] = []
    pieces: list[bytes] = []
    size = 0
    answer.streamed = reply.content_type == "text/event-stream"

    def take(said: list[Event]) -> None:
        at = perf_counter() - began
        for event in said:
            if type(event) is Open:
                kinds[event.key] = event.kind
            elif type(event) is Delta:
                answer.deltas.append((at, kinds.get(event.key, "text"), len(event.text)))
        events.extend(said)

    try:
        while chunk := await reply.content.readany():
            size += len(chunk)
            pieces.append(chunk)
            if size > MAX_REPLY_BYTES:
                answer.failure = failures.cut(f"{size} bytes, more than any step asks for")
                break
            if not answer.streamed and len(pieces) == 1 and reply.status < 300:
                answer.streamed = looks_like_sse(chunk[:64])
            if answer.streamed:
                for event in reader.feed(chunk):
                    answer.events.append(event)
                    take(decoder.feed(event))
    except EventTooLongError:
        pass
    finally:
        answer.body = b"".join(pieces)
    if answer.streamed:
        for event in reader.end():
            answer.events.append(event)
            take(decoder.feed(event))
        take(decoder.end())
        answer.reply = fold(events)
        answer.counted = any(type(event) is Counted for event in events)


def read(answer: Answer) -> None:
    """Make a reply or a failure of an answer's bytes."""
    if answer.failure is not None:
        return
    if answer.status >= 300:
        answer.failure = failures.classify(answer.status, answer.headers, answer.body)
        return
    if not answer.streamed:
        try:
            parsed = read_json(answer.body)
        except orjson.JSONDecodeError:
            parsed = None
        if not isinstance(parsed, dict):
            broken = parsed is None and answer.body.lstrip().startswith(b"{")
            answer.failure = (
                failures.cut(f"{len(answer.body)} bytes")
                if broken
                else failures.classify(answer.status, answer.headers, answer.body)
            )
            return
        events = codec(answer.wire).reply_decoder().whole(parsed)
        answer.reply = fold(events)
        answer.counted = any(type(event) is Counted for event in events)
    if answer.reply is not None:
        answer.failure = answer.reply.failure
