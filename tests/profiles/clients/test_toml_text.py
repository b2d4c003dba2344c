"""TOML edited in its text: every foreign byte stays, wherever the key has to go."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from profiles.clients.toml_text import TomlText, format_key, format_string
from profiles.errors import BadFileError
from tests.faults.corpus import TOML_FILES

PATH = Path("config.toml")


def edit(source: str, *steps: tuple[str, str | None]) -> str:
    """Apply `a.b.c` -> value (None: remove) to the text."""
    text = TomlText(source.encode(), PATH)
    for key, value in steps:
        if value is None:
            text.remove(tuple(key.split(".")))
        else:
            text.set(tuple(key.split(".")), value)
    return text.dumps().decode()


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        ("", "a", "1", "a = 1\n"),
        ("", "a.b", "1", "[a]\nb = 1\n"),
        ("a = 1", "b", "2", "a = 1\nb = 2\n"),
        ("a = 1 # why\n", "a", "'x'", "a = 'x' # why\n"),
        ('"a" = 1\n', "a", "2", '"a" = 2\n'),
        ("# head\n\n[t]\nx = 1\n", "a", "1", "# head\na = 1\n\n[t]\nx = 1\n"),
        ("# of t\n[t]\nx = 1\n", "a", "1", "a = 1\n# of t\n[t]\nx = 1\n"),
        ("a = 1\n\n[t]\nx = 1\n", "b", "2", "a = 1\nb = 2\n\n[t]\nx = 1\n"),
        ("[t]\nx = 1\n\n[u]\n", "t.y", "2", "[t]\nx = 1\ny = 2\n\n[u]\n"),
        ("[t]\n[u]\n", "t.y", "2", "[t]\ny = 2\n[u]\n"),
        ("[t.u]\nx = 1\n", "t.y", "2", "[t.u]\nx = 1\n\n[t]\ny = 2\n"),
        ("t.x = 1\nz = 0\n", "t.y", "2", "t.x = 1\nt.y = 2\nz = 0\n"),
        ("[s]\n  t.x = 1\n", "s.t.y", "2", "[s]\n  t.x = 1\n  t.y = 2\n"),
        ("t = { x = 1 }\n", "t.y", "2", "t = { x = 1, y = 2 }\n"),
        ("t = { x = 1 }\n", "t.x", "3", "t = { x = 3 }\n"),
        ("t = {}\n", "t.y", "2", "t = { y = 2 }\n"),
        ("t = { u = { x = 1 } }\n", "t.u.y", "2", "t = { u = { x = 1, y = 2 } }\n"),
        ("t = { u.x = 1 }\n", "t.v.w.y", "2", "t = { u.x = 1, v = { w = { y = 2 } } }\n"),
        ("a = 1\r\n[t]\r\n", "b", "2", "a = 1\r\nb = 2\r\n[t]\r\n"),
        ("\ufeffa = 1\n", "a", "2", "\ufeffa = 2\n"),
        ("a = '''\n[t]\nb = 1\n'''\n", "b", "2", "a = '''\n[t]\nb = 1\n'''\nb = 2\n"),
        ('a = """x\\"""y""""\nb = 1\n', "b", "2", 'a = """x\\"""y""""\nb = 2\n'),
        ("a = [\n  1, # ]\n  [2],\n]\n", "b", "2", "a = [\n  1, # ]\n  [2],\n]\nb = 2\n"),
        ("a = 1979-05-27 07:32:00Z # then\n", "a", "2", "a = 2 # then\n"),
        ("[[t]]\nx = 1\n[t.u]\ny = 1\n[[t]]\n", "x", "2", "x = 2\n[[t]]\nx = 1\n[t.u]\ny = 1\n[[t]]\n"),
    ],
)  # fmt: skip
def test_set(before: str, key: str, value: str, after: str) -> None:
    assert edit(before, (key, value)) == after


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("a = 1\nb = 2\n", "a", "b = 2\n"),
        ("a = 1 # why\nb = 2", "b", "a = 1 # why\n"),
        ("t = { x = 1, y = 2, z = 3 }\n", "t.x", "t = { y = 2, z = 3 }\n"),
        ("t = { x = 1, y = 2, z = 3 }\n", "t.y", "t = { x = 1, z = 3 }\n"),
        ("t = { x = 1, y = 2 }\n", "t.y", "t = { x = 1 }\n"),
        ("t = { x = 1 }\n", "t.x", "t = {}\n"),
        ("[t]\nx = 1\n# y\ny = 2\n", "t.y", "[t]\nx = 1\n# y\n"),
        ("a = 1\n", "b", "a = 1\n"),
        ("[t]\nx = 1\n", "t", "[t]\nx = 1\n"),
    ],
)
def test_remove(before: str, key: str, after: str) -> None:
    assert edit(before, (key, None)) == after


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("a = 1\n\n[t]\n\n[u]\n", "t", "a = 1\n\n[u]\n"),
        ("a = 1\n[t]\n", "t", "a = 1\n"),
        ("[t]\nx = 1\n", "t", "[t]\nx = 1\n"),
        ("t = {}\nb = 1\n", "t", "b = 1\n"),
        ("a = 1\n", "t", "a = 1\n"),
        ("a = 1\n", "a.b", "a = 1\n"),
        ("[t.u]\n", "t", "[t.u]\n"),
    ],
)
def test_drop_empty(before: str, key: str, after: str) -> None:
    text = TomlText(before.encode(), PATH)
    text.drop_empty(tuple(key.split(".")))
    assert text.dumps().decode() == after


