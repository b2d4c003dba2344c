"""The scanner finds what the parser finds: same keys, same values, at their places in the text."""

import tomllib

import pytest
from hypothesis import given, settings

from profiles.clients.toml_scan import Statement, scan, scan_members
from tests.profiles.clients.test_toml_text import documents, valid


def statements(text: str) -> list[Statement]:
    return list(scan(text))


def test_paths_scopes_and_places() -> None:
    text = 'a = 1 # x\n[t."u v"]\n  b.c = "y"\n'
    pair, header, nested = statements(text)
    assert (pair.path, pair.scope, text[slice(*pair.value or ())]) == (("a",), (), "1")
    assert text[pair.start : pair.end] == "a = 1 # x\n"
    assert (header.path, header.value) == (("t", "u v"), None)
    assert (nested.path, nested.scope) == (("t", "u v", "b", "c"), ("t", "u v"))
    assert text[nested.start : nested.end] == '  b.c = "y"\n'


def test_elements_of_arrays_are_numbered() -> None:
    text = "[[t]]\na = 1\n[t.u]\nb = 2\n[[t]]\na = 3\n[[t.v]]\nc = 4\n"
    assert [one.path for one in statements(text) if one.value] == [
        ("t", 0, "a"),
        ("t", 0, "u", "b"),
        ("t", 1, "a"),
        ("t", 1, "v", 0, "c"),
    ]


def test_members_of_an_inline_table() -> None:
    text = "{ a = 1, 'b c'.d = [ 2, '}' ] , e = {} }"
    members = scan_members(text, 0)
    assert [(one.path, text[slice(*one.value)]) for one in members] == [
        (("a",), "1"),
        (("b c", "d"), "[ 2, '}' ]"),
        (("e",), "{}"),
    ]


@pytest.mark.parametrize("text", ["a = ", "a = [1, 2", "= 1"])
def test_what_is_no_toml_ends(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        statements(text)


@settings(deadline=None)
@given(documents())
def test_every_value_is_the_parsers(source: str) -> None:
    values = valid(source)
    if values is None:
        return
    text = source.removeprefix("\ufeff")
    for one in statements(text):
        found: object = values
        for piece in one.path:
            found = found[piece]  # type: ignore[index]
        if one.value is not None:
            parsed = tomllib.loads(f"v = {text[slice(*one.value)]}")["v"]
            assert found == parsed or repr(found) == repr(parsed)
