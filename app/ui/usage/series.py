"""What a chart shows: named values for each day, of tokens, cost, cache hits or requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.ui.usage.aggregate import Group, Row, by_day, by_group

Metric = Literal["tokens", "cost", "hits", "requests"]
METRICS: tuple[Metric, ...] = ("tokens", "cost", "hits", "requests")
MOST_GROUPS = 6
"""Colours that can be told apart; the rest is one series."""
REST = "\0rest"
"""The name of that one series; no profile or model is called so."""


@dataclass(frozen=True, slots=True)
class Series:
    """One value a day; None where there is none. `color`: its place in the palette, whose first one is a pale one."""

    name: str
    values: tuple[float | None, ...]
    color: int


def token_series(rows: Sequence[Row], days: Sequence[date]) -> list[Series]:
    """Four parts that add up to all tokens: cached and fresh input, spoken output, reasoning."""
    sums = by_day(rows, days)
    parts = {
        "cached": [min(one.cached, one.input) for one in sums],
        "fresh": [one.fresh for one in sums],
        "spoken": [one.spoken for one in sums],
        "reasoning": [min(one.reasoning, one.output) for one in sums],
    }
    return [
        Series(name, tuple(map(float, values)), place) for place, (name, values) in enumerate(parts.items())
    ]


def request_series(rows: Sequence[Row], days: Sequence[date]) -> list[Series]:
    """Requests that went well, and those that failed."""
    sums = by_day(rows, days)
    well = tuple(float(max(0, one.requests - one.failed)) for one in sums)
    return [Series("well", well, 1), Series("failed", tuple(float(one.failed) for one in sums), 4)]


def cost_series(rows: Sequence[Row], days: Sequence[date], group: Group, currency: str) -> list[Series]:
    """What each group cost in one currency; groups without a price are left out."""
    return [
        Series(name, tuple(one.costs.get(currency, 0.0) for one in by_day(found, days)), place + 1)
        for place, (name, found) in enumerate(_largest(rows, group))
        if any((row.get("cost") or {}).get("currency") == currency for row in found)
    ]


def hit_series(rows: Sequence[Row], days: Sequence[date], group: Group) -> list[Series]:
    """The share of each group's input that came from a cache, in percent."""
    made = []
    for place, (name, found) in enumerate(_largest(rows, group)):
        rates = [one.hit_rate for one in by_day(found, days)]
        if any(rate is not None for rate in rates):
            made.append(
                Series(name, tuple(None if rate is None else 100 * rate for rate in rates), place + 1)
            )
    return made


def stacked(series: Sequence[Series]) -> list[tuple[Series, tuple[float, ...]]]:
    """Each series with the height at which its bars begin."""
    base = [0.0] * (len(series[0].values) if series else 0)
    made = []
    for one in series:
        made.append((one, tuple(base)))
        base = [low + (value or 0.0) for low, value in zip(base, one.values, strict=True)]
    return made


def _largest(rows: Sequence[Row], group: Group) -> list[tuple[str, list[Row]]]:
    """The rows of each of the largest groups, and those of all others as `REST`."""
    names = list(by_group(rows, group))
    shown = names if len(names) <= MOST_GROUPS else names[: MOST_GROUPS - 1]
    found: dict[str, list[Row]] = {name: [] for name in shown}
    for row in rows:
        name = str(row.get(group) or "")
        found.setdefault(name if name in shown else REST, []).append(row)
    return list(found.items())
