"""Owned keys: written, taken back three ways, and nothing else touched."""

from pathlib import Path
from typing import Any

import pytest

from profiles.clients.edit import ConnectSettings, Owned, apply, is_ours, lookup, take_back
from profiles.clients.json_text import JsonText
from profiles.clients.toml_text import TomlText
from profiles.errors import FileProblemError

PATH = Path("settings.json")


def open_json(text: str) -> JsonText:
    return JsonText(text.encode(), PATH)


def test_base_and_created_are_noted() -> None:
    edit = apply(
        open_json('{"a":1}'),
        PATH,
        {("a",): Owned(None, "2"), ("e", "f", "g"): Owned(None, "3"), ("gone",): Owned(None, None)},
        b'{"a":1}',
    )
    assert edit.after == b'{"a":2,"e":{"f":{"g":3}}}'
    assert edit.owned[("a",)].base == "1"
    assert edit.owned[("e", "f", "g")].base is None
    assert edit.created == (("e",), ("e", "f"))


def test_nothing_to_do_is_nothing_done() -> None:
    edit = apply(open_json('{ "a" : 1 }'), PATH, {("a",): Owned(None, "1")}, b'{ "a" : 1 }')
    assert edit.after == edit.before == b'{ "a" : 1 }'


def test_a_key_we_remove_comes_back() -> None:
    text = open_json('{"a":1,"b":2}')
    edit = apply(text, PATH, {("a",): Owned(None, None)}, b"")
    assert edit.after == b'{"b":2}'
    back = take_back(JsonText(edit.after, PATH), PATH, edit.owned, edit.created)
    assert JsonText(back.after, PATH).values == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("now", "after", "kept"),
    [
        ('{"a":"ours"}', '{"a":"base"}', ()),
        ('{"a":"also"}', '{"a":"base"}', ()),
        ('{"a":"theirs"}', '{"a":"theirs"}', (("a",),)),
        ('{"a":"base"}', '{"a":"base"}', ()),
        ("{}", "{}", (("a",),)),
    ],
)
def test_three_ways_with_a_base(now: str, after: str, kept: tuple[Any, ...]) -> None:
    owned = {("a",): Owned('"base"', '"ours"', also=('"also"',))}
    taken = take_back(open_json(now), PATH, owned, ())
    assert (taken.after.decode(), taken.kept) == (after, kept)


@pytest.mark.parametrize(
    ("now", "after", "kept"),
    [
        ('{"e":{"a":1}}', "{}", ()),
        ('{"e":{"a":1,"x":2}}', '{"e":{"x":2}}', ()),
        ('{"e":{"a":9}}', '{"e":{"a":9}}', (("e", "a"),)),
        ("{}", "{}", ()),
        ('{"e":7}', '{"e":7}', ()),
    ],
)
def test_three_ways_without_a_base(now: str, after: str, kept: tuple[Any, ...]) -> None:
    taken = take_back(open_json(now), PATH, {("e", "a"): Owned(None, "1")}, (("e",),))
    assert (taken.after.decode(), taken.kept) == (after, kept)


def test_an_anchor_stays_with_what_others_put_beside_it() -> None:
    owned = {("t", "name"): Owned(None, '"T"', anchor=True), ("t", "url"): Owned(None, '"u"')}
    alone = TomlText(b'[t]\nname = "T"\nurl = "u"\n', PATH)
    assert take_back(alone, PATH, owned, (("t",),)).after == b""
    company = TomlText(b'[t]\nname = "T"\nurl = "u"\nretries = 3\n', PATH)
    assert take_back(company, PATH, owned, (("t",),)).after == b'[t]\nname = "T"\nretries = 3\n'


def test_a_foreign_change_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def clumsy(self: JsonText, path: tuple[str, ...], source: str) -> None:
        self.values = {path[0]: 1}

    monkeypatch.setattr(JsonText, "set", clumsy)
    with pytest.raises(FileProblemError, match="safely"):
        apply(open_json('{"foreign":1}'), PATH, {("a",): Owned(None, "1")}, b'{"foreign":1}')


def test_not_a_number_is_no_foreign_change() -> None:
    edit = apply(TomlText(b"x = nan\n", PATH), PATH, {("a",): Owned(None, "1")}, b"x = nan\n")
    assert edit.after == b"x = nan\na = 1\n"


def test_is_ours_and_lookup() -> None:
    text = open_json('{"a":{"b":null}}')
    assert lookup(text.values, ("a", "b")) is None
    assert is_ours(text, ("a", "b"), Owned(None, "null"))
    assert not is_ours(text, ("a", "c"), Owned(None, "null"))
    assert is_ours(text, ("a", "c"), Owned("1", None))


def test_no_secret_in_a_repr() -> None:
    settings = ConnectSettings("http://127.0.0.1:1", "tn-canary", env={"K": "sk-canary"})
    edit = apply(open_json('{"a":"sk-canary"}'), PATH, {("a",): Owned(None, '"tn-canary"')}, b"sk-canary")
    assert "canary" not in repr(settings) + repr(edit)