def test_source_is_the_value_as_it_is_written() -> None:
    text = TomlText(b"a = 'x' # c\nt = { u = [ 1,2 ] }\n[v]\nw = 1\n", PATH)
    assert text.source(("a",)) == "'x'"
    assert text.source(("t", "u")) == "[ 1,2 ]"
    assert text.source(("v",)) is None
    assert text.source(("nothing",)) is None


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a = 1\nb = = 2\n", 2, 5),
        (b"a = 1\na = 2\n", 2, 6),
        (b"a = 1\nb = [1,\n", 3, 1),
        (b"a = 1\nb = '\xff'\n", 2, 6),
        (b"a = 1\nb = '\0'\n", 2, 6),
        ("a = 1\n".encode("utf-16"), 1, 1),
        (b"a\n", 1, 2),
    ],
)
def test_invalid_file_is_refused_with_its_place(data: bytes, line: int, column: int) -> None:
    with pytest.raises(BadFileError) as caught:
        TomlText(data, PATH)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert "untouched" in str(caught.value)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(BadFileError, match="deep"):
        TomlText(b"a = " + b"[" * 5000 + b"]" * 5000, PATH)


@pytest.mark.parametrize(
    ("source", "key"),
    [("t = 1\n", "t.u"), ("t = [1]\n", "t.u.v"), ("t.u = 1\n", "t.u.v"), ("[[t]]\n", "t.u"), ("[t]\n", "t")],
)
def test_a_value_that_is_no_table_is_refused(source: str, key: str) -> None:
    with pytest.raises(BadFileError):
        edit(source, (key, "1"))


# -- any document ---------------------------------------------------------------------------------------

