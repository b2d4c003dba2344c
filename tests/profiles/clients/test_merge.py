"""Undoing key by key: each combination of what was, what became and what is there now."""

import json
from pathlib import Path
from typing import Any

import pytest

from profiles.clients.edit import Owned
from profiles.clients.json_text import JsonText
from profiles.clients.merge import go_back, undo_keys

PLACE = ("k",)


def text(value: Any) -> JsonText:
    """A document whose key has this value; None: it has no such key."""
    return JsonText(json.dumps({} if value is None else {"k": value}).encode(), Path("f"))


@pytest.mark.parametrize(
    ("was", "became", "now", "then"),
    [
        ("old", "new", "new", "old"),
        ("old", "new", "old", "old"),
        ("old", "new", "theirs", "theirs"),
        ("old", "new", None, None),
        (None, "new", "new", None),
        ("old", None, None, "old"),
        ("old", None, "theirs", "theirs"),
        ("same", "same", "same", "same"),
        ("same", "same", "theirs", "theirs"),
    ],
)
def test_a_change_that_was_not_finished(was: Any, became: Any, now: Any, then: Any) -> None:
    found = text(now)
    go_back(found, [PLACE], text(was), text(became))
    assert found.values.get("k") == then


def test_a_change_of_a_file_that_was_not_there() -> None:
    found = text("new")
    go_back(found, [PLACE], None, text("new"))
    assert found.values == {}
    found = text("theirs")
    go_back(found, [PLACE], None, None)
    assert found.values == {"k": "theirs"}


def owned(base: str | None, ours: str | None) -> dict[tuple[str, ...], Owned]:
    return {PLACE: Owned(base and json.dumps(base), ours and json.dumps(ours))}


@pytest.mark.parametrize(
    ("now", "mine", "then", "before", "value", "base"),
    [
        # Ours now and ours then: the value of then, and the base of now.
        ("new", owned("base", "new"), owned("old base", "old"), "old", "old", "base"),
        # Ours now, and somebody else's then: what was there before us.
        ("new", owned("theirs", "new"), owned("base", "old"), "theirs", "theirs", "base"),
        # Changed since: theirs.
        ("theirs", owned("base", "new"), owned("base", "old"), "old", "theirs", "base"),
        # Not ours now (restored), as we left it: ours again.
        ("base", {}, owned("base", "old"), "old", "old", "base"),
        (None, {}, owned(None, "old"), "old", "old", None),
        # Not ours now, and changed since.
        ("theirs", {}, owned("base", "old"), "old", "theirs", "base"),
        # Ours now and not then.
        ("new", owned("base", "new"), {}, None, "base", "-"),
        ("new", owned(None, "new"), {}, None, None, "-"),
        # A key that we had set aside.
        (None, owned("base", None), {}, None, "base", "-"),
    ],
)
def test_a_change_that_is_done(now: Any, mine: Any, then: Any, before: Any, value: Any, base: Any) -> None:
    found = text(now)
    after = undo_keys(found, mine, then, text(before))
    assert found.values.get("k") == value
    assert {place: key.base for place, key in after.items()} == (
        {} if base == "-" else {PLACE: base and json.dumps(base)}
    )
