"""Numbers as people read them."""

import pytest

from app.ui.usage.aggregate import Totals
from app.ui.usage.figures import UNKNOWN, cost, full_number, money, rate, short_number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (812, "812"),
        (999, "999"),
        (1000, "1k"),
        (31_249, "31.2k"),
        (999_999, "1M"),
        (4_180_000, "4.18M"),
        (214_000_000, "214M"),
        (1_500_000_000, "1.5G"),
    ],
)
def test_short_number(number: int, text: str) -> None:
    assert short_number(number) == text


def test_full_number() -> None:
    assert full_number(1204) == "1,204"


@pytest.mark.parametrize(
    ("currency", "amount", "text"),
    [
        ("CNY", 4.184, "¥4.18"),
        ("USD", 1234.5, "$1,234.50"),
        ("USD", 0.0021, "$0.0021"),
        ("USD", 0, "$0.00"),
        ("CHF", 2, "2.00 CHF"),
    ],
)
def test_money(currency: str, amount: float, text: str) -> None:
    assert money(currency, amount) == text


def test_unknown_cost_is_a_dash_and_partly_unknown_is_at_least() -> None:
    assert cost(Totals(unpriced=4)) == UNKNOWN
    assert cost(Totals(costs={"USD": 1, "CNY": 9})) == "¥9.00 + $1.00"
    assert cost(Totals(costs={"CNY": 9}, unpriced=1)) == "≥ ¥9.00"


@pytest.mark.parametrize(
    ("share", "text"), [(None, UNKNOWN), (0, "0 %"), (0.873, "87 %"), (0.9999, "99.9 %"), (1, "100 %")]
)
def test_rate(share: float | None, text: str) -> None:
    assert rate(share) == text
