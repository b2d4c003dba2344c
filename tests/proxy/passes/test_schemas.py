"""Schemas: cleaned where they are schemas, cached, bounded, and strict only where they are."""

import orjson
import pytest

from proxy.conversation import Json
from proxy.passes import schemas
from proxy.passes.schemas import CleanSchema, Limits, clean_output_schema, clean_tool_schema
from proxy.wires import RequestError

EMPTY: Json = {"type": "object", "properties": {}}


def clean(schema: object, limits: Limits = "full") -> Json:
    return clean_tool_schema(schema, limits, "tool").schema  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "schema", [None, {}, {"type": None}, {"type": "null"}, {"type": "object"}, {"type": "string"}]
)
def test_row_031_a_schema_that_says_nothing_is_an_empty_object(schema: Json | None) -> None:
    assert clean(schema) == EMPTY
    assert clean(schema, "gemini") == EMPTY


def test_row_030_keywords_about_the_schema_go_but_properties_of_that_name_stay() -> None:
    schema: Json = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "x",
        "type": "object",
        "properties": {
            "$schema": {"type": "string", "$comment": "gone"},
            "message": {"type": "string", "encrypted": True},
            "encrypted": {"type": "boolean"},
        },
        "default": {"$schema": "stays"},
    }
    assert clean(schema) == {
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "message": {"type": "string"},
            "encrypted": {"type": "boolean"},
        },
        "default": {"$schema": "stays"},
    }


def test_a_clean_schema_is_not_changed_and_the_work_is_done_once() -> None:
    schema: Json = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    first = clean_tool_schema(schema, "full", "tool")
    assert not first.changed
    assert clean_tool_schema(dict(schema), "full", "other") is first


NESTED: Json = {
    "type": "object",
    "properties": {
        "a": {"$ref": "#/$defs/A", "description": "beside"},
        "list": {"type": "array", "items": {"$ref": "#/definitions/B~1b"}},
        "tuple": {"type": "array", "items": [{"$ref": "#/$defs/A"}]},
        "either": {"anyOf": [{"$ref": "#/properties/a"}, {"type": "null"}]},
    },
    "$defs": {"A": {"type": "string", "description": "own"}},
    "definitions": {"B/b": {"type": "integer"}},
    "additionalProperties": False,
}


def test_references_are_inlined_where_they_are_refused() -> None:
    assert clean(NESTED) == NESTED
    assert clean(NESTED, "inline_refs") == {
        "type": "object",
        "properties": {
            "a": {"type": "string", "description": "beside"},
            "list": {"type": "array", "items": {"type": "integer"}},
            "tuple": {"type": "array", "items": [{"type": "string", "description": "own"}]},
            "either": {"anyOf": [{"type": "string", "description": "beside"}, {"type": "null"}]},
        },
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    "reference",
    [
        "#/$defs/Node",
        "#",
        "https://example.com/x",
        "#/$defs/none",
        "#/$defs/flag/x",
        "#/allOf/9",
        "#/allOf/0",
    ],
)
def test_a_circle_or_a_reference_to_nowhere_ends(reference: str) -> None:
    schema: Json = {
        "type": "object",
        "allOf": [True],
        "properties": {"next": {"$ref": reference}},
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}, "flag": True},
    }
    assert b"$ref" not in orjson.dumps(clean(schema, "inline_refs"))


def test_references_into_lists_are_followed() -> None:
    schema: Json = {
        "type": "object",
        "properties": {"a": {"anyOf": [{"type": "string"}]}, "b": {"$ref": "#/properties/a/anyOf/0"}},
    }
    assert clean(schema, "inline_refs")["properties"] == {
        "a": {"anyOf": [{"type": "string"}]},
        "b": {"type": "string"},
    }


def test_inlining_cannot_grow_without_end() -> None:
    defs: Json = {
        f"L{level}": {
            "type": "object",
            "properties": {f"p{i}": {"$ref": f"#/$defs/L{level + 1}"} for i in range(8)},
        }
        for level in range(12)
    }
    schema: Json = {"type": "object", "properties": {"a": {"$ref": "#/$defs/L0"}}, "$defs": defs}
    assert len(orjson.dumps(clean(schema, "inline_refs"))) < 500_000


def test_absurd_nesting_is_refused_in_a_sentence() -> None:
    schema: Json = {}
    for _ in range(400):
        schema = {"properties": {"a": schema}}
    with pytest.raises(RequestError, match="'deep' is nested too deeply"):
        clean_tool_schema(schema, "full", "deep")


def test_deep_but_legal_nesting_is_cleaned() -> None:
    schema: Json = {"type": "string"}
    for _ in range(120):
        schema = {"type": "object", "properties": {"a": schema}}
    assert clean(schema) == schema
    assert len(orjson.dumps(clean(schema, "inline_refs"))) < len(orjson.dumps(schema))


def test_an_output_schema_keeps_its_root() -> None:
    schema: Json = {"$schema": "x", "anyOf": [{"type": "string"}]}
    assert clean_output_schema(schema, "full", "o").schema == {"anyOf": [{"type": "string"}]}
    assert clean_output_schema({"type": "string", "const": "a"}, "gemini", "o").schema == {
        "type": "string",
        "enum": ["a"],
    }


CLOSED: Json = {
    "type": "object",
    "properties": {
        "a": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "b": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["a", "b"],
    "additionalProperties": False,
}


def test_row_034_strict_is_only_what_openai_takes() -> None:
    def strict(schema: Json) -> bool:
        found: CleanSchema = clean_tool_schema(schema, "full", "t")
        return found.strict

    assert strict(CLOSED)
    assert strict({**CLOSED, "$defs": {"x": CLOSED}})
    assert not strict({**CLOSED, "additionalProperties": True})
    assert not strict({**CLOSED, "required": ["a"]})
    assert not strict({k: v for k, v in CLOSED.items() if k != "required"})
    assert not strict({**CLOSED, "$defs": {"x": {"type": "object"}}})
    for bad in ({"oneOf": [{}]}, {"type": "object"}, {"type": ["object", "null"]}, True):
        assert not strict({**CLOSED, "properties": {"a": bad, "b": {"type": "string"}}})


def test_the_cache_is_bounded() -> None:
    assert schemas._cached.cache_info().maxsize == schemas.CACHED_SCHEMAS
