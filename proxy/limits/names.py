"""Patterns of model names: exact or with `*`, for a model wherever it is or for one profile's."""

from collections.abc import Iterable


def matches(patterns: Iterable[str], asked: str) -> bool:
    """Tell whether a pattern fits what a client asked for.

    A pattern without `@` speaks of the model, whichever profile a client pins it to: `gpt-5*` fits `gpt-5` and
    `gpt-5@work`. One with `@` speaks of both: `*@work`, `gpt-5@*`. Case counts for nothing, since it counts for
    nothing at many providers; neither does `[1m]`, which Claude Code puts behind a model's name.
    """
    whole = asked.lower().removesuffix("[1m]")
    name, at, profile = whole.rpartition("@")
    name = name.removesuffix("[1m]") if at else whole
    whole = f"{name}@{profile}" if at else name
    return any(_fits(one.lower(), whole if "@" in one else name) for one in patterns)


def _fits(pattern: str, name: str) -> bool:
    """Linear in the name, which comes from outside and may be long."""
    first, *rest = pattern.split("*")
    if not rest:
        return name == pattern
    *middle, last = rest
    at, end = len(first), len(name) - len(last)
    if at > end or not name.startswith(first) or not name.endswith(last):
        return False
    for piece in middle:
        found = name.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
