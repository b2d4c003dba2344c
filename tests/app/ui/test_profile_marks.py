"""A profile in a list says what is not right with it."""

import pytest

from app.ui.profile_marks import mark_of
from tests.fakes.desktop import FAILING, NEEDS_NO_KEY, NO_KEY, Json, profile


@pytest.mark.parametrize(
    ("more", "kind", "text"),
    [
        ({}, "", ""),
        ({"key": NEEDS_NO_KEY}, "", ""),
        ({"key": NO_KEY, "health": FAILING}, "warn", "no key"),
        ({"health": FAILING}, "error", "failing"),
        ({"health": FAILING, "key_unconfirmed": ["https://a.example"]}, "warn", "key not confirmed"),
    ],
    ids=["good", "local", "no key", "failing", "key of another place"],
)
def test_mark(more: Json, kind: str, text: str) -> None:
    mark = mark_of(profile("one", "One", "model", **more))
    assert (mark.kind, mark.text) == (kind, text)
