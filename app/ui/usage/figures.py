"""Numbers as people read them: tokens, money, rates."""

from app.ui.usage.aggregate import Totals

UNKNOWN = "–"
"""A figure nobody knows; never shown as 0."""
_SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£", "JPY": "JP¥"}


def short_number(number: float) -> str:
    """At most four characters and a unit: 812, 31.2k, 4.18M."""
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= limit * 0.9995:
            scaled = number / limit
            digits = 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0
            text = f"{scaled:.{digits}f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) + unit
    return f"{number:.0f}"


def full_number(number: int) -> str:
    return f"{number:,}"


def money(currency: str, amount: float) -> str:
    """Two decimals, more for what is less than a cent."""
    digits = 2 if amount == 0 or abs(amount) >= 0.01 else 4
    sign = _SIGNS.get(currency)
    return f"{sign}{amount:,.{digits}f}" if sign else f"{amount:,.{digits}f} {currency}"


def cost(totals: Totals) -> str:
    """What it cost, largest amount first; `≥` where some of it has no price, `–` where nothing has one."""
    if not totals.costs:
        return UNKNOWN
    ordered = sorted(totals.costs.items(), key=lambda entry: -entry[1])
    said = " + ".join(money(currency, amount) for currency, amount in ordered)
    return f"≥ {said}" if totals.unpriced else said


def rate(share: float | None) -> str:
    """A share of 0 to 1 in percent; an almost full one is not rounded up to all."""
    if share is None:
        return UNKNOWN
    percent = min(share * 100, 99.9) if share < 1 else 100.0
    return f"{percent:.0f} %" if percent in (0, 100) or percent < 99.5 else f"{percent:.1f} %"
