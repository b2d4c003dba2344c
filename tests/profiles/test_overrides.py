"""Overrides: each field is checked, and what is written is read back."""

from typing import Any

import pytest

from profiles.errors import InvalidProfileError
from profiles.overrides import EVERY_MODEL, Override, read_override, write_override

FULL: dict[str, Any] = {
    "headers": {"X-Title": "mine"},
    "body": {"provider": {"order": ["a"], "allow_fallbacks": False}, "seed": 7},
    "remove": ["top_p", "reasoning.summary"],
    "effort": "high",
    "max_output": 8000,
    "system_prefix": "Be brief.",
}


def test_what_is_written_is_read() -> None:
    override = read_override(FULL, "m")
    assert override.remove == ("top_p", "reasoning.summary")
    assert write_override(override) == FULL
    assert write_override(Override()) == {}
    assert read_override({"effort": None, "system_prefix": ""}, "m") == Override()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("text", "table"),
        ({"efort": "high"}, "efort"),
        ({"headers": {"X": 1}}, "headers of all models"),
        ({"headers": {"Authorization": "Bearer sk-canary"}}, "carries a key"),
        ({"body": []}, "body"),
        ({"body": {"model": "x"}}, "model"),
        ({"body": {"stream": False}}, "stream"),
        ({"body": {"a": {"b": None}}}, "body.a.b"),
        ({"body": {"a": [object()]}}, r"body.a\[0\]"),
        ({"remove": "top_p"}, "remove"),
        ({"remove": ["a..b"]}, "a..b"),
        ({"remove": ["model"]}, "model"),
        ({"effort": "very"}, "very"),
        ({"effort": 3}, "effort"),
        ({"max_output": 0}, "max_output"),
        ({"max_output": True}, "max_output"),
        ({"max_output": "many"}, "max_output"),
        ({"system_prefix": 3}, "system_prefix"),
        ({"system_prefix": "x" * 100_001}, "system_prefix"),
    ],
)
def test_each_mistake_is_named(entry: Any, words: str) -> None:
    with pytest.raises(InvalidProfileError, match=words) as error:
        read_override(entry, EVERY_MODEL)
    assert "sk-canary" not in str(error.value)
