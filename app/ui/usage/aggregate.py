"""Sums over usage rows: by day, by group, in all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

Row = Mapping[str, Any]
"""As `GET usage` gives them: day, profile, model, client, requests, failed, tokens, cost."""
Group = Literal["profile", "model", "client"]
GROUPS: tuple[Group, ...] = ("profile", "model", "client")


@dataclass(frozen=True, slots=True)
class Totals:
    """What some requests used. `input` counts cached tokens too, `output` counts reasoning.

    `costs`: amount per currency. `unpriced`: requests with tokens whose price nobody has given.
    """

    requests: int = 0
    failed: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0
    costs: Mapping[str, float] = field(default_factory=dict)
    unpriced: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        costs = dict(self.costs)
        for currency, amount in other.costs.items():
            costs[currency] = costs.get(currency, 0.0) + amount
        return Totals(
            self.requests + other.requests,
            self.failed + other.failed,
            self.input + other.input,
            self.cached + other.cached,
            self.output + other.output,
            self.reasoning + other.reasoning,
            costs,
            self.unpriced + other.unpriced,
        )

    @property
    def fresh(self) -> int:
        """Input tokens that came from no cache."""
        return max(0, self.input - self.cached)

    @property
    def spoken(self) -> int:
        """Output tokens besides reasoning."""
        return max(0, self.output - self.reasoning)

    @property
    def tokens(self) -> int:
        return self.input + self.output

    @property
    def hit_rate(self) -> float | None:
        """The share of the input that came from a cache, 0 to 1; None without any input."""
        return min(1.0, self.cached / self.input) if self.input else None


def read_row(row: Row) -> Totals:
    """The figures of one row; what is missing is zero."""
    figures = {
        name: int(row.get(name) or 0)
        for name in ("requests", "failed", "input", "cached", "output", "reasoning")
    }
    cost = row.get("cost")
    costs = {cost["currency"]: float(cost["amount"])} if cost else {}
    used = figures["input"] or figures["output"]
    return Totals(**figures, costs=costs, unpriced=figures["requests"] if used and not cost else 0)


def total(rows: Iterable[Row]) -> Totals:
    return sum(map(read_row, rows), Totals())


def by_group(rows: Iterable[Row], group: Group) -> dict[str, Totals]:
    """Totals per profile, model or client, the one with the most tokens first."""
    found: dict[str, Totals] = {}
    for row in rows:
        name = str(row.get(group) or "")
        found[name] = found.get(name, Totals()) + read_row(row)
    return dict(sorted(found.items(), key=lambda entry: (-entry[1].tokens, -entry[1].requests, entry[0])))


def by_day(rows: Iterable[Row], days: Sequence[date]) -> list[Totals]:
    """Totals of each of the days, in their order; a day without requests is zero."""
    found = {day.isoformat(): Totals() for day in days}
    for row in rows:
        if row["day"] in found:
            found[row["day"]] += read_row(row)
    return list(found.values())


def last_days(count: int, today: date) -> list[date]:
    """The last `count` days, oldest first; today is one of them."""
    return [today - timedelta(days=back) for back in reversed(range(count))]
