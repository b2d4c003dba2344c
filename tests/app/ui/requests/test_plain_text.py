"""Foreign text never hides, reverses or runs on."""

import pytest

from app.ui.requests.plain_text import LONGEST_LINE, WRAPPED, break_lines, one_line, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain 文字 🙂\n\ttab", "plain 文字 🙂\n\ttab"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\x00b\x7f", "a␀b␡"),
        ("user\u202egpj.exe", "user⟨202E⟩gpj.exe"),
        ("zero\u200bwidth\ufeff", "zero⟨200B⟩width⟨FEFF⟩"),
        ("c1 \x9b31m", "c1 ⟨009B⟩31m"),
        ("line\r\nend \u2028\r", "line\nend ⟨2028⟩␍"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_a_sign(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_a_cell_is_one_short_line() -> None:
    assert one_line("a\n  b\tc") == "a b c"
    assert one_line("x" * 10_000_000, 20) == "x" * 20
    assert "\u202e" not in one_line("\u202e" * 50)


def test_long_lines_are_broken() -> None:
    text = "x" * (2 * LONGEST_LINE + 5) + "\nshort"
    lines = break_lines(text).split("\n")
    assert [len(line) for line in lines] == [LONGEST_LINE + 1, LONGEST_LINE + 1, 5, 5]
    assert break_lines(text).replace(f"{WRAPPED}\n", "") == text
    exact = "y" * LONGEST_LINE
    assert break_lines(exact) == exact
