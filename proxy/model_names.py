"""Which names mean the same model: a served one is compared with the one that was asked for."""

import re
from functools import lru_cache
from typing import Final

CACHED_NAMES: Final = 256
"""The same few names are compared at every reply."""

_DATES = re.compile(r"[-@](?:20\d\d-\d\d-\d\d|20\d{6}|\d{6}|\d{4})(?=$|-v\d|-preview)")
"""2026-01-02, 20260102, 260628, 0731 behind a name."""
_ENDINGS = re.compile(r"(?:-(?:latest|preview|exp|v\d|0\d\d))+$")
"""States of a model, not models: `-latest`, `-preview`, Bedrock's `-v1`, Gemini's `-001`."""
_REGION = re.compile(r"^(?:[a-z]{2,6}\.)?(?:anthropic|openai|meta|amazon|deepseek|qwen)\.")
"""Bedrock: `us.anthropic.claude-…`."""
_STANDS_FOR_OTHERS = re.compile(r"(?:^|[/:-])(?:auto|default|latest)(?:$|[:-])|^demo$", re.IGNORECASE)
"""Such a name is meant to be served by another: `openrouter/auto`, `ark-code-latest`."""


def is_substituted(asked: str, served: str | None) -> bool:
    """Tell whether another model answered than the one that was asked for; a reply that names none tells nothing."""
    if not asked or not served or asked == served:
        return False
    return not same_model(asked, served) and _STANDS_FOR_OTHERS.search(asked) is None


def same_model(one: str, other: str) -> bool:
    """Tell whether two names mean the same model: makers' prefixes, dates, order and `:free` do not count."""
    return bool(one and other) and _words_of(one) == _words_of(other)


@lru_cache(maxsize=CACHED_NAMES)
def _words_of(name: str) -> tuple[str, ...]:
    bare = name.lower().strip().removesuffix("[1m]").partition(":")[0].rpartition("/")[2]
    bare = _REGION.sub("", bare)
    bare = _ENDINGS.sub("", _DATES.sub("", _ENDINGS.sub("", bare)))
    return tuple(sorted(filter(None, re.split(r"[-._ @]+", bare))))
