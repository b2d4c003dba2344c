"""The root of a tool's schema as a plain object: OpenAI and Anthropic refuse unions and references there."""

from typing import cast

from proxy.conversation import Json

_REFUSED_AT_ROOT = ("anyOf", "oneOf", "allOf", "$ref", "enum", "const", "not")
_MAX_HOPS = 16
"""References and unions that are followed one after another; more are a circle."""
_MAX_PARTS = 500
"""Parts of the root that are looked at; a root of more parts is not a schema but an attack."""


def as_object_schema(schema: Json) -> Json:
    """Return the schema with `type: object` and `properties` at its root.

    A union becomes one object with the fields of all variants; required is what all of them require
    (`allOf`: what any requires), and the description says which fields go together.
    """
    if (
        schema.get("type") == "object"
        and isinstance(schema.get("properties"), dict)
        and not any(key in schema for key in _REFUSED_AT_ROOT)
    ):
        return schema
    merged = _Merge(schema, [_MAX_PARTS])
    merged.take(schema, _MAX_HOPS)
    out = {key: value for key, value in schema.items() if key not in _REFUSED_AT_ROOT}
    out["type"] = "object"
    out["properties"] = merged.properties
    required = [name for name in merged.required if name in merged.properties]
    out.pop("required", None)
    if required:
        out["required"] = required
    if merged.closed and out.get("additionalProperties") is None:
        out["additionalProperties"] = False
    if merged.rules:
        out["description"] = "\n".join([*_texts(schema.get("description")), *merged.rules])
    return out


class _Merge:
    """Gathers the fields of an object schema and of everything its root is made of."""

    def __init__(self, root: Json, parts_left: list[int]) -> None:
        """`parts_left`: one number, shared with the variants."""
        self.properties: dict[str, object] = {}
        self.required: list[str] = []
        self.rules: list[str] = []
        self.closed = False
        self._root, self._parts_left = root, parts_left

    def take(self, node: Json, hops: int) -> None:
        self._parts_left[0] -= 1
        node = self._resolved(node, hops)
        for name, field in _object(node.get("properties")).items():
            self._add(name, field)
        self._require(_texts(node.get("required")))
        self.closed = self.closed or node.get("additionalProperties") is False
        if hops <= 0 or self._parts_left[0] <= 0:
            return
        for part in _objects(node.get("allOf")):
            self.take(part, hops - 1)
        for union in ("anyOf", "oneOf"):
            variants = [
                v for part in _objects(node.get(union)) if (v := self._variant(part, hops)) is not None
            ]
            self._merge_variants(variants)

    def _variant(self, part: Json, hops: int) -> "_Merge | None":
        part = self._resolved(part, hops)
        if part.get("type", "object") not in ("object", ["object", "null"]):
            return None
        variant = _Merge(self._root, self._parts_left)
        variant.take(part, hops - 1)
        return variant

    def _merge_variants(self, variants: "list[_Merge]") -> None:
        for variant in variants:
            for name, field in variant.properties.items():
                self._add(name, field)
        if not variants:
            return
        common = [name for name in variants[0].required if all(name in v.required for v in variants)]
        self._require(common)
        groups = [", ".join(variant.required) for variant in variants if variant.required]
        if len(variants) > 1 and groups:
            self.rules.append(
                "Give the fields of one of these groups: " + " | ".join(f"({g})" for g in groups)
            )

    def _require(self, names: list[str]) -> None:
        self.required += [name for name in names if name not in self.required]

    def _add(self, name: str, field: object) -> None:
        known = self.properties.get(name)
        self.properties[name] = field if known is None or known == field else _either(known, field)

    def _resolved(self, node: Json, hops: int) -> Json:
        while hops > 0 and isinstance(reference := node.get("$ref"), str):
            target: object = self._root
            for step in reference.removeprefix("#").split("/")[1:]:
                target = (
                    target.get(step.replace("~1", "/").replace("~0", "~"))
                    if isinstance(target, dict)
                    else None
                )
            beside = {key: value for key, value in node.items() if key != "$ref"}
            node = {**_object(target), **beside}
            hops -= 1
        return node


def _either(one: object, other: object) -> Json:
    """Return a schema for a field that two variants describe differently."""
    values = [*_constants(one), *_constants(other)]
    if _constants(one) and _constants(other):
        distinct = [value for i, value in enumerate(values) if value not in values[:i]]
        kinds = {_object(one).get("type"), _object(other).get("type")}
        kind = kinds.pop() if len(kinds) == 1 else None
        return {"type": kind, "enum": distinct} if kind is not None else {"enum": distinct}
    variants = _object(one).get("anyOf")
    earlier = cast(list[object], variants) if isinstance(variants, list) and len(_object(one)) == 1 else [one]
    return {"anyOf": earlier if other in earlier else [*earlier, other]}


def _constants(field: object) -> list[object]:
    schema = _object(field)
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return cast(list[object], values) if isinstance(values, list) else []


def _object(value: object) -> Json:
    return cast(Json, value) if isinstance(value, dict) else {}


def _objects(value: object) -> list[Json]:
    return [cast(Json, part) for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
