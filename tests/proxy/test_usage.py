"""The figures of days."""

from datetime import datetime

from proxy.usage import UsageRow, add_up, count_of, day_of
from tests.fakes.exchanges import fail, make_exchange


def test_one_request_counts_once_with_what_it_used() -> None:
    exchange = make_exchange(served_model="served", state="done")
    assert count_of(exchange.number, exchange.summary()) == UsageRow(
        day_of(exchange.number), "fake", "served", "codex", 1, 0, 100, 40, 20, 5
    )


def test_a_failure_without_profile_or_usage() -> None:
    exchange = fail(make_exchange(profile=None, upstream_model=None, usage=None, state="failed"))
    row = count_of(exchange.number, exchange.summary())
    assert (row.profile, row.model, row.requests, row.failed, row.input) == ("", "", 1, 1, 0)


def test_the_day_is_local() -> None:
    late = datetime(2026, 3, 1, 23, 59, 59).astimezone()
    assert day_of(int(late.timestamp() * 1e6)) == "2026-03-01"


def test_rows_are_added_up_and_sorted() -> None:
    rows = [UsageRow("2026-03-02", "b", "m", "codex", 1, 1, 10), UsageRow("2026-03-01", "b", "m", "codex", 1)]
    assert add_up([*rows, rows[0]]) == [rows[1], UsageRow("2026-03-02", "b", "m", "codex", 2, 2, 20)]
    assert add_up([]) == []
    assert set(rows[0].as_json()) == {
        "day", "profile", "model", "client", "requests", "failed", "input", "cached", "output", "reasoning",
    }  # fmt: skip
