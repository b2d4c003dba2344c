"""What a reply was suspicious for, by stable codes: notes that people should see, although the request succeeded."""

from typing import Final

MODEL_SUBSTITUTED: Final = "model_substituted"
REASONING_EATS_BUDGET: Final = "reasoning_eats_budget"
ANSWER_EMPTY: Final = "answer_empty"
ANSWER_TRUNCATED: Final = "answer_truncated"
TOOL_TEXT_LEAKED: Final = "tool_text_leaked"
THINKING_TEXT_LEAKED: Final = "thinking_text_leaked"
USAGE_MISSING: Final = "usage_missing"
CACHE_COLLAPSED: Final = "cache_collapsed"
STOP_IGNORED: Final = "stop_ignored"
FALLBACK_USED: Final = "fallback_used"

WARNINGS: Final = (
    MODEL_SUBSTITUTED,
    REASONING_EATS_BUDGET,
    ANSWER_EMPTY,
    ANSWER_TRUNCATED,
    TOOL_TEXT_LEAKED,
    THINKING_TEXT_LEAKED,
    USAGE_MISSING,
    CACHE_COLLAPSED,
    STOP_IGNORED,
    FALLBACK_USED,
)
"""Every code that a note may carry; where the provider check finds the same it uses the same word."""
