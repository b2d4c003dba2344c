"""The events of a streamed reply, taken from the pieces in which it went over the line."""

import json
import re
from dataclasses import dataclass
from typing import Any

_BREAK = re.compile(r"\r?\n\r?\n")
_TYPE = re.compile(r'"(?:type|object)"\s*:\s*"([^"\\]{1,80})"')
_HEAD = 2_000
"""Characters in which an event says of what type it is."""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """`ms` since the request came in, of the piece in which the event ended; `side` is upstream or client."""

    ms: float
    side: str
    kind: str
    data: str


def read_events(pieces: list[dict[str, Any]]) -> list[StreamEvent]:
    """Return the events of both sides in the order of their times. A piece may hold several, or part of one."""
    found: list[StreamEvent] = []
    rests: dict[str, str] = {}
    last: dict[str, float] = {}
    for piece in pieces:
        side, at = str(piece.get("side") or ""), float(piece.get("ms") or 0)
        *whole, rest = _BREAK.split(rests.get(side, "") + str(piece.get("data") or ""))
        rests[side], last[side] = rest, at
        found += [_event(at, side, frame) for frame in whole if frame.strip()]
    found += [_event(last[side], side, rest) for side, rest in rests.items() if rest.strip()]
    found.sort(key=lambda event: event.ms)
    return found


def _event(at: float, side: str, frame: str) -> StreamEvent:
    name, data = "", []
    for line in frame.splitlines():
        field, _, value = line.partition(":")
        if field == "event":
            name = value.strip()
        elif field == "data":
            data.append(value.removeprefix(" "))
    text = "\n".join(data)
    return StreamEvent(at, side, name or _kind(text, frame), text or frame)


def _kind(data: str, frame: str) -> str:
    if not data:
        return "comment" if frame.startswith(":") else "text"
    if data.strip() == "[DONE]":
        return "[DONE]"
    found = _TYPE.search(data[:_HEAD])
    if found:
        return found[1]
    try:
        return "data" if isinstance(json.loads(data), dict) else "text"
    except ValueError:
        return "text"
