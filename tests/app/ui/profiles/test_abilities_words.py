"""Capabilities and policies in words."""

import pytest

from app.ui.profiles.abilities_words import UNKNOWN, policy_words, source_words, title_words, value_words
from profiles.capabilities import POLICIES


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, UNKNOWN),
        (True, "yes"),
        (False, "no"),
        (16, "16"),
        ("json_object", "json_object"),
        (["low", "high"], "low, high"),
        ([], "none"),
        ({"chat": True}, "chat: yes"),
    ],
    ids=str,
)
def test_values(value: object, said: str) -> None:
    assert value_words(value) == said


def test_sources() -> None:
    assert [source_words(one) for one in ("preset", "check", "user", None)] == [
        "preset",
        "checked",
        "set by you",
        "unknown",
    ]


def test_every_policy_has_words() -> None:
    policies = {policy for choices in POLICIES.values() for policy in choices}
    assert all(policy_words(one) != one for one in policies)
    assert policy_words("newer") == "newer"


def test_titles() -> None:
    known = {"images": {"title": "Images"}}
    assert title_words("images", known) == "Images"
    assert title_words("model_mismatch", known) == "Another model answers"
    assert title_words("newer", known) == "newer"
