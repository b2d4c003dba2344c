"""Replies that ended well and yet are not what was wanted."""

import pytest

from proxy.conversation import Stop, StopReason, Usage
from proxy.reply.judge import judge_end, judge_model
from proxy.warning import ANSWER_EMPTY, ANSWER_TRUNCATED, MODEL_SUBSTITUTED, REASONING_EATS_BUDGET


def codes(
    reason: StopReason, usage: Usage | None, said: bool, thought: bool = False, limit: int | None = None
) -> list[str]:
    return [note.code for note in judge_end(Stop(reason), usage, said, thought, limit)]


def test_another_model_is_a_warning_with_both_names() -> None:
    [note] = judge_model("deepseek-v4-pro", "deepseek-v4-flash")
    assert note.code == MODEL_SUBSTITUTED
    assert note.action == "deepseek-v4-pro was asked for, deepseek-v4-flash answered"


@pytest.mark.parametrize("served", [None, "claude-haiku-4-5-20251001"])
def test_a_dated_name_is_none(served: str | None) -> None:
    assert judge_model("claude-haiku-4-5", served) == []


def test_reasoning_that_ate_the_budget_has_its_numbers() -> None:
    [note] = judge_end(Stop("max_tokens"), Usage(50, 30, reasoning=28), True, True, 30)
    assert note.code == REASONING_EATS_BUDGET
    assert "28 of 30 output tokens" in note.action


@pytest.mark.parametrize(
    ("usage", "said", "thought", "code"),
    [
        (Usage(9, 100, reasoning=100), False, True, REASONING_EATS_BUDGET),
        (Usage(9, 100), False, True, REASONING_EATS_BUDGET),
        (None, False, True, REASONING_EATS_BUDGET),
        (Usage(9, 100, reasoning=10), True, True, ANSWER_TRUNCATED),
        (Usage(9, 100), True, False, ANSWER_TRUNCATED),
        (Usage(9, 100), False, False, ANSWER_EMPTY),
        (None, False, False, ANSWER_EMPTY),
    ],
)
def test_the_output_limit(usage: Usage | None, said: bool, thought: bool, code: str) -> None:
    assert codes("max_tokens", usage, said, thought) == [code]


@pytest.mark.parametrize("limit", [1, 16])
def test_a_probe_is_meant_to_be_cut(limit: int) -> None:
    assert codes("max_tokens", Usage(9, limit), False, limit=limit) == []


@pytest.mark.parametrize("thought", [True, False])
def test_an_answer_with_nothing_in_it(thought: bool) -> None:
    assert codes("end", Usage(9, 5), False, thought) == [ANSWER_EMPTY]


@pytest.mark.parametrize("reason", ["end", "tool_use", "stop_sequence", "refusal", "pause"])
def test_a_good_end(reason: StopReason) -> None:
    assert codes(reason, Usage(9, 5), True) == []


def test_a_refusal_needs_no_words() -> None:
    assert codes("refusal", None, False) == []


def test_estimates_are_called_so() -> None:
    [note] = judge_end(Stop("max_tokens"), Usage(9, 30, reasoning=28, estimated=True), True, True, None)
    assert "about 28 of 30" in note.action
