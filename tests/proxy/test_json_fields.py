"""Loosely typed JSON: a value of the named type, or the default, and never an error."""

from typing import Any

import pytest

from proxy.json_fields import (
    MOST,
    as_object,
    bool_field,
    int_field,
    list_field,
    number_field,
    object_field,
    objects_field,
    text_field,
)

ODD: list[Any] = [None, True, False, 0, 5, 5.5, "", "5", [], ["x"], {}, {"a": 1}]
"""A value of each type that JSON has, some of them empty."""


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_a_value_of_another_type_counts_as_absent(value: Any) -> None:
    obj = {"x": value}
    assert as_object(value) is (value if isinstance(value, dict) else None)
    assert text_field(obj, "x") == (value if isinstance(value, str) else "")
    assert bool_field(obj, "x") is (value if isinstance(value, bool) else None)
    assert object_field(obj, "x") == (value if isinstance(value, dict) else {})
    assert list_field(obj, "x") == (value if isinstance(value, list) else [])


def test_absent_fields() -> None:
    assert (text_field({}, "x"), text_field({}, "x", "default")) == ("", "default")
    assert (int_field({}, "x"), number_field({}, "x"), bool_field({}, "x")) == (None, None, None)
    assert (object_field({}, "x"), list_field({}, "x"), objects_field({}, "x")) == ({}, [], [])


def test_the_default_is_for_what_is_no_text_alone() -> None:
    assert text_field({"x": 5}, "x", "default") == "default"
    assert text_field({"x": ""}, "x", "default") == ""


@pytest.mark.parametrize(
    ("value", "whole", "number"),
    [
        (5, 5, 5.0),
        (-5, -5, -5.0),
        (0, 0, 0.0),
        (5.0, 5, 5.0),
        (5.5, None, 5.5),
        (float("inf"), None, float("inf")),
        (True, None, None),
        (False, None, None),
        ("5", None, None),
        (None, None, None),
        ([5], None, None),
    ],
)
def test_numbers(value: Any, whole: int | None, number: float | None) -> None:
    found = int_field({"x": value}, "x"), number_field({"x": value}, "x")
    assert found == (whole, number)
    assert [type(entry) for entry in found] == [type(whole), type(number)]


def test_only_the_objects_of_a_list() -> None:
    assert objects_field({"x": [{"a": 1}, 5, None, "b", [{}], {}]}, "x") == [{"a": 1}, {}]
    assert objects_field({"x": {"a": 1}}, "x") == []


@pytest.mark.parametrize(("value", "expected"), [(10**30, MOST), (-(10**30), -MOST), (1e308, MOST), (7, 7)])
def test_numbers_that_no_json_of_ours_could_repeat(value: object, expected: int) -> None:
    assert int_field({"n": value}, "n") == expected
