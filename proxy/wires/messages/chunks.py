"""The data of one server-sent event of a Messages reply, typed; read loosely where an endpoint mistypes."""

import json

import msgspec
import orjson
from msgspec import Struct

from proxy.conversation import Json
from proxy.json_fields import as_object, int_field, object_field, text_field
from proxy.sse import SseEvent
from proxy.surrogates import Halves, encodable, well_formed


class DeltaFields(Struct):
    """`delta` of a block (text, thinking, partial_json, signature, citation) or of the message."""

    type: str = ""
    text: str = ""
    thinking: str = ""
    partial_json: str = ""
    signature: str = ""
    citation: Json | None = None
    stop_reason: str | None = None
    stop_sequence: str | None = None


class Chunk(Struct):
    """One event. `whole` is its full JSON, only for errors and for a reply that came in one piece."""

    type: str = ""
    index: int | None = None
    delta: DeltaFields | None = None
    content_block: Json | None = None
    message: object = None
    usage: Json | None = None
    whole: Json = {}


_read = msgspec.json.Decoder(Chunk).decode


def read_chunk(event: SseEvent, halves: Halves) -> Chunk | None:
    """Return the event's data; None where it is no JSON object (`[DONE]`, a damaged line)."""
    try:
        chunk = _read(event.data)
    except (msgspec.DecodeError, UnicodeDecodeError):  # also a ValidationError
        return _read_loosely(event, halves)
    if not chunk.type or chunk.type in ("error", "message"):
        return _read_loosely(event, halves)
    return chunk


def _read_loosely(event: SseEvent, halves: Halves) -> Chunk | None:
    """Read odd types, raw control characters, stray bytes and halves of surrogate pairs."""
    try:
        whole = as_object(json.loads(event.data.decode("utf-8", "replace"), strict=False))
        if whole is not None:  # a half at the end of a delta may find its other half in the next one
            whole = {name: value if name == "delta" else encodable(value) for name, value in whole.items()}
    except (ValueError, RecursionError):
        return None
    if whole is None:
        return None
    kind = text_field(whole, "type") or event.name or ("error" if whole.get("error") else "")
    if event.name == "error":
        kind = "error"
    return Chunk(
        type=kind,
        index=_index(whole),
        delta=_delta(as_object(whole.get("delta")), _index(whole), halves),
        content_block=as_object(whole.get("content_block")),
        message=whole.get("message"),
        usage=object_field(whole, "usage"),
        whole=whole,
    )


def _index(whole: Json) -> int | None:
    text = text_field(whole, "index")
    return int(text) if text.isdecimal() else int_field(whole, "index")


def _delta(fields: Json | None, index: int | None, halves: Halves) -> DeltaFields | None:
    if fields is None:
        return None
    arguments = fields.get("partial_json")

    def words(name: str) -> str:
        return halves.join((index, name), text_field(fields, name))

    return DeltaFields(
        type=text_field(fields, "type"),
        text=words("text"),
        thinking=words("thinking"),
        partial_json=orjson.dumps(encodable(arguments)).decode()
        if isinstance(arguments, dict)
        else words("partial_json"),
        signature=well_formed(text_field(fields, "signature")),
        citation=encodable(as_object(fields.get("citation"))),
        stop_reason=text_field(fields, "stop_reason") or None,
        stop_sequence=well_formed(text_field(fields, "stop_sequence")) or None,
    )
