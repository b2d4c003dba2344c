"""Removed profiles: each undone once, and for some minutes only."""

import pytest

from app.control.removed import KEPT_SECONDS, Removal, Removed
from profiles.errors import NotFoundError
from profiles.making import make_profile

REMOVAL = Removal(make_profile("demo", preset="demo").profile, ("demo",), key="sk-canary-0123456789")


def test_a_removal_is_taken_back_once() -> None:
    removed = Removed()
    token = removed.keep(REMOVAL)
    assert removed.take(token) is REMOVAL
    with pytest.raises(NotFoundError, match="any more") as caught:
        removed.take(token)
    assert caught.value.code == "undo_expired"
    removed.restore(token, REMOVAL)
    assert removed.take(token) is REMOVAL


def test_it_is_forgotten_in_time() -> None:
    now = [0.0]
    removed = Removed(lambda: now[0])
    first = removed.keep(REMOVAL)
    now[0] = KEPT_SECONDS / 2
    second = removed.keep(REMOVAL)
    now[0] = KEPT_SECONDS
    removed.sweep()
    with pytest.raises(NotFoundError):
        removed.take(first)
    assert removed.take(second) is REMOVAL


def test_its_key_is_not_shown() -> None:
    assert "canary" not in repr(REMOVAL)
