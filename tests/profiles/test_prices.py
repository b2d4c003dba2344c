"""Prices: what can be one, and the table in the file."""

from typing import Any

import pytest

from profiles.errors import InvalidProfileError
from profiles.prices import Price, read_price, write_price


@pytest.mark.parametrize(
    ("table", "price"),
    [
        ({}, Price()),
        ({"input": 1}, Price(1.0)),
        ({"input": 0.27, "cached": 0.07, "output": 1.1, "currency": "CNY"}, Price(0.27, 0.07, 1.1, "CNY")),
        ({"output": 0, "input": None}, Price(output=0.0)),
    ],
    ids=str,
)
def test_a_table_and_back(table: dict[str, Any], price: Price) -> None:
    assert read_price(table, "m") == price
    assert read_price(write_price(price), "m") == price


def test_unknown_amounts_are_left_out() -> None:
    assert write_price(Price(input=2.0)) == {"input": 2.0, "currency": "USD"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"input": -1}, "input tokens is -1.0"),
        ({"output": float("nan")}, "output tokens is nan"),
        ({"cached": float("inf")}, "cached tokens is inf"),
        ({"input": "1"}, "input tokens of m has to be a number"),
        ({"input": True}, "has to be a number"),
        ({"currency": "dollars"}, "'dollars' is not a currency"),
        ({"currency": 5}, "currency of m has to be a text"),
        ([1], "price of m has to be a table"),
    ],
    ids=str,
)
def test_what_is_no_price(table: Any, said: str) -> None:
    with pytest.raises(InvalidProfileError, match=said):
        read_price(table, "m")
