"""A whole reply as one response object: the last one of the same reply streamed."""

from collections.abc import Iterator

from proxy.conversation import Close, Counted, Delta, Event, Fail, Failure, Json, Meta, Open, Start
from proxy.reply.fold import Reply
from proxy.wires import ReplyContext
from proxy.wires.responses.encode_reply import ResponsesEncoder


def encode_whole(reply: Reply, context: ReplyContext) -> Json:
    """Write a whole reply (`stream: false`)."""
    encoder = ResponsesEncoder(context)
    encoder.encode(list(_events_of(reply)))
    return encoder.response


def _events_of(reply: Reply) -> Iterator[Event]:
    yield Start(reply.id, reply.model)
    for key, part in enumerate(reply.parts):
        yield Open(key, part.kind, part.id, part.name, part.namespace, part.tool)
        if part.text:
            yield Delta(key, part.text)
        if part.annotations:
            yield Meta(key, "annotations", part.annotations)
        if part.sealed is not None:
            yield Meta(key, "sealed", part.sealed)
        yield Close(key, part.complete)
    if reply.usage is not None:
        yield Counted(reply.usage)
    yield reply.stop or Fail(reply.failure or Failure("empty", "The reply has no end"))
