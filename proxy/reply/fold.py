"""A whole reply is the fold of its events."""

from collections.abc import Iterable

from msgspec import Struct

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    Meta,
    Open,
    PartKind,
    Start,
    Stop,
    ToolKind,
    Usage,
)


class ReplyPart(Struct):
    """One part of a reply in the order of opening; fields as in `Open` and `Meta`."""

    kind: PartKind
    text: str = ""
    id: str = ""
    name: str = ""
    namespace: str | None = None
    tool: ToolKind = "function"
    complete: bool = False
    native: object = None
    sealed: str | None = None
    annotations: object = None


class Reply(Struct):
    """A reply as a whole. Exactly one of `stop` and `failure` is set when the events were whole."""

    id: str = ""
    model: str = ""
    parts: list[ReplyPart] = []
    usage: Usage | None = None
    stop: Stop | None = None
    failure: Failure | None = None


def fold(events: Iterable[Event]) -> Reply:
    """Gather the events of one reply."""
    reply = Reply()
    texts: dict[int, list[str]] = {}
    parts: dict[int, ReplyPart] = {}
    for event in events:
        match event:
            case Start(id=id_, model=model):
                reply.id, reply.model = id_, model
            case Open():
                part = ReplyPart(
                    kind=event.kind, id=event.id, name=event.name, namespace=event.namespace, tool=event.tool
                )
                parts[event.key] = part
                texts[event.key] = []
                reply.parts.append(part)
            case Delta(key=key, text=text):
                texts[key].append(text)
            case Meta(key=key, field=field, value=value):
                setattr(parts[key], field, value)
            case Close(key=key, complete=complete):
                parts[key].complete = complete
            case Counted(usage=usage):
                reply.usage = usage
            case Stop():
                reply.stop = event
            case Fail(failure=failure):
                reply.failure = failure
    for key, pieces in texts.items():
        parts[key].text = "".join(pieces)
    return reply
