"""A body that goes on byte for byte: only the value of its top-level `model` is exchanged."""

import re

import msgspec
import orjson

_GAP = re.compile(rb'[\s,{]*"(?:[^"\\]|\\.)*"\s*:\s*')
_top_level = msgspec.json.Decoder(dict[str, msgspec.Raw])


def with_model(body: bytes, model: str) -> bytes:
    """Return the body with another model; every other byte stays."""
    position = 0
    for key, raw in _top_level.decode(body).items():
        gap = _GAP.match(body, position)
        value = bytes(raw)
        if gap is None or not body.startswith(value, gap.end()):
            break  # a key that occurs twice: the values no longer stand in the order of the mapping
        position = gap.end() + len(value)
        if key == "model":
            return body[: gap.end()] + orjson.dumps(model) + body[position:]
    parsed = orjson.loads(body)
    parsed["model"] = model
    return orjson.dumps(parsed)
