"""Events as Responses endpoints write them, and what the decoder makes of them."""

from collections.abc import Iterable

import orjson

from proxy.conversation import Close, Delta, Event, Fail, Json, Meta, Open, Start, Stop
from proxy.reply.fold import Reply, fold
from proxy.sse import SseEvent
from proxy.wires.responses import reply_decoder

USAGE: Json = {
    "input_tokens": 10,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
    "output_tokens": 5,
    "output_tokens_details": {"reasoning_tokens": 3},
    "total_tokens": 15,
}


def sse(event: Json) -> SseEvent:
    return SseEvent(str(event.get("type", "")), orjson.dumps(event))


def decode(events: Iterable[Json], end: bool = True) -> list[Event]:
    decoder = reply_decoder()
    found: list[Event] = []
    for event in events:
        found += decoder.feed(sse(event))
    if end:
        found += decoder.end()
    check(found)
    return found


def whole(body: Json) -> list[Event]:
    found = reply_decoder().whole(body)
    check(found)
    return found


def check(events: list[Event]) -> None:
    """What the guard would have to mend is a fault of the decoder."""
    opened: set[int] = set()
    closed: set[int] = set()
    for position, event in enumerate(events):
        match event:
            case Open(key=key):
                assert key not in opened
                opened.add(key)
            case Delta(key=key) | Meta(key=key):
                assert key in opened - closed
            case Close(key=key):
                assert key in opened - closed
                closed.add(key)
            case Stop() | Fail():
                assert position == len(events) - 1
                assert opened == closed
            case Start():
                assert position == 0


def reply(events: Iterable[Json]) -> Reply:
    return fold(decode(events))


def parts(folded: Reply) -> list[tuple[str, str, bool]]:
    return [(part.kind, part.text, part.complete) for part in folded.parts]


def created(**fields: object) -> Json:
    return {"type": "response.created", "response": {"id": "resp_1", "model": "served", **fields}}


def completed(*output: Json, **fields: object) -> Json:
    response = {"id": "resp_1", "status": "completed", "output": list(output), "usage": USAGE, **fields}
    return {"type": "response.completed", "response": response}


def message(text: str, item_id: str = "msg_1", **fields: object) -> Json:
    return {
        "type": "message",
        "id": item_id,
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
        **fields,
    }


def call(
    arguments: object, call_id: str = "call_1", name: str = "f", item_id: str = "fc_1", **fields: object
) -> Json:
    return {
        "type": "function_call",
        "id": item_id,
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
        **fields,
    }


def added(item: Json, index: int | None = 0) -> Json:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def done(item: Json, index: int | None = 0) -> Json:
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def delta(
    kind: str, text: object, item_id: str | None = None, index: int | None = None, **fields: object
) -> Json:
    return {
        "type": f"response.{kind}.delta",
        "delta": text,
        "item_id": item_id,
        "output_index": index,
        **fields,
    }
