"""Figures as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from app.ui.requests import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0, "0 ms"), (84.2, "84 ms"), (812, "0.8 s"), (12_640, "12.6 s"), (99_960, "1m 40s"),
     (131_000, "2m 11s")],
)  # fmt: skip
def test_durations(value: float | None, text: str) -> None:
    assert wording.duration(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0, "0"), (812, "812"), (31_204, "31.2k"), (99_960, "100k"), (145_400, "145k"),
     (1_400_000, "1.4M"), (999_600, "1.0M")],
)  # fmt: skip
def test_counts(value: int | None, text: str) -> None:
    assert wording.count(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (512, "512 B"), (12_700, "12.4 KB"), (1_572_864, "1.5 MB")]
)
def test_sizes(value: int | None, text: str) -> None:
    assert wording.size(value) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("0.1874", "CNY", "¥0.19"), ("12.3", "USD", "$12.30"), ("0.0042", "USD", "$0.0042"), ("0", "EUR", "€0"),
     (0.00000001, "CNY", "<¥0.0001"), ("3", "CHF", "CHF 3.00"), ("much", "CNY", "–")],
)  # fmt: skip
def test_costs(amount: object, currency: str, text: str) -> None:
    assert wording.cost({"amount": amount, "currency": currency}) == text


def test_an_unknown_price_is_no_zero() -> None:
    assert wording.cost(None) == wording.cost({}) == "–"


def test_tokens() -> None:
    assert wording.tokens(None) == "–"
    assert wording.tokens({"input": 31_204, "cached": 28_000, "output": 3_311, "reasoning": 900}) == (
        "31.2k (28.0k) / 3.3k (900)"
    )
    assert wording.tokens({"input": 5, "output": 6, "estimated": True}) == "~5 / 6"
    assert wording.tokens({"input": None, "output": 6}) == "– / 6"


def test_speed_and_clients() -> None:
    assert [wording.speed(rate) for rate in (None, 4.25, 41.7)] == ["–", "4.2", "42"]
    assert [wording.client_name(name) for name in ("codex", "claude-code", None)] == [
        "Codex",
        "Claude Code",
        "–",
    ]


def test_times_of_day() -> None:
    now = datetime.now(UTC)
    assert wording.clock(now.isoformat()) == f"{now.astimezone():%H:%M:%S}"
    before = now - timedelta(days=40)
    assert wording.clock(before.isoformat()) == f"{before.astimezone():%m-%d %H:%M}"
    assert wording.clock("") == wording.clock("yesterday") == "–"
