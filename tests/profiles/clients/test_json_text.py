"""JSON edited in its text: every foreign byte stays."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.clients.json_text import MAX_DEPTH, JsonText, format_string
from profiles.errors import BadFileError

PATH = Path("settings.json")


def edit(source: str, *steps: tuple[str, str | None]) -> str:
    text = JsonText(source.encode(), PATH)
    for key, value in steps:
        if value is None:
            text.remove(tuple(key.split(".")))
        else:
            text.set(tuple(key.split(".")), value)
    return text.dumps().decode()


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        ("", "a", "1", '{\n  "a": 1\n}\n'),
        (" \n", "a", "1", '{\n  "a": 1\n}\n'),
        ("{}", "a", "1", '{\n  "a": 1\n}'),
        ('{"a":1}', "b", "2", '{"a":1,"b":2}'),
        ('{"a": 1}', "b", "2", '{"a": 1, "b": 2}'),
        ('{"a":1}', "e.b", "2", '{"a":1,"e":{"b":2}}'),
        ('{\n    "a": 1\n}', "b", "2", '{\n    "a": 1,\n    "b": 2\n}'),
        ('{\n\t"a": 1\n}\n', "e.b", "2", '{\n\t"a": 1,\n\t"e": {\n\t\t"b": 2\n\t}\n}\n'),
        ('{\r\n  "a": 1\r\n}', "b", "2", '{\r\n  "a": 1,\r\n  "b": 2\r\n}'),
        ('\ufeff{"a":1}', "a", "2", '\ufeff{"a":2}'),
        ('{"a" : [ 1,2 ] , "b":{}}', "a", '"x"', '{"a" : "x" , "b":{}}'),
        ('{\n  "e": {}\n}', "e.b", "2", '{\n  "e": {\n    "b": 2\n  }\n}'),
        ('{"\\u0061": 1}', "a", "2", '{"\\u0061": 2}'),
    ],
)
def test_set(before: str, key: str, value: str, after: str) -> None:
    assert edit(before, (key, value)) == after


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ('{"a":1,"b":2}', "a", '{"b":2}'),
        ('{"a":1,"b":2}', "b", '{"a":1}'),
        ('{\n  "a": 1,\n  "b": 2\n}\n', "a", '{\n  "b": 2\n}\n'),
        ('{\n  "a": 1\n}', "a", "{}"),
        ('{"a":1}', "b", '{"a":1}'),
        ('{"a":1}', "a.b", '{"a":1}'),
        ('{"a":1}', "x.b", '{"a":1}'),
    ],
)
def test_remove(before: str, key: str, after: str) -> None:
    assert edit(before, (key, None)) == after


def test_only_empty_objects_are_dropped() -> None:
    text = JsonText(b'{"a":{},"b":{"c":1},"d":[]}', PATH)
    for name in ("a", "b", "d", "e"):
        text.drop_empty((name,))
    assert text.dumps() == b'{"b":{"c":1},"d":[]}'


@pytest.mark.parametrize(
    ("data", "line", "column", "reason"),
    [
        (b'{\n  "a": 1,\n}', 3, 1, "not valid JSON"),
        (b'{\n  // why\n  "a": 1}', 2, 3, "comment"),
        (b'{"a": 1 /* why */}', 1, 9, "comment"),
        (b'{"a": 1,\n "a": 2}', 2, 2, "twice"),
        (b'{"a": NaN}', 1, 7, "NaN"),
        (b"[]", 1, 1, "object"),
        (b'{"a": "\xff"}', 1, 8, "UTF-8"),
        (b'{"a": "\0"}', 1, 8, "NUL"),
        ('{"a": 1}'.encode("utf-16"), 1, 1, "UTF-16"),
        (b'{"a": ' + b"[" * 150 + b"]" * 150 + b"}", 1, MAX_DEPTH + 7, "deep"),
    ],
)
def test_invalid_file_is_refused_with_its_place(data: bytes, line: int, column: int, reason: str) -> None:
    with pytest.raises(BadFileError, match=reason) as caught:
        JsonText(data, PATH)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_very_deep_nesting_is_refused() -> None:
    with pytest.raises(BadFileError, match="deep"):
        JsonText(b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", PATH)


def test_a_value_that_is_no_object_is_refused() -> None:
    with pytest.raises(BadFileError, match="`env` is not an object"):
        edit('{"env": []}', ("env.a", "1"))


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
STYLES = st.sampled_from([{"indent": 2}, {"indent": "\t"}, {"indent": 4}, {"separators": (",", ":")}, {}])


@settings(deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=4), STYLES, st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_set_and_remove_is_what_it_was(
    values: dict[str, Any], style: dict[str, Any], bom: bool, eol: str
) -> None:
    values.pop("env", None)
    values = {"first": 1} | values
    source = ("\ufeff" if bom else "") + json.dumps(values, **style).replace("\n", eol) + eol
    text = JsonText(source.encode(), PATH)
    text.set(("env", "A"), '"1"')
    text.set(("env", "B"), '"2"')
    assert json.loads(text.dumps().decode().removeprefix("\ufeff")) == values | {"env": {"A": "1", "B": "2"}}
    text.remove(("env", "A"))
    text.remove(("env", "B"))
    text.drop_empty(("env",))
    assert text.dumps() == source.encode()


@settings(deadline=None)
@given(st.text().filter(lambda text: text.isprintable()))
def test_any_text_as_a_value(text: str) -> None:
    assert json.loads(format_string(text)) == text
