"""Sums over usage rows."""

from datetime import date
from typing import Any

from app.ui.usage.aggregate import by_day, by_group, last_days, read_row, total


def row(**values: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"day": "2026-11-20", "profile": "deepseek", "model": "v4", "client": "codex"}
    made |= {
        "requests": 1,
        "failed": 0,
        "input": 100,
        "cached": 80,
        "output": 10,
        "reasoning": 4,
        "cost": None,
    }
    return made | values


def test_parts_of_a_row_add_up() -> None:
    totals = read_row(row())
    assert (totals.fresh, totals.cached, totals.spoken, totals.reasoning) == (20, 80, 6, 4)
    assert totals.fresh + totals.cached + totals.spoken + totals.reasoning == totals.tokens == 110
    assert totals.hit_rate == 0.8


def test_figures_a_provider_got_wrong_never_make_negative_bars() -> None:
    totals = read_row(row(input=10, cached=20, output=1, reasoning=5))
    assert (totals.fresh, totals.spoken, totals.hit_rate) == (0, 0, 1.0)


def test_unknown_price_is_counted_and_not_zero() -> None:
    totals = total([row(requests=3), row(cost={"currency": "CNY", "amount": 0.5})])
    assert totals.costs == {"CNY": 0.5}
    assert totals.unpriced == 3


def test_a_request_without_tokens_needs_no_price() -> None:
    assert read_row(row(input=0, cached=0, output=0, reasoning=0, failed=1)).unpriced == 0


def test_currencies_stay_apart() -> None:
    rows = [row(cost={"currency": "CNY", "amount": 2}), row(cost={"currency": "USD", "amount": 1})] * 2
    assert total(rows).costs == {"CNY": 4.0, "USD": 2.0}


def test_groups_begin_with_the_largest() -> None:
    rows = [row(profile="a"), row(profile="b", input=900), row(profile="a")]
    groups = by_group(rows, "profile")
    assert list(groups) == ["b", "a"]
    assert groups["a"].requests == 2


def test_every_day_has_its_place() -> None:
    days = last_days(3, date(2026, 11, 21))
    assert [day.isoformat() for day in days] == ["2026-11-19", "2026-11-20", "2026-11-21"]
    sums = by_day([row(), row(), row(day="2026-01-01")], days)
    assert [one.requests for one in sums] == [0, 2, 0]
    assert sums[0].hit_rate is None
