"""Patterns of model names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.limits.names import matches


@pytest.mark.parametrize(
    ("pattern", "asked", "fits"),
    [
        ("gpt-5", "gpt-5", True),
        ("gpt-5", "GPT-5", True),
        ("gpt-5", "gpt-5.1", False),
        ("gpt-5", "my-gpt-5", False),
        ("gpt-5*", "gpt-5", True),
        ("gpt-5*", "gpt-5.1-codex", True),
        ("*codex*", "gpt-5.1-codex-mini", True),
        ("*codex", "gpt-5.1-codex-mini", False),
        ("a*b*c", "a-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("ab*ba", "aba", False),
        ("**", "anything", True),
        ("*", "", True),
        ("gpt?5", "gpt-5", False),
        ("claude-[ab]", "claude-a", False),
        # pins: a pattern without `@` speaks of the model alone
        ("gpt-5", "gpt-5@work", True),
        ("gpt-*", "gpt-5@work", True),
        ("gpt-5@work", "gpt-5@work", True),
        ("gpt-5@work", "gpt-5", False),
        ("gpt-5@work", "gpt-5@home", False),
        ("*@work", "gpt-5@work", True),
        ("*@work", "gpt-5", False),
        ("*@*", "gpt-5@work", True),
        ("*@*", "gpt-5", False),
        # Claude Code's mark for a long context is no part of the name
        ("claude-x", "claude-x[1m]", True),
        ("claude-x", "claude-x[1m]@work", True),
        ("claude-x[1m]", "claude-x", False),
    ],
)
def test_patterns(pattern: str, asked: str, fits: bool) -> None:
    assert matches([pattern], asked) is fits
    assert matches(["nothing-else", pattern], asked) is fits


def test_no_pattern_fits_nothing() -> None:
    assert not matches([], "x")


@settings(deadline=None)
@given(
    st.lists(st.text("ab", max_size=4), min_size=1, max_size=4),
    st.lists(st.text("abc", max_size=3), max_size=4),
)
def test_what_is_put_in_place_of_stars_fits(pieces: list[str], fillings: list[str]) -> None:
    fillings = (fillings + [""] * len(pieces))[: len(pieces) - 1]
    name = "".join(piece + filling for piece, filling in zip(pieces, [*fillings, ""], strict=True))
    assert matches(["*".join(pieces)], name)


def test_a_long_name_is_no_work() -> None:
    assert not matches(["*a*a*a*a*a*a*b"], "a" * 1_000_000)
