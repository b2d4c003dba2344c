"""Token counts as chat completions says them, in and out."""

from proxy.conversation import Json, Usage
from proxy.json_fields import int_field, object_field

_MOST = 1 << 53
"""No count is larger; keeps nonsense figures within what JSON numbers hold."""


def read_usage(usage: Json) -> Usage:
    """Read a `usage` object.

    Cached tokens stand in `prompt_tokens_details` (OpenAI), in `prompt_cache_hit_tokens` (DeepSeek) or beside
    the rest (Kimi). xAI's `completion_tokens` leave reasoning out, as its total shows.
    """
    prompt = object_field(usage, "prompt_tokens_details")
    completion = object_field(usage, "completion_tokens_details")
    hit, miss = _count(usage, "prompt_cache_hit_tokens"), _count(usage, "prompt_cache_miss_tokens")
    given = _count(usage, "prompt_tokens") or (hit or 0) + (miss or 0)
    output = _count(usage, "completion_tokens") or 0
    reasoning = _first(
        _count(completion, "reasoning_tokens"),
        _count(usage, "reasoning_tokens"),
    )
    total = _count(usage, "total_tokens") or 0
    if not given and total > output:
        given = total - output
    if reasoning and (reasoning > output or total == given + output + reasoning):
        output += reasoning
    return Usage(
        input=given,
        output=output,
        cached=_first(_count(prompt, "cached_tokens"), hit, _count(usage, "cached_tokens")),
        cache_write=_first(
            _count(prompt, "cache_write_tokens"),
            _count(prompt, "cache_creation_tokens"),
            _count(usage, "cache_creation_input_tokens"),
        ),
        reasoning=reasoning,
    )


def write_usage(usage: Usage) -> Json:
    """Write a `usage` object in OpenAI's form."""
    prompt: Json = {"cached_tokens": usage.cached}
    if usage.cache_write:
        prompt["cache_write_tokens"] = usage.cache_write
    return {
        "prompt_tokens": usage.input,
        "completion_tokens": usage.output,
        "total_tokens": usage.input + usage.output,
        "prompt_tokens_details": prompt,
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    }


def _count(usage: Json, name: str) -> int | None:
    if name not in usage:
        return None
    count = int_field(usage, name)
    return None if count is None else min(max(count, 0), _MOST)


def _first(*counts: int | None) -> int:
    """Return the first count that was given, 0 when none was."""
    return next((count for count in counts if count is not None), 0)
