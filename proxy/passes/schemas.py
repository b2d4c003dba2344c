"""Tool schemas as each upstream takes them; one bad schema would otherwise fail every request.

Cleaning is cached by the schema's own bytes: the same tools come with every request of a session.
"""

from functools import lru_cache
from typing import Final, Literal, TypeAlias, cast

import orjson
from msgspec import Struct

from proxy.conversation import Failure, Json
from proxy.passes.gemini_schema import gemini_subset
from proxy.passes.schema_root import as_object_schema
from proxy.wires import RequestError

Limits: TypeAlias = Literal["full", "inline_refs", "gemini"]

CACHED_SCHEMAS: Final = 512
"""Cleaned schemas that are kept: several clients' tools at once, a few MB at most."""
MAX_DEPTH: Final = 48
"""Levels of inlined references; deeper ones become free-form."""
MAX_NODES: Final = 4_000
"""Parts of a schema after inlining; a reference that would make it larger becomes free-form."""

_META = frozenset({"$schema", "$id", "$comment", "$anchor", "$vocabulary"})
_DEFINITIONS = frozenset({"$defs", "definitions"})
_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_LISTS = frozenset({"anyOf", "oneOf", "allOf", "prefixItems"})
_SINGLES = frozenset(
    {
        "items",
        "additionalProperties",
        "additionalItems",
        "unevaluatedProperties",
        "unevaluatedItems",
        "contains",
        "propertyNames",
        "not",
        "if",
        "then",
        "else",
    }
)


class CleanSchema(Struct, frozen=True):
    """A schema ready to be sent (shared between requests: not to be changed).

    `strict`: it satisfies OpenAI's rules for `strict: true`. `changed`: it is not what came in.
    """

    schema: Json
    strict: bool
    changed: bool


def clean_tool_schema(schema: Json | None, limits: Limits, name: str) -> CleanSchema:
    """Return a tool's schema with a plain object at its root. Raises `RequestError` for absurd nesting."""
    return _cached(_bytes(schema, name), limits, True)


def clean_output_schema(schema: Json, limits: Limits, name: str) -> CleanSchema:
    """Return an output format's schema; its root stays what it is, for what it says is what is wanted."""
    return _cached(_bytes(schema, name), limits, False)


def _bytes(schema: Json | None, name: str) -> bytes:
    try:
        return orjson.dumps(schema)
    except orjson.JSONEncodeError:  # more than 254 levels
        raise RequestError(
            Failure(
                kind="bad_request",
                fault="client",
                code="invalid_schema",
                status=400,
                message=f"The schema of {name!r} is nested too deeply to be sent on.",
            )
        ) from None


@lru_cache(maxsize=CACHED_SCHEMAS)
def _cached(serialised: bytes, limits: Limits, is_tool: bool) -> CleanSchema:
    given = orjson.loads(serialised)
    root: Json = given if isinstance(given, dict) else {}
    cleaned = _Cleaner(root, inline=limits != "full").schema(root, frozenset(), 0)
    schema = cast(Json, cleaned) if isinstance(cleaned, dict) else {}
    if is_tool:
        schema = as_object_schema(schema)
    if limits == "gemini":
        schema = gemini_subset(schema)
        if is_tool and "properties" not in schema:
            schema = {**schema, "type": "object", "properties": {}}
    return CleanSchema(schema, strict=_is_strict(schema), changed=schema != given)


class _Cleaner:
    """Walks a schema as a schema: a property may well be called `$id`, and a default may hold anything."""

    def __init__(self, root: Json, *, inline: bool) -> None:
        self._root, self._inline = root, inline
        self._nodes = 0

    def schema(self, node: object, inside: frozenset[str], depth: int) -> object:
        if not isinstance(node, dict):
            return node if isinstance(node, bool) else {}
        self._nodes += 1
        if self._inline and (depth > MAX_DEPTH or self._nodes > MAX_NODES):
            return {}
        if self._inline and isinstance(node.get("$ref"), str):
            return self._inlined(node, inside, depth)
        return {
            key: self._value(key, value, inside, depth)
            for key, value in node.items()
            if not (
                key in _META
                or (self._inline and key in _DEFINITIONS)
                # Codex 0.169.0 marks parameters that OpenAI encrypts; no other provider does.
                or (key == "encrypted" and isinstance(value, bool))
            )
        }

    def _value(self, key: str, value: object, inside: frozenset[str], depth: int) -> object:
        if key in _MAPS and isinstance(value, dict):
            return {name: self.schema(child, inside, depth + 1) for name, child in value.items()}
        if key in _LISTS and isinstance(value, list):
            return [self.schema(child, inside, depth + 1) for child in value]
        if key in _SINGLES:
            if isinstance(value, dict):
                return self.schema(value, inside, depth + 1)
            if isinstance(value, list):
                return [self.schema(child, inside, depth + 1) for child in value]
        return value

    def _inlined(self, node: Json, inside: frozenset[str], depth: int) -> object:
        """Return what the reference points to, with the keywords beside it; {} for a cycle or nothing."""
        reference = cast(str, node["$ref"])
        beside = self.schema({k: v for k, v in node.items() if k != "$ref"}, inside, depth)
        target = None if reference in inside else _resolve(self._root, reference)
        found = self.schema(target, inside | {reference}, depth + 1) if target is not None else {}
        return {**(found if isinstance(found, dict) else {}), **cast(Json, beside)}


def _resolve(root: Json, reference: str) -> Json | None:
    """Follow a local JSON pointer (`#/$defs/name`)."""
    if not reference.startswith("#"):
        return None
    node: object = root
    for step in reference[1:].split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict):
            node = node.get(name)
        elif isinstance(node, list) and name.isdecimal() and int(name) < len(node):
            node = node[int(name)]
        else:
            return None
    return cast(Json, node) if isinstance(node, dict) else None


_UNSTRICT = frozenset(
    {"oneOf", "allOf", "not", "if", "then", "else", "patternProperties", "dependentSchemas"}
)


def _is_strict(schema: object) -> bool:
    """Tell whether OpenAI takes the schema with `strict: true`: closed objects with every field required."""
    if not isinstance(schema, dict) or not _UNSTRICT.isdisjoint(schema):
        return False
    kinds = schema.get("type")
    if kinds == "object" or "properties" in schema or (isinstance(kinds, list) and "object" in kinds):
        properties, required = schema.get("properties"), schema.get("required")
        if schema.get("additionalProperties") is not False or not isinstance(properties, dict):
            return False
        if not isinstance(required, list) or set(map(str, required)) != set(properties):
            return False
    children: list[object] = []
    for key in ("properties", *_DEFINITIONS):
        if isinstance(group := schema.get(key), dict):
            children += group.values()
    if isinstance(variants := schema.get("anyOf"), list):
        children += variants
    if "items" in schema:
        children.append(schema["items"])
    return all(_is_strict(child) for child in children)
