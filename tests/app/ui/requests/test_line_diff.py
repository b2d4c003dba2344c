"""Differences line by line."""

from collections.abc import Generator

from hypothesis import given
from hypothesis import strategies as st

from app.ui.requests.line_diff import Op, compare, unified

LINES = st.lists(st.sampled_from("abcdefg{}"), max_size=40)


def run(steps: Generator[None, None, list[Op]]) -> list[Op]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: list[Op] = end.value
            return found


@given(LINES, LINES)
def test_both_texts_are_in_it(before: list[str], after: list[str]) -> None:
    ops = run(compare(before, after))
    assert [line for sign, line in ops if sign != "+"] == before
    assert [line for sign, line in ops if sign != "-"] == after


@given(LINES)
def test_the_same_has_no_difference(lines: list[str]) -> None:
    assert unified(run(compare(lines, lines)), "a", "b") == []


def test_a_moved_block_and_a_changed_line() -> None:
    before = [f"line {number}" for number in range(20)]
    after = [*before[:5], "new", *before[6:15], *before[16:]]
    assert unified(run(compare(before, after)), "ours", "theirs") == [
        "--- ours",
        "+++ theirs",
        "@@ -3,7 +3,7 @@",
        " line 2",
        " line 3",
        " line 4",
        "-line 5",
        "+new",
        " line 6",
        " line 7",
        " line 8",
        "@@ -13,7 +13,6 @@",
        " line 12",
        " line 13",
        " line 14",
        "-line 15",
        " line 16",
        " line 17",
        " line 18",
    ]


def test_long_stretches_without_a_line_of_their_own_are_replaced() -> None:
    before, after = ["{", "}"] * 3_000, ["[", "{", "]", "}"] * 2_000
    ops = run(compare(before, after))
    assert [line for sign, line in ops if sign != "+"] == before
    assert [line for sign, line in ops if sign != "-"] == after


def test_it_goes_in_steps() -> None:
    lines = [str(number) for number in range(20_000)]
    steps = compare(lines, [*lines, "end"])
    assert sum(1 for _ in steps) > 5
