"""A tool schema's root is a plain object, whatever it was made of."""

from proxy.conversation import Json
from proxy.passes.schema_root import as_object_schema

A: Json = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "a": {"type": "string"}},
    "required": ["id", "a"],
}
B: Json = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "b": {"type": "integer"}},
    "required": ["id", "b"],
}


def test_a_plain_object_is_returned_as_it_is() -> None:
    assert as_object_schema(A) is A


def test_row_031_a_union_becomes_one_object_that_says_its_rule() -> None:
    for union in ("anyOf", "oneOf"):
        merged = as_object_schema({"description": "Finds.", union: [A, B, {"type": "null"}]})
        assert merged == {
            "type": "object",
            "properties": {"id": {"type": "string"}, "a": {"type": "string"}, "b": {"type": "integer"}},
            "required": ["id"],
            "description": "Finds.\nGive the fields of one of these groups: (id, a) | (id, b)",
        }


def test_row_031_all_of_requires_what_any_part_requires() -> None:
    merged = as_object_schema({"type": "object", "properties": {"x": {}}, "allOf": [A, {"allOf": [B]}]})
    assert merged["required"] == ["id", "a", "b"]
    assert list(merged["properties"]) == ["x", "id", "a", "b"]  # type: ignore[call-overload]


def test_row_031_references_at_the_root_are_followed() -> None:
    merged = as_object_schema({"$ref": "#/$defs/A", "$defs": {"A": A}})
    assert merged == {**A, "$defs": {"A": A}}
    merged = as_object_schema(
        {"oneOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/gone/x"}], "$defs": {"A": A}}
    )
    assert merged["properties"] == A["properties"]
    assert "required" not in merged


def test_a_field_that_variants_describe_differently_takes_either() -> None:
    def variant(field: Json) -> Json:
        return {"properties": {"kind": field}}

    def kind(*fields: Json) -> object:
        return as_object_schema({"anyOf": [variant(field) for field in fields]})["properties"]

    assert kind({"const": "a", "type": "string"}, {"enum": ["a", "b"], "type": "string"}) == {
        "kind": {"type": "string", "enum": ["a", "b"]}
    }
    assert kind({"const": "a"}, {"const": 1, "type": "integer"}) == {"kind": {"enum": ["a", 1]}}
    assert kind({"type": "string"}, {"type": "integer"}, {"type": "integer"}) == {
        "kind": {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    }


def test_a_closed_variant_closes_the_object() -> None:
    merged = as_object_schema({"anyOf": [{**A, "additionalProperties": False}]})
    assert (
        "additionalProperties" not in merged
    )  # the other variants' fields are known, its own say nothing more
    assert (
        as_object_schema({"allOf": [{**A, "additionalProperties": False}]})["additionalProperties"] is False
    )


def test_other_roots_and_odd_values_are_an_empty_object() -> None:
    empty = {"type": "object", "properties": {}}
    assert as_object_schema({"type": "array"}) == empty
    assert as_object_schema({"enum": ["a"], "not": {}}) == empty
    assert (
        as_object_schema({"type": ["object", "null"], "properties": 5, "required": [1, "gone"], "anyOf": 3})
        == empty
    )


def test_circles_and_swarms_of_references_end() -> None:
    circle: Json = {"anyOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}, A]}
    assert "a" in as_object_schema(circle)["properties"]  # type: ignore[operator]
    assert as_object_schema({"$ref": "#"}) == {"type": "object", "properties": {}}
