"""What the two small clients have in common: a conversation that sends bodies and takes streams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import orjson

from app.check.repository import RepoTool
from proxy.conversation import Json, Wire
from proxy.json_fields import as_object
from proxy.sse import SseEvent
from proxy.wires import Client


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A tool call as the client would carry it out. `arguments` is None where they are no JSON object."""

    id: str
    name: str
    arguments: Mapping[str, object] | None
    raw: str = ""


@dataclass(slots=True)
class Turn:
    """One reply as the client understood it. `problem`: why it would give up on it, "" where it would not."""

    text: str = ""
    calls: list[MadeCall] = field(default_factory=list)
    reasoned: bool = False
    counted: bool = False
    problem: str = ""
    broken: bool = False
    """The stream itself broke: a client may ask again."""
    input: int = 0


class Talk(Protocol):
    """One conversation of one client."""

    client: Client
    wire: Wire
    path: str

    @property
    def headers(self) -> Mapping[str, str]:
        """The client's own headers."""

    def body(self) -> Json:
        """Return the next request."""

    def take(self, events: Sequence[SseEvent]) -> Turn:
        """Take a streamed reply into the history."""

    def give(self, results: Mapping[str, str]) -> None:
        """Add tool results, by call id."""

    def again(self) -> Json | None:
        """Return what the client asks where a stream broke; None where it gives up."""

    def take_whole(self, reply: Json) -> Turn:
        """Take the whole reply to that."""


class Opening(Protocol):
    """Opens a conversation."""

    def __call__(self, model: str, words: str, tools: Sequence[RepoTool]) -> Talk:
        """Return a conversation that begins with a user's words."""


def read_object(data: bytes) -> Json:
    """Return the JSON object in a body; an empty one where there is none."""
    return as_object(read_value(data)) or {}


def read_value(data: bytes | str) -> object:
    """Return the JSON value of a text; None where it is not JSON."""
    try:
        value: object = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return value
