"""JSON with comments edited in its text: every foreign byte stays, comments and trailing commas too."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.clients.edit import KeyPath, Owned, apply, take_back
from profiles.clients.json_text import format_string
from profiles.clients.jsonc_text import JsoncText
from profiles.errors import BadFileError

PATH = Path("settings.json")
LIST: KeyPath = ("x.list",)


class Listed(JsoncText):
    """A file with one list of named values."""

    tables = (LIST,)


def edit(source: str, *steps: tuple[KeyPath, str | None]) -> str:
    text = Listed(source.encode(), PATH)
    for place, value in steps:
        if value is None:
            text.remove(place)
        else:
            text.set(place, value)
    return text.dumps().decode()


@pytest.mark.parametrize(
    ("before", "place", "value", "after"),
    [
        ("", ("a",), "1", '{\n  "a": 1\n}\n'),
        ("{ // why\n}", ("a",), "1", '{ // why\n  "a": 1\n}'),
        ("{/* c */}", ("a",), "1", '{/* c */"a": 1 }'),
        ('{\n  "a": 1 // one\n}', ("b",), "2", '{\n  "a": 1, // one\n  "b": 2\n}'),
        ('{\n  "a": 1, // one\n}', ("b",), "2", '{\n  "a": 1, // one\n  "b": 2,\n}'),
        ('{\r\n\t"a": 1 /* , */\r\n}', ("b",), "2", '{\r\n\t"a": 1, /* , */\r\n\t"b": 2\r\n}'),
        ('{"a": "// no", "b": 1,}', ("a",), '"x"', '{"a": "x", "b": 1,}'),
        ('{"a":1/*c*/,/*d*/"b":2}', ("b",), "3", '{"a":1/*c*/,/*d*/"b":3}'),
        ('{"a":1}', (*LIST, "N"), '"v"', '{"a":1,"x.list":[{"name":"N", "value":"v"}]}'),
        (
            '{\n  "x.list": [\n    {"name": "M", "value": "1"} // mine\n  ]\n}',
            (*LIST, "N"),
            '"v"',
            '{\n  "x.list": [\n    {"name": "M", "value": "1"}, // mine\n    {"name": "N", "value": "v"}\n  ]\n}',
        ),
        (
            '{"x.list": [{"value": /* old */ "1", "name": "N"}]}',
            (*LIST, "N"),
            '"v"',
            '{"x.list": [{"value": /* old */ "v", "name": "N"}]}',
        ),
        (  # the last of two is the one that counts
            '{"x.list": [{"name": "N", "value": "1"}, {"name": "N", "value": "2"}]}',
            (*LIST, "N"),
            '"v"',
            '{"x.list": [{"name": "N", "value": "1"}, {"name": "N", "value": "v"}]}',
        ),
    ],
)
def test_set(before: str, place: KeyPath, value: str, after: str) -> None:
    assert edit(before, (place, value)) == after


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ('{\n  "a": 1, // one\n  "b": 2\n}', ("b",), '{\n  "a": 1 // one\n}'),
        ('{\n  "a": 1, // one\n  "b": 2, // two\n}', ("b",), '{\n  "a": 1, // one\n   // two\n}'),
        ('{\n  // about a\n  "a": 1,\n  "b": 2,\n}', ("a",), '{\n  // about a\n  "b": 2,\n}'),
        ('{"a":1, "b":2,}', ("b",), '{"a":1,}'),
        ('{"a":1, "b":2}', ("b",), '{"a":1}'),
        ('{"a":1, /* two */ "b":2}', ("b",), '{"a":1 /* two */ }'),
        ('{"a":1, "b":2, "c":3}', ("b",), '{"a":1, "c":3}'),
        ('{"a":1 /* one */, "b":2}', ("a",), '{ /* one */ "b":2}'),
        ('{"a":1, "b":2 // two\n, }', ("b",), '{"a":1,  // two\n }'),
        ('{"a":1}', ("a",), "{}"),
        ('{"a":1}', ("b",), '{"a":1}'),
        ('{"a":1}', (*LIST, "b"), '{"a":1}'),
        ('{"x.list": [1, {"name": "N", "value": "1"}]}', (*LIST, "N"), '{"x.list": [1]}'),
    ],
)
def test_remove(before: str, place: KeyPath, after: str) -> None:
    assert edit(before, (place, None)) == after


def test_empty_containers_go_unless_somebody_wrote_a_comment_into_them() -> None:
    for source, after in (
        ('{"x.list": []}', "{}"),
        ('{"x.list": [ // mine\n]}', '{"x.list": [ // mine\n]}'),
        ('{"x.list": [1]}', '{"x.list": [1]}'),
    ):
        text = Listed(source.encode(), PATH)
        text.drop_empty(LIST)
        assert text.dumps().decode() == after


def test_a_list_reads_as_an_object_and_hides_nothing() -> None:
    source = (
        '{"x.list": [7, {"name": "A", "value": "1"}, {"name": "A", "value": "2", "more": 1}, {"name": 3}]}'
    )
    table = Listed(source.encode(), PATH).values["x.list"]
    assert table["A"] == "2"
    assert sorted(map(str, (value for name, value in table.items() if name != "A"))) == sorted(
        ["7", "{'name': 'A', 'value': '1'}", "{'more': 1}", "{'name': 3}"]
    )


@pytest.mark.parametrize(
    "source",
    [
        '{"a": 1,, }',
        "{,}",
        '{"a": [,]}',
        '{"a": /* no end',
        "[1]",
        '{"a": 1} x',
        '{"x.list": {"A": "1"}}',
        '{"a": 1, "a": 2}',
        "{" + '"a":{' * 200,
        '{"a": tru/**/e}',
    ],
)
def test_what_is_not_valid_is_refused(source: str) -> None:
    with pytest.raises(BadFileError):
        Listed(source.encode(), PATH)


_SPACE = st.sampled_from(["", " ", "\n", "\n  ", "/* c */", " // , } ]\n", "\r\n\t", '/* "q" */'])
_SCALAR = st.sampled_from(['"s"', '"// s"', '"a\\"/*"', "1", "null", "-1.5e3"])


@st.composite
def _listed(draw: st.DrawFn) -> str:
    """A document with our list in it, and comments and spaces wherever they may be."""
    gap = lambda: draw(_SPACE)  # noqa: E731 - drawn anew each time
    elements = [
        f'{{{gap()}"name"{gap()}:{gap()}"{name}"{gap()},{gap()}"value":{gap()}{draw(_SCALAR)}{gap()}}}'
        for name in draw(st.lists(st.sampled_from(["A", "B", "MINE"]), max_size=3, unique=True))
    ] + draw(st.lists(_SCALAR, max_size=2))
    trailing = "," if elements and draw(st.booleans()) else ""
    members = [f'"a"{gap()}:{gap()}{draw(_SCALAR)}']
    if elements or draw(st.booleans()):
        body = f"{gap()},{gap()}".join(elements)
        members.append(f'"x.list"{gap()}:{gap()}[{gap()}{body}{gap()}{trailing}{gap()}]')
    if draw(st.booleans()):
        members.reverse()
    end = "," if draw(st.booleans()) else ""
    return f"{gap()}{{{gap()}{f'{gap()},{gap()}'.join(members)}{gap()}{end}{gap()}}}{gap()}"


@settings(max_examples=300, deadline=None)
@given(source=_listed())
def test_ours_go_in_and_out_of_anything(source: str) -> None:
    text = Listed(source.encode(), PATH)
    rest = dict(text.values.get("x.list", {}))
    wanted = {(*LIST, name): Owned(None, format_string(name.lower())) for name in ("A", "OURS")}
    done = apply(text, PATH, wanted, source.encode())
    again = Listed(done.after, PATH)
    assert {again.values["x.list"][name] for name in ("A", "OURS")} == {"a", "ours"}
    for comment in ("/* c */", "// , } ]", '/* "q" */'):
        assert done.after.decode().count(comment) == source.count(comment)
    back = take_back(again, PATH, done.owned, done.created).after
    now = Listed(back, PATH).values
    assert now.get("x.list", {}) == rest
    for comment in ("/* c */", "// , } ]", '/* "q" */'):
        assert back.decode().count(comment) == source.count(comment)


@settings(deadline=None)
@given(source=_listed())
def test_what_json_reads_is_read_alike(source: str) -> None:
    plain = JsoncText(source.encode(), PATH)
    try:
        expected = json.loads(source)
    except ValueError:
        return
    assert plain.values == expected
