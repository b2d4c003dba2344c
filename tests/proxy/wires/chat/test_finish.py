"""Reasons to end, both ways; the replies around them are in the tests of decoder and encoder."""

from typing import get_args

import pytest

from proxy.conversation import StopReason
from proxy.wires.chat.finish import BREAKDOWNS, finish_reason, reason_of, reason_told

FINISHES = ("stop", "length", "tool_calls", "content_filter")
"""All that OpenAI's clients know."""


@pytest.mark.parametrize("reason", get_args(StopReason))
@pytest.mark.parametrize("complete", [False, True])
@pytest.mark.parametrize("cut", [False, True])
def test_finding_2_a_cut_call_is_never_said_to_be_ready(
    reason: StopReason, complete: bool, cut: bool
) -> None:
    finish = finish_reason(reason, complete, cut, refused=False)
    assert finish in FINISHES
    if finish == "tool_calls":
        assert complete and not cut


@pytest.mark.parametrize("finish", FINISHES)
def test_what_is_written_is_read_back(finish: str) -> None:
    reason = reason_of(finish)
    complete = reason == "tool_use"
    assert finish_reason(reason, complete, False, False) == finish


def test_unknown_words_end_a_reply_well() -> None:
    assert reason_of("whatever") == "end"
    assert not BREAKDOWNS.keys() & {*FINISHES}


@pytest.mark.parametrize(
    ("reason", "calls", "refused", "told"),
    [
        ("end", 0, False, "end"),
        ("end", 2, False, "tool_use"),
        ("end", 0, True, "refusal"),
        ("end", 1, True, "tool_use"),
        ("tool_use", 0, False, "end"),
        ("tool_use", 1, False, "tool_use"),
        ("max_tokens", 1, False, "max_tokens"),
    ],
)
def test_row_083_the_reply_tells_more_than_the_word(
    reason: StopReason, calls: int, refused: bool, told: StopReason
) -> None:
    assert reason_told(reason, calls, refused) == told
