"""Figures as people read them: times of day, durations, sizes, counts, money."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.ui import names

UNKNOWN = "–"

_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥"}


def moment(started_at: str) -> datetime | None:
    """Return when a request began, in the local zone."""
    try:
        return datetime.fromisoformat(started_at).astimezone()
    except (TypeError, ValueError):
        return None


def clock(started_at: str) -> str:
    """Return the time of day; with the date where it is another day than today."""
    at = moment(started_at)
    if at is None:
        return UNKNOWN
    today = datetime.now(UTC).astimezone().date()
    return f"{at:%H:%M:%S}" if at.date() == today else f"{at:%m-%d %H:%M}"


def duration(milliseconds: float | None) -> str:
    """Return `84 ms`, `0.8 s`, `12.6 s` or `2m 05s`."""
    if milliseconds is None:
        return UNKNOWN
    if milliseconds < 100:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1_000
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m {rest:02}s"


def count(number: float | None) -> str:
    """Return `812`, `31.2k`, `145k` or `1.4M`."""
    if number is None:
        return UNKNOWN
    if number < 1_000:
        return f"{number:.0f}"
    if number < 99_950:
        return f"{number / 1_000:.1f}k"
    if number < 999_500:
        return f"{number / 1_000:.0f}k"
    return f"{number / 1_000_000:.1f}M"


def size(number: float | None) -> str:
    """Return `512 B`, `12.4 KB` or `1.5 MB`."""
    if number is None:
        return UNKNOWN
    if number < 1_024:
        return f"{number:.0f} B"
    return f"{number / 1_024:.1f} KB" if number < 1_024**2 else f"{number / 1_024**2:.1f} MB"


def tokens(usage: Mapping[str, Any] | None) -> str:
    """Return input (of it cached) / output (of it reasoning): `31.2k (28.0k) / 3.3k (900)`."""
    if not usage:
        return UNKNOWN
    cached, reasoning = usage.get("cached"), usage.get("reasoning")
    text = count(usage.get("input")) + (f" ({count(cached)})" if cached else "")
    text += f" / {count(usage.get('output'))}" + (f" ({count(reasoning)})" if reasoning else "")
    return f"~{text}" if usage.get("estimated") else text


def cost(amount: Mapping[str, Any] | None) -> str:
    """Return `¥0.19`; small amounts keep two digits that say something; an unknown price is no zero."""
    if not amount:
        return UNKNOWN
    try:
        number = float(amount["amount"])
    except (KeyError, TypeError, ValueError):
        return UNKNOWN
    currency = str(amount.get("currency") or "")
    sign = _SIGNS.get(currency, f"{currency} ")
    if number == 0:
        return f"{sign}0"
    return (
        f"{sign}{number:.2f}"
        if number >= 0.095
        else f"{sign}{number:.2g}"
        if number >= 1e-4
        else f"<{sign}0.0001"
    )


def speed(rate: float | None) -> str:
    """Return tokens per second."""
    return UNKNOWN if rate is None else f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"


def client_name(client: str | None) -> str:
    """Return a client's own name."""
    return names.client_name(client) if client else UNKNOWN
