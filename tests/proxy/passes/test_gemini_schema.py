"""The subset that Gemini-backed endpoints take."""

import pytest

from proxy.conversation import Json
from proxy.passes.gemini_schema import gemini_subset

OR_NULL: Json = {"type": "string", "nullable": True}
STRINGS: Json = {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize(
    ("schema", "subset"),
    [
        ({"const": "a"}, {"type": "string", "enum": ["a"]}),
        ({"const": 1}, {}),
        ({"type": "integer", "enum": [1, 2]}, {"type": "integer"}),
        ({"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}),
        ({"enum": ["a", None]}, {"type": "string", "enum": ["a"]}),
        ({"enum": ["a", 1]}, {}),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["string", "array"]}, {"anyOf": [{"type": "string"}, STRINGS]}),
        ({"type": ["null"]}, {"nullable": True}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "d"}, {**OR_NULL, "title": "d"}),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"anyOf": [{"type": "null"}]}, {"nullable": True}),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 9}, {"minimum": 0, "maximum": 9}),
        ({"type": "number", "exclusiveMinimum": True, "minimum": 1}, {"type": "number", "minimum": 1}),
        ({"type": "string", "format": "uri"}, {"type": "string"}),
        ({"type": "string", "format": "date-time"}, {"type": "string", "format": "date-time"}),
        ({"type": "array"}, STRINGS),
        ({"type": "array", "items": {"type": "string", "const": ""}}, STRINGS),
        ({"type": "string", "items": {}}, {"type": "string"}),
        (True, {}),
    ],
)  # fmt: skip
def test_each_keyword(schema: object, subset: Json) -> None:
    assert gemini_subset(schema) == subset


def test_objects() -> None:
    schema: Json = {
        "type": "object",
        "properties": {"a": {"type": "string", "x-odd": 1}, "b": {"properties": {"c": {"const": "x"}}}},
        "required": ["a", "gone"],
        "additionalProperties": False,
        "patternProperties": {"^x": {}},
    }
    assert gemini_subset(schema) == {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "object", "properties": {"c": {"type": "string", "enum": ["x"]}}},
        },
        "required": ["a"],
    }
    assert gemini_subset({"type": "object", "required": ["a"]}) == {"type": "object"}
    assert gemini_subset({"properties": {"a": {}}, "required": ["gone"]}) == {
        "type": "object",
        "properties": {"a": {}},
    }


def test_all_of_is_merged() -> None:
    schema: Json = {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            {
                "properties": {"b": {"type": "integer"}},
                "required": ["b", "a"],
                "allOf": [{"description": "inner"}],
            },
        ]
    }
    assert gemini_subset(schema) == {
        "type": "object",
        "description": "inner",
        "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
        "required": ["a", "b"],
    }
