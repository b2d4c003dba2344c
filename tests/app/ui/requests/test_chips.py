"""Terms that a click adds and takes out."""

import pytest

from app.log_filter import compile_filter
from app.ui.requests.chips import CLAUDE_CODE, CODEX, ERRORS, SLOW, is_on, toggle


@pytest.mark.parametrize(
    ("before", "term", "after"),
    [
        ("", CODEX, "client:codex"),
        ("model:kimi ", ERRORS, "model:kimi state:failed"),
        ("client:codex", CLAUDE_CODE, "client:codex,claude-code"),
        ("client:codex,claude-code x", CODEX, "client:claude-code x"),
        ("client:codex|claude-code", CLAUDE_CODE, "client:codex"),
        ("a client:codex b", CODEX, "a b"),
        ("state:live", ERRORS, "state:live,failed"),
        (">10s", SLOW, ""),
        ("a >10s", SLOW, "a"),
        (">1mb", SLOW, ">1mb >10s"),
        ('-client:codex client="x y"', CODEX, '-client:codex client="x y" client:codex'),
    ],
)
def test_toggle(before: str, term: str, after: str) -> None:
    assert toggle(before, term) == after
    assert is_on(after, term) != is_on(before, term)


def test_both_clients_are_alternatives() -> None:
    both = compile_filter(toggle(toggle("", CODEX), CLAUDE_CODE))
    assert [both({"id": "x", "client": client}) for client in ("codex", "claude-code", "other")] == [
        True,
        True,
        False,
    ]