KEYS = st.sampled_from(["a", "b", "model", "t", "u", "turnout", '"q k"', "'l.k'", '"\\u00e9"'])
VALUES = st.sampled_from(
    [
        *("1", "-0.5", "true", "inf", '"s # \\" ]"', "'l } \\'", "1979-05-27 07:32:00", "07:32:00"),
        *("[]", "[ 1, [2], ]", "[\n  { a = 1 }, # ]\n]", "{ x = 1, y.z = '}' }", "{}"),
        *('"""m\n[t]\na = 1"""', "'''\n# [x]\n'''"),
    ]
)
COMMENTS = st.sampled_from(["", "", " # c", "\t# [t] = {"])
EOLS = st.sampled_from(["\n", "\n", "\r\n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """TOML documents of every structure; invalid ones (doubled keys) are left out by the tests."""
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(["pair", "pair", "pair", "table", "array", "blank", "comment"]))
        key = ".".join(draw(st.lists(KEYS, min_size=1, max_size=3)))
        line = {
            "pair": f"{draw(st.sampled_from(['', '  ']))}{key} = {draw(VALUES)}{draw(COMMENTS)}",
            "table": f"[{key}]{draw(COMMENTS)}",
            "array": f"[[ {key} ]]{draw(COMMENTS)}",
            "blank": draw(st.sampled_from(["", "  "])),
            "comment": "# [not.a.table]",
        }[kind]
        lines.append(line + draw(EOLS))
    text = draw(st.sampled_from(["", "\ufeff"])) + "".join(lines)
    return text.rstrip("\r\n") if draw(st.booleans()) else text


PLACES = st.sampled_from(
    [("model",), ("t", "u"), ("t", "turnout", "name"), ("new", "turnout", "name"), ("q k", "x")]
)


def valid(source: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(source.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return None


def put(values: dict[str, object], place: tuple[str, ...], value: object) -> None:
    for piece in place[:-1]:
        values = values.setdefault(piece, {})  # type: ignore[assignment]
    values[place[-1]] = value


@settings(deadline=None)
@given(documents(), PLACES)
@example("t.turnout.x = 1\n[t.u]\n", ("t", "turnout", "name"))
@example("[[t]]\na=1\n", ("model",))
def test_setting_changes_that_value_alone(source: str, place: tuple[str, ...]) -> None:
    values = valid(source)
    if values is None:
        return
    text = TomlText(source.encode(), PATH)
    try:
        text.set(place, '"ours"')
    except BadFileError:
        return  # something else than a table is in the way
    expected = values
    put(expected, place, "ours")
    after = text.dumps().decode()
    assert valid(after) == expected or repr(valid(after)) == repr(expected)
    assert text.source(place) == '"ours"'


@settings(deadline=None)
@given(documents(), PLACES)
def test_set_and_remove_is_what_it_was(source: str, place: tuple[str, ...]) -> None:
    values = valid(source)
    if values is None:
        return
    text = TomlText(source.encode(), PATH)
    if text.source(place) is not None:
        return
    created = [place[:depth] for depth in range(1, len(place)) if lookup(values, place[:depth]) is None]
    try:
        text.set(place, "1")
    except BadFileError:
        return
    text.remove(place)
    for table in reversed(created):
        text.drop_empty(table)
    after = text.dumps().decode()
    assert repr(valid(after)) == repr(values)
    # Added at the very end: a missing line end, or the header of a table that was only implied before.
    assert after == source or after.startswith(source)
    assert after[len(source) :].strip() in ("", f"[{format_key(place[:-1])}]")


def lookup(values: object, place: tuple[str, ...]) -> object:
    for piece in place:
        if not isinstance(values, dict) or piece not in values:
            return None
        values = values[piece]
    return values


@settings(deadline=None)
@given(st.text())
def test_any_text_as_a_value_and_as_a_key(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert tomllib.loads(f"{format_key((text,))} = {format_string(text)}") == {text: text}


@pytest.mark.parametrize("name", TOML_FILES)
def test_what_is_read_again_in_part_is_as_if_read_whole(name: str) -> None:
    """After each change the places of all statements, and the values, are those of a fresh look at the text."""
    text = TomlText(TOML_FILES[name], PATH)

    def check() -> None:
        fresh = TomlText(text._text.encode(), PATH)
        assert text._statements == fresh._statements
        # A table that only a dotted key made is gone with it.
        assert drop_empty_tables(text.values) == drop_empty_tables(fresh.values)

    places = [
        ("model",),
        ("z", "deep", "er"),
        ("model_providers", "turnout", "name"),
        ("model_providers", "mine", "k"),
    ]
    for place in places:
        text.set(place, "'one'")
        check()
        text.set(place, "'another and longer'")
        check()
    for place in places:
        text.remove(place)
        check()
        for depth in range(len(place) - 1, 0, -1):
            text.drop_empty(place[:depth])
            check()
    assert TomlText(text.dumps(), PATH).values == text.values


def drop_empty_tables(value: Any) -> Any:
    if not isinstance(value, dict):
        return repr(value)  # NaN is not equal to itself
    found = {name: drop_empty_tables(one) for name, one in value.items()}
    return {name: one for name, one in found.items() if one != {}}
