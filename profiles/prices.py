"""What a provider charges for a model's tokens, as the user has entered it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from profiles.errors import InvalidProfileError

DEFAULT_CURRENCY = "USD"
_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNTS = ("input", "cached", "output")


@dataclass(frozen=True, slots=True)
class Price:
    """Per million tokens; None: not known. `currency` is an ISO 4217 code.

    Without `cached`, tokens read from the provider's cache are charged as any other input.
    """

    input: float | None = None
    cached: float | None = None
    output: float | None = None
    currency: str = DEFAULT_CURRENCY

    def __post_init__(self) -> None:
        for name in _AMOUNTS:
            amount = getattr(self, name)
            if amount is not None and not (math.isfinite(amount) and amount >= 0):
                raise InvalidProfileError(
                    f"The price for {name} tokens is {amount}, which is no price.", "Use 0 or more."
                )
        if not _CURRENCY.fullmatch(self.currency):
            raise InvalidProfileError(
                f"{self.currency!r} is not a currency.", "Use three capital letters, such as USD or CNY."
            )


def read_price(entry: object, model: str) -> Price:
    """The price in a table of a file or request. Raises InvalidProfileError; unknown names are left alone."""
    if not isinstance(entry, Mapping):
        raise InvalidProfileError(f"The price of {model} has to be a table.")
    fields: dict[str, Any] = {}
    for name in _AMOUNTS:
        amount = entry.get(name)
        if isinstance(amount, bool) or not isinstance(amount, int | float | None):
            raise InvalidProfileError(f"The price for {name} tokens of {model} has to be a number.")
        fields[name] = amount if amount is None else float(amount)
    currency = entry.get("currency", DEFAULT_CURRENCY)
    if not isinstance(currency, str):
        raise InvalidProfileError(f"The currency of {model} has to be a text.")
    return Price(**fields, currency=currency)


def write_price(price: Price) -> dict[str, float | str]:
    """The table that `read_price` reads; what is not known is left out."""
    table: dict[str, float | str] = {}
    for name in _AMOUNTS:
        amount = getattr(price, name)
        if amount is not None:
            table[name] = amount
    return {**table, "currency": price.currency}
