"""What requests cost: reported tokens times the prices that the user has entered; unknown is never zero."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from profiles.prices import Price
from profiles.profile import Profile

MILLION = 1_000_000
_DATE = re.compile(r"[-@:]?\d{4}-?\d{2}(?:-?\d{2})?|[-@:]\d{4}")
DIGITS = 9
"""Decimal places kept: a single cached token of a cheap model costs some 1e-8."""


@dataclass(frozen=True, slots=True)
class Cost:
    """An amount of money. `currency` is an ISO 4217 code."""

    currency: str
    amount: float

    def as_json(self) -> dict[str, Any]:
        """Return the control API's shape."""
        return {"currency": self.currency, "amount": round(self.amount, DIGITS)}


def price_of(profiles: Iterable[Profile], profile_id: str | None, model: str | None) -> Price | None:
    """Return the price of a model with a profile; None where either or the price is not known.

    A dated name has the price of the plain one: providers answer with gpt-5.5-2026-04-23 for gpt-5.5.
    """
    profile = next((one for one in profiles if one.id == profile_id), None)
    if profile is None or not model:
        return None
    if model in profile.prices:
        return profile.prices[model]
    plain = [
        name for name in profile.prices if model.startswith(name) and _DATE.fullmatch(model[len(name) :])
    ]
    return profile.prices[max(plain, key=len)] if plain else None


def cost_of(usage: Mapping[str, Any] | None, price: Price | None) -> Cost | None:
    """Return the cost of one or many replies: `usage` has `input`, `cached` and `output` in tokens.

    `input` counts cached tokens as well. None where a price that is needed is not known.
    """
    if usage is None or price is None:
        return None
    cached = min(_count(usage, "cached"), _count(usage, "input"))
    parts = (
        (_count(usage, "input") - cached, price.input),
        (cached, price.input if price.cached is None else price.cached),
        (_count(usage, "output"), price.output),
    )
    amount = 0.0
    for tokens, each in parts:
        if tokens and each is None:
            return None
        amount += tokens * (each or 0.0)
    return Cost(price.currency, amount / MILLION)


def cost_of_request(profiles: Iterable[Profile], summary: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the cost of one request by its summary, in the control API's shape."""
    known = tuple(profiles)
    names = (summary["served_model"], summary["upstream_model"])
    prices = (price_of(known, summary["profile"], name) for name in names)
    return cost_json(cost_of(summary["usage"], next(filter(None, prices), None)))


def cost_json(cost: Cost | None) -> dict[str, Any] | None:
    """Return the control API's shape of a cost that may not be known."""
    return None if cost is None else cost.as_json()


def total(costs: Iterable[Cost | None]) -> list[dict[str, Any]]:
    """Return the sum in each currency, largest first; what is not known is left out."""
    sums: dict[str, float] = {}
    for cost in costs:
        if cost is not None:
            sums[cost.currency] = sums.get(cost.currency, 0.0) + cost.amount
    return [Cost(currency, sums[currency]).as_json() for currency in sorted(sums, key=lambda one: -sums[one])]


def _count(usage: Mapping[str, Any], name: str) -> int:
    return max(int(usage.get(name) or 0), 0)
