"""What one stream event says, read with types; and the small tables of the last one."""

import json

import msgspec
from msgspec import Struct

from proxy.conversation import Json, StopReason, Usage
from proxy.json_fields import as_object, int_field, object_field, text_field
from proxy.surrogates import Halves, encodable
from proxy.wires.responses.reply_items import as_arguments


class Chunk(Struct, gc=False):
    """The fields of every stream event that matter; unknown ones are skipped unread."""

    type: str = ""
    delta: str | None = None
    item_id: str | None = None
    output_index: int | None = None
    content_index: int | None = None
    summary_index: int | None = None
    text: str | None = None
    refusal: str | None = None
    arguments: object = None
    input: str | None = None
    name: str | None = None
    item: Json | None = None
    part: Json | None = None
    annotation: object = None
    response: Json | None = None


_CHUNKS = msgspec.json.Decoder(Chunk)


def read_chunk(data: bytes, halves: Halves) -> Chunk | None:
    """Read an event's data; None where it is no JSON object."""
    try:
        return _CHUNKS.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):  # also fields of other types than they should have
        return _read_leniently(data, halves)


def read_object(data: bytes) -> Json | None:
    """Read any JSON object: with odd types, raw control characters, stray bytes, halves of surrogate pairs."""
    try:
        body = as_object(json.loads(data.decode("utf-8", "replace"), strict=False))
        if body is None:
            return None
        return {
            # A half at the end of a delta may find its other half in the next one.
            name: value if isinstance(value, str) and name == "delta" else encodable(value)
            for name, value in body.items()
        }
    except (ValueError, RecursionError):
        return None


def _read_leniently(data: bytes, halves: Halves) -> Chunk | None:
    """Read what the typed reader refuses."""
    body = read_object(data)
    if body is None:
        return None
    kind, delta, item_id = text_field(body, "type"), body.get("delta"), text_field(body, "item_id")
    if isinstance(delta, str):
        delta = halves.join((kind, item_id, body.get("output_index"), body.get("summary_index")), delta)
    return Chunk(
        type=kind,
        delta=delta if isinstance(delta, str) else as_arguments(delta) or None,
        item_id=item_id or None,
        output_index=int_field(body, "output_index"),
        content_index=int_field(body, "content_index"),
        summary_index=int_field(body, "summary_index"),
        text=text_field(body, "text") or None,
        refusal=text_field(body, "refusal") or None,
        arguments=body.get("arguments"),
        input=text_field(body, "input") or None,
        name=text_field(body, "name") or None,
        item=as_object(body.get("item")),
        part=as_object(body.get("part")),
        annotation=body.get("annotation"),
        response=as_object(body.get("response")),
    )


def read_usage(usage: Json) -> Usage:
    """Read token counts, also under the names of chat; a missing input is what the total leaves."""
    into = object_field(usage, "input_tokens_details") or object_field(usage, "prompt_tokens_details")
    out = object_field(usage, "output_tokens_details") or object_field(usage, "completion_tokens_details")
    output = _first(usage, "output_tokens", "completion_tokens")
    given = _first(usage, "input_tokens", "prompt_tokens")
    return Usage(
        input=given or max((int_field(usage, "total_tokens") or 0) - output, 0),
        output=output,
        cached=_first(into, "cached_tokens") or _first(usage, "prompt_cache_hit_tokens"),
        cache_write=_first(into, "cache_write_tokens", "cache_creation_tokens"),
        reasoning=_first(out, "reasoning_tokens"),
    )


def _first(counts: Json, *names: str) -> int:
    found = (int_field(counts, name) for name in names)
    return max(next((count for count in found if count is not None), 0), 0)


def incomplete_reason(reason: str) -> StopReason | None:
    """Map `incomplete_details.reason`; None: the reply was broken off for a reason of its own."""
    if reason == "content_filter":
        return "content_filter"
    if "context" in reason:
        return "context_window"
    return "max_tokens" if not reason or "token" in reason or "length" in reason else None
