"""Whether the provider's prompt cache goes on working in a conversation: each turn is compared with the one before."""

import time
from collections import OrderedDict
from typing import Final, NamedTuple

from proxy.conversation import Message, Note, Request, Text, Usage
from proxy.warning import CACHE_COLLAPSED

MAX_CONVERSATIONS: Final = 512
"""So many conversations are remembered, by some 200 bytes each; the longest unused are forgotten."""
FRESH_SECONDS: Final = 270.0
"""Caches live five minutes (Anthropic's shortest); what is asked later may well have lost its place."""
LEAST_CACHED: Final = 1_024
"""In tokens: less is no prefix worth caching (OpenAI's smallest)."""
COLLAPSED_SHARE: Final = 0.5
"""A turn that finds less than this part of what the turn before found in the cache has lost it."""
SAME_LENGTH: Final = 0.9
"""A turn shorter than this part of the one before is no continuation: the conversation was compacted."""


class _Turn(NamedTuple):
    at: float
    input: int
    cached: int


class CacheWatch:
    """Remembers the last turn of each conversation."""

    def __init__(self) -> None:
        self._turns: OrderedDict[tuple[str, str, str, int], _Turn] = OrderedDict()

    def judge(
        self, request: Request, profile: str, model: str, usage: Usage | None, now: float | None = None
    ) -> list[Note]:
        """Take a turn's tokens; return a warning where much less came from the cache than at the turn before."""
        if usage is None or usage.estimated or not request.cache_key:
            return []
        key = (profile, model, request.cache_key, _opening(request))
        turn = _Turn(time.monotonic() if now is None else now, usage.input, usage.cached)
        before = self._turns.pop(key, None)
        self._turns[key] = turn
        if len(self._turns) > MAX_CONVERSATIONS:
            self._turns.popitem(last=False)
        if before is None or not _collapsed(before, turn):
            return []
        return [
            Note(
                "reply.usage",
                f"{turn.cached} of {turn.input} input tokens came from the cache, {before.cached} of"
                f" {before.input} at the turn before",
                CACHE_COLLAPSED,
            )
        ]


def _collapsed(before: _Turn, turn: _Turn) -> bool:
    return (
        before.cached >= LEAST_CACHED
        and turn.cached < COLLAPSED_SHARE * before.cached
        and turn.input >= SAME_LENGTH * before.input
        and turn.at - before.at <= FRESH_SECONDS
    )


def _opening(request: Request) -> int:
    """Tell conversations of one session apart (sub-agents, side jobs) by what the user said first."""
    for item in request.items:
        if type(item) is Message and item.role == "user":
            part = item.parts[-1] if item.parts else None
            return hash(part.text) if type(part) is Text else 0
    return 0
