"""Costs: tokens times prices, and nothing made up where one is not known."""

from typing import Any

import pytest

from app.costs import Cost, cost_json, cost_of, cost_of_request, price_of, total
from profiles.making import make_profile
from profiles.prices import Price
from profiles.profile import Profile

USAGE = {"input": 1000, "cached": 400, "output": 200, "reasoning": 150}


@pytest.mark.parametrize(
    ("usage", "price", "cost"),
    [
        (USAGE, Price(1.0, 0.1, 5.0), Cost("USD", (600 * 1.0 + 400 * 0.1 + 200 * 5.0) / 1e6)),
        (USAGE, Price(1.0, None, 5.0, "CNY"), Cost("CNY", (1000 * 1.0 + 200 * 5.0) / 1e6)),
        (USAGE, Price(1.0, 0.1, None), None),
        (USAGE, Price(None, 0.1, 5.0), None),
        ({"input": 0, "cached": 0, "output": 0}, Price(), Cost("USD", 0.0)),
        ({"input": 10, "output": None}, Price(1.0), Cost("USD", 1e-5)),
        ({"input": 100, "cached": 400, "output": 0}, Price(1.0, 0.0), Cost("USD", 0.0)),
        (USAGE, Price(0.0, 0.0, 0.0), Cost("USD", 0.0)),
        (None, Price(1.0, 1.0, 1.0), None),
        (USAGE, None, None),
    ],
    ids=str,
)
def test_cost_of_a_reply(usage: dict[str, Any] | None, price: Price | None, cost: Cost | None) -> None:
    found = cost_of(usage, price)
    assert (found is None) == (cost is None)
    if found and cost:
        assert found.currency == cost.currency
        assert found.amount == pytest.approx(cost.amount)


def test_the_price_of_a_model() -> None:
    made = make_profile("one", preset="deepseek").profile
    prices = {"deepseek-v4-pro": Price(2.0)}
    profile = Profile(made.id, made.name, made.endpoints, prices=prices)
    assert price_of([profile], "one", "deepseek-v4-pro") == Price(2.0)
    assert price_of([profile], "one", "another") is None
    assert price_of([profile], "two", "deepseek-v4-pro") is None
    assert price_of([profile], None, "deepseek-v4-pro") is None
    assert price_of([profile], "one", None) is None


def test_totals_are_by_currency_and_leave_the_unknown_out() -> None:
    costs = [Cost("USD", 0.1), None, Cost("CNY", 4.0), Cost("USD", 0.2)]
    assert total(costs) == [{"currency": "CNY", "amount": 4.0}, {"currency": "USD", "amount": 0.3}]
    assert total([None]) == []


def test_shape() -> None:
    assert cost_json(Cost("USD", 0.1 + 0.2)) == {"currency": "USD", "amount": 0.3}
    assert cost_json(None) is None


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("gpt-5.5", True),
        ("gpt-5.5-2026-04-23", True),
        ("gpt-5.5@20260423", True),
        ("gpt-5.5-0423", True),
        ("gpt-5.5-mini", False),
        ("gpt-5.5-8b", False),
        ("gpt-5", False),
    ],
)
def test_a_dated_name_has_the_price_of_the_plain_one(model: str, known: bool) -> None:
    made = make_profile("one", preset="openai").profile
    profile = Profile(made.id, made.name, made.endpoints, prices={"gpt-5.5": Price(2.0), "gpt": Price(1.0)})
    assert price_of([profile], "one", model) == (Price(2.0) if known else None)


def test_a_request_has_the_price_of_what_was_served_or_asked_for() -> None:
    made = make_profile("one", preset="deepseek").profile
    profile = Profile(made.id, made.name, made.endpoints, prices={"a": Price(1.0), "b": Price(2.0)})
    summary = {"profile": "one", "served_model": "x", "upstream_model": "b", "usage": {"input": 1_000_000}}
    assert cost_of_request([profile], summary) == {"currency": "USD", "amount": 2.0}
    assert cost_of_request([profile], {**summary, "served_model": "a"}) == {"currency": "USD", "amount": 1.0}
    assert cost_of_request([profile], {**summary, "served_model": None, "upstream_model": None}) is None
    assert cost_of_request([], summary) is None
