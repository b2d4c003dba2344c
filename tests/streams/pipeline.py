"""The whole way of a reply without a socket: provider's bytes in, client's bytes out, as `proxy.relay` drives it."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from proxy.conversation import Event, Note, Wire
from proxy.envelope import Sealer
from proxy.route import Target
from proxy.translation import Translation
from proxy.wires import Client, codec
from tests.catalogue.talk import THINKS, body, dialect, tool
from tests.fakes.relay import make_route
from tests.streams.scripts import DIALECTS

SEALER = Sealer(b"k" * 32)
CLIENTS: dict[Wire, Client] = {"responses": "codex", "messages": "claude-code", "chat": "other"}
_DRAWN = re.compile(rb"(?<![0-9a-f])0{12}[0-9a-f]{4,60}(?![0-9a-f])")
_TIMES = re.compile(rb'"(created_at|created|completed_at)":\d+')


class Way:
    """One pair of wires: the request that was asked, ready to be translated again and again."""

    def __init__(
        self, inbound: Wire, upstream: Wire, spoken: str, *, stops: bool, stream: bool = True
    ) -> None:
        fields: dict[str, Any] = {"tools": [tool(inbound, "read")], **THINKS[inbound]}
        if stops and inbound != "responses":
            fields["stop_sequences" if inbound == "messages" else "stop"] = ["STOP"]
        asked = body(inbound, "go", stream=stream, **fields)
        self.inbound, self.upstream, self.spoken = inbound, upstream, spoken
        self._raw = orjson.dumps(asked)
        self._notes: list[Note] = []
        self._request = codec(inbound).decode_request(asked, self._notes)
        route = make_route("http://127.0.0.1:9/v1", upstream, dialect(spoken))
        self._target = Target(route, route.endpoints[0], "served")

    def __repr__(self) -> str:
        return f"{self.inbound} <- {self.upstream} ({self.spoken})"

    def translation(self) -> Translation:
        return Translation(
            self._request,
            self._raw,
            self._target,
            self._target.endpoint.dialect,
            SEALER,
            CLIENTS[self.inbound],
            False,
            self._notes.copy(),
        )


def ways(inbound: Wire, upstream: Wire, *, stream: bool = True) -> list[Way]:
    """All that is translated of a pair; where bytes pass untouched there is nothing to translate."""
    made = [
        Way(inbound, upstream, spoken, stops=stops, stream=stream)
        for spoken in DIALECTS[upstream]
        for stops in (False, True)
    ]
    return [way for way in made if not way.translation().verbatim]


def play(translation: Translation, chunks: Sequence[bytes]) -> bytes:
    """Return what the client gets."""
    out: list[bytes] = []
    events: list[Event]
    encoder = translation.encoder
    for chunk in chunks:
        events = translation.feed(chunk)
        if events:
            out.append(encoder.encode(events))
        if translation.ended:
            return b"".join(out)
    out.append(encoder.encode(translation.end()))
    return b"".join(out)


@contextmanager
def no_chance() -> Iterator["Lots"]:
    """Ids that are drawn by lot come in the same order after each `Lots.again`."""
    lots, drawn = Lots(), secrets.token_bytes
    secrets.token_bytes = lots
    try:
        yield lots
    finally:
        secrets.token_bytes = drawn


class Lots:
    """Stands in for `secrets.token_bytes`."""

    def __init__(self) -> None:
        self._number = 0

    def __call__(self, nbytes: int | None = None) -> bytes:
        self._number += 1
        return self._number.to_bytes(nbytes or 32, "big")

    def again(self) -> None:
        self._number = 0


def are_alike(one: bytes, other: bytes) -> bool:
    """Tell whether they say the same, whatever the clock said and whichever id was drawn first."""
    return one == other or _without_chance(one) == _without_chance(other)


def _without_chance(said: bytes) -> bytes:
    seen: dict[bytes, bytes] = {}

    def number(found: re.Match[bytes]) -> bytes:
        return seen.setdefault(found[0], b"%d" % len(seen))

    return _DRAWN.sub(number, _TIMES.sub(rb'"\1":0', said))
