"""What a chart shows."""

from datetime import date

from app.ui.usage.aggregate import last_days, total
from app.ui.usage.series import (
    MOST_GROUPS,
    REST,
    cost_series,
    hit_series,
    request_series,
    stacked,
    token_series,
)
from tests.app.ui.usage.sample import TODAY, rows

DAYS = last_days(30, TODAY)


def test_the_parts_of_a_bar_add_up_to_all_tokens() -> None:
    made = token_series(rows(), DAYS)
    assert [one.name for one in made] == ["cached", "fresh", "spoken", "reasoning"]
    assert sum(value or 0 for one in made for value in one.values) == total(rows()).tokens


def test_bars_stand_on_each_other() -> None:
    (low, first), (high, second), *_ = stacked(token_series(rows(), DAYS))
    assert set(first) == {0.0}
    assert second == low.values
    assert len(high.values) == len(DAYS)
    assert stacked([]) == []


def test_requests() -> None:
    well, failed = request_series(rows(), DAYS)
    assert sum(value or 0 for value in failed.values) == total(rows()).failed
    assert sum(value or 0 for value in (*well.values, *failed.values)) == total(rows()).requests


def test_only_what_has_a_price_has_a_cost() -> None:
    made = cost_series(rows(), DAYS, "profile", "CNY")
    assert {one.name for one in made} == {"deepseek", "kimi", "zhipu"}
    assert round(sum(value or 0 for one in made for value in one.values), 6) == round(
        total(rows()).costs["CNY"], 6
    )
    assert cost_series(rows(), DAYS, "profile", "USD") == []


def test_a_day_without_input_has_no_rate() -> None:
    day = {"day": "2026-11-20", "profile": "a", "model": "m", "client": "codex", "requests": 1, "failed": 0}
    made = hit_series(
        [{**day, "input": 200, "cached": 50, "output": 1}], [date(2026, 11, 19), date(2026, 11, 20)], "model"
    )
    assert [(one.name, one.values) for one in made] == [("m", (None, 25.0))]
    assert hit_series([{**day, "input": 0, "output": 3}], [date(2026, 11, 20)], "model") == []


def test_many_groups_end_in_one() -> None:
    many = [{**rows()[0], "model": f"m{place}", "input": 1000 - place} for place in range(20)]
    made = hit_series(many, DAYS, "model")
    assert len(made) == MOST_GROUPS
    assert [one.name for one in made] == ["m0", "m1", "m2", "m3", "m4", REST]
