"""What was used, by local day, profile, model and client: each request once, whatever becomes of its record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from proxy.conversation import Json

_KEYS = ("day", "profile", "model", "client")
_FIGURES = ("requests", "failed", "input", "cached", "output", "reasoning")


class UsageRow(Struct, frozen=True):
    """Tokens; `input` counts cached ones too, `output` counts reasoning. `profile` or `model` empty: none was found."""

    day: str
    profile: str
    model: str
    client: str
    requests: int = 0
    failed: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0

    def as_json(self) -> Json:
        """Return it as a JSON object."""
        return {name: getattr(self, name) for name in (*_KEYS, *_FIGURES)}


def count_of(number: int, summary: Mapping[str, Any]) -> UsageRow:
    """Return what one exchange that has ended adds to its day; `model` is the one served, else the one asked for."""
    usage = summary["usage"] or {}
    return UsageRow(
        day=day_of(number),
        profile=summary["profile"] or "",
        model=summary["served_model"] or summary["upstream_model"] or "",
        client=summary["client"],
        requests=1,
        failed=int(summary["state"] == "failed"),
        input=usage.get("input", 0),
        cached=usage.get("cached", 0),
        output=usage.get("output", 0),
        reasoning=usage.get("reasoning", 0),
    )


def add_up(rows: Iterable[UsageRow]) -> list[UsageRow]:
    """Return one row for each day, profile, model and client, in that order."""
    sums: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        sum_ = sums.setdefault(tuple(getattr(row, name) for name in _KEYS), [0] * len(_FIGURES))
        for place, name in enumerate(_FIGURES):
            sum_[place] += getattr(row, name)
    return [UsageRow(*keys, *sums[keys]) for keys in sorted(sums)]  # type: ignore[arg-type]  # texts, then numbers


def day_of(number: int) -> str:
    """Return the local day (YYYY-MM-DD) of an exchange's number (microseconds since 1970)."""
    return datetime.fromtimestamp(number / 1e6).astimezone().date().isoformat()
