"""What a reply that ended well leaves to be desired: another model, no answer, an answer that was cut."""

from proxy.conversation import Note, Stop, Usage
from proxy.model_names import is_substituted
from proxy.warning import ANSWER_EMPTY, ANSWER_TRUNCATED, MODEL_SUBSTITUTED, REASONING_EATS_BUDGET

PROBE_TOKENS = 16
"""Clients ask for so little only to see whether somebody answers (Claude Code 2.1.329: one token)."""
EATEN_SHARE = 0.5
"""From this part of the output on it was the reasoning that left no room for the answer."""


def judge_model(asked: str, served: str | None) -> list[Note]:
    """Return a warning where another model answered."""
    if not is_substituted(asked, served):
        return []
    return [Note("reply.model", f"{asked} was asked for, {served} answered", MODEL_SUBSTITUTED)]


def judge_end(stop: Stop, usage: Usage | None, said: bool, thought: bool, limit: int | None) -> list[Note]:
    """Return a warning about how a reply ended. `said`: it has visible text or a call; `limit`: the output limit."""
    if stop.reason in ("max_tokens", "context_window"):
        if limit is not None and limit <= PROBE_TOKENS:
            return []
        return [_cut(usage, said, thought)]
    if not said and stop.reason in ("end", "tool_use", "stop_sequence"):
        what = "thought and then said nothing" if thought else "said nothing"
        return [Note("reply", f"the provider {what}{_spent(usage)}", ANSWER_EMPTY)]
    return []


def _cut(usage: Usage | None, said: bool, thought: bool) -> Note:
    reasoning = usage.reasoning if usage is not None else 0
    eaten = usage is not None and usage.output > 0 and reasoning >= EATEN_SHARE * usage.output
    if eaten or (thought and not said):
        left = "the answer was cut" if said else "nothing was left for an answer"
        return Note("reply", f"reasoning took{_spent(usage) or ' the output'}: {left}", REASONING_EATS_BUDGET)
    if not said:
        return Note(
            "reply", f"the output limit was reached before a word was said{_spent(usage)}", ANSWER_EMPTY
        )
    return Note("reply", f"the answer was cut at the output limit{_spent(usage)}", ANSWER_TRUNCATED)


def _spent(usage: Usage | None) -> str:
    if usage is None or not usage.output:
        return ""
    about = "about " if usage.estimated else ""
    if usage.reasoning:
        return f" {about}{usage.reasoning} of {usage.output} output tokens"
    return f" ({about}{usage.output} output tokens)"
