"""The small subset of JSON Schema that Gemini-backed endpoints take in tools."""

from typing import Final, cast

from proxy.conversation import Json

_KEPT: Final = (
    "type",
    "format",
    "title",
    "description",
    "nullable",
    "enum",
    "items",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "minProperties",
    "maxProperties",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "anyOf",
    "default",
)
_FORMATS: Final = frozenset({"enum", "date-time", "float", "double", "int32", "int64"})


def gemini_subset(node: object) -> Json:
    """Return the schema in the subset; what it cannot say is left out, so that more is allowed, not less."""
    if not isinstance(node, dict):
        return {}
    schema = _without_all_of(cast(Json, node))
    schema = _typed(_united(schema))
    _say_values(schema)
    _say_bounds(schema)
    if schema.get("format") not in _FORMATS:
        schema.pop("format", None)
    if isinstance(properties := schema.get("properties"), dict):
        schema["properties"] = {name: gemini_subset(field) for name, field in properties.items()}
        schema.setdefault("type", "object")
        if isinstance(required := schema.get("required"), list):
            schema["required"] = [name for name in required if name in properties]
    if not schema.get("required") or "properties" not in schema:
        schema.pop("required", None)
    items = schema.get("items")
    if schema.get("type") == "array":
        # `items` must be there and say a type.
        schema["items"] = gemini_subset(items) if isinstance(items, dict) and items else {"type": "string"}
    else:
        schema.pop("items", None)
    return {key: schema[key] for key in _KEPT if key in schema}


def _without_all_of(schema: Json) -> Json:
    """Return a copy in which `allOf` is merged into the schema."""
    out = {key: value for key, value in schema.items() if key != "allOf"}
    for part in _schemas(schema.get("allOf")):
        for key, value in _without_all_of(part).items():
            known = out.get(key)
            if key == "properties" and isinstance(known, dict) and isinstance(value, dict):
                out[key] = {**known, **value}
            elif key == "required" and isinstance(known, list) and isinstance(value, list):
                out[key] = [*known, *(name for name in value if name not in known)]
            else:
                out.setdefault(key, value)
    return out


def _united(schema: Json) -> Json:
    """Say unions as `anyOf`, and a union with null as `nullable`."""
    variants = _schemas(schema.pop("anyOf", None)) + _schemas(schema.pop("oneOf", None))
    if not variants:
        return schema
    real = [variant for variant in variants if variant.get("type") != "null"]
    if len(real) < len(variants):
        schema["nullable"] = True
    if len(real) == 1:
        return {**_united(_without_all_of(real[0])), **schema}
    if real:
        schema["anyOf"] = [gemini_subset(variant) for variant in real]
    return schema


def _typed(schema: Json) -> Json:
    """Say a list of types as one type, `nullable` or `anyOf`."""
    kinds = schema.get("type")
    if not isinstance(kinds, list):
        return schema
    real = [kind for kind in kinds if kind != "null"]
    if len(real) < len(kinds):
        schema["nullable"] = True
    schema.pop("type")
    if len(real) == 1:
        schema["type"] = real[0]
    elif real and "anyOf" not in schema:
        schema["anyOf"] = [
            {"type": kind} if kind != "array" else gemini_subset({"type": kind}) for kind in real
        ]
    return schema


def _say_values(schema: Json) -> None:
    """Say a constant as an enum; enums are of strings alone."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    schema.pop("enum", None)
    if isinstance(values, list) and schema.get("type", "string") == "string":
        words = [value for value in values if isinstance(value, str) and value]
        if words and len(words) == len([value for value in values if value is not None]):
            schema["enum"] = words
            schema["type"] = "string"


def _say_bounds(schema: Json) -> None:
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        value = schema.get(exclusive)
        if isinstance(value, int | float) and not isinstance(value, bool):
            schema.setdefault(bound, value)


def _schemas(value: object) -> list[Json]:
    return [cast(Json, part) for part in value if isinstance(part, dict)] if isinstance(value, list) else []
