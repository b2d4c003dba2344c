"""One access key: strong, masked, rotated with a grace, and the same after it was written and read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from profiles.access_key import (
    GRACE_S,
    KEY_BYTES,
    LEAST_CHARS,
    MAX_GRACE_S,
    PREFIX,
    FormerKey,
    counted_anew,
    make,
    make_built_in,
    read,
    rotated,
    write,
)
from profiles.access_limits import AccessLimits
from profiles.errors import ProfileError

GOOD = {"key": "tn-canary-0123456789abcdef-0123456789", "client": "codex"}


def test_a_new_key_has_more_than_128_bits_and_hides() -> None:
    key = make("a", "other")
    assert KEY_BYTES * 8 >= 128
    assert LEAST_CHARS * 6 >= 128
    assert key.key.startswith(PREFIX)
    assert len(key.key) >= len(PREFIX) + KEY_BYTES
    assert key.key not in repr(rotated(key, 60)) + repr(rotated(key, 60).former)
    assert key.counted_since
    assert make_built_in("codex", "codex").counted_since == ""


def test_rotation_keeps_the_old_value_for_the_grace() -> None:
    key = make("a", "other", AccessLimits(rpm=1))
    second = rotated(key, GRACE_S)
    now = datetime.now(UTC)
    assert [one.key for one in second.former] == [key.key]
    assert 0 < second.former[0].left(now) <= GRACE_S
    third = rotated(second, 30)
    assert [one.key for one in third.former] == [key.key, second.key]
    assert third.limits.rpm == 1
    assert rotated(third, 0).former == ()


def test_what_is_over_goes_at_the_next_rotation() -> None:
    key = replace(make("a", "other"), former=(FormerKey("tn-old", "2020-01-01T00:00:00+00:00"),))
    assert len(rotated(key, 5).former) == 1


def test_a_clock_that_was_wrong_gives_no_grace_for_ever() -> None:
    now = datetime.now(UTC)
    assert FormerKey("x", (now + timedelta(days=9999)).isoformat()).left(now) == MAX_GRACE_S


@pytest.mark.parametrize("seconds", [-1, MAX_GRACE_S + 1, float("nan"), float("inf")])
def test_a_grace_has_bounds(seconds: float) -> None:
    with pytest.raises(ProfileError) as caught:
        rotated(make("a", "other"), seconds)
    assert caught.value.code == "bad_grace"


def test_counting_anew_changes_that_alone() -> None:
    key = make("a", "other")
    assert replace(counted_anew(key), counted_since=key.counted_since) == key


@pytest.mark.parametrize(
    "key",
    [
        make_built_in("a", "codex"),
        rotated(
            make("a", "other", AccessLimits(enabled=False, models=("x", "y@z"), rpm=5, quota_tokens=9)), 60
        ),
    ],
    ids=["plain", "everything"],
)
def test_there_and_back(key: Any) -> None:
    written = write(key, {"colour": "red", "rpm": 77})
    assert written["colour"] == "red"
    assert read("a", written) == key


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (None, "incomplete"),
        ({}, "incomplete"),
        (GOOD | {"client": "nobody"}, "incomplete"),
        (GOOD | {"created_at": 5}, "incomplete"),
        (GOOD | {"counted_since": 5}, "incomplete"),
        (GOOD | {"key": None}, "begin with"),
        (GOOD | {"key": "tn-0123456789 0123456789abcd"}, "blank"),
        (GOOD | {"key": "tn-0123456789abcdefghijk"}, "22 characters"),
        (GOOD | {"key": "tn-0123456789абвгдежзийклмн"}, "22 characters"),
        (GOOD | {"former": {}}, "list"),
        (GOOD | {"former": [{"key": GOOD["key"], "until": "2030-01-01T00:00:00"}]}, "zone"),
        (GOOD | {"former": ["x"]}, "until"),
        (GOOD | {"max_tokens": True}, "max_tokens cannot be True"),
    ],
)
def test_what_is_no_key(entry: Any, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        read("a", entry)
