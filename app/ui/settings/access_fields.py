"""What is typed for an access key's limits, and what the service is sent of it: numbers, a last day, model names."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

NUMBERS = ("rpm", "rpd", "concurrency", "quota_tokens", "max_tokens")
MODELS = ("models", "deny_models")
_GROUPING = re.compile(r"[\s,_'.]")
_BETWEEN = re.compile(r"[,;\s，；、]+")
_DAY = len("2026-01-31")


def show_number(number: object) -> str:
    """Return a limit as it is typed; "" for none."""
    return f"{number:,}" if isinstance(number, int) else ""


def read_number(text: str, most: int) -> int | None:
    """Read a limit; None for an empty text. Raises ValueError where it is no whole number from 1 to `most`."""
    digits = _GROUPING.sub("", text)
    if not digits:
        return None
    if not digits.isdecimal() or not 1 <= int(digits) <= most:
        raise ValueError(text)
    return int(digits)


def show_expiry(expires_at: str | None) -> str:
    """Return the end of a key (ISO 8601) in local time: the last day, where it ends with one; "" for none."""
    if not expires_at:
        return ""
    moment = datetime.fromisoformat(expires_at).astimezone()
    if moment.time() == time():
        return (moment.date() - timedelta(days=1)).isoformat()
    return f"{moment:%Y-%m-%d %H:%M}"


def read_expiry(text: str) -> str | None:
    """Return what the service is to be told; None for an empty text. Raises ValueError where it is no date or time."""
    typed = text.strip()
    if not typed:
        return None
    if len(typed) == _DAY:
        date.fromisoformat(typed)
    else:
        datetime.fromisoformat(typed)
    return typed


def is_over(expires_at: str | None) -> bool:
    """Tell whether a text that `read_expiry` let pass names a time that is over."""
    if expires_at is None:
        return False
    if len(expires_at) == _DAY:
        return date.fromisoformat(expires_at) < datetime.now(UTC).astimezone().date()
    return datetime.fromisoformat(expires_at).astimezone() <= datetime.now(UTC)


def show_models(names: object) -> str:
    """Return a list of model names as it is typed."""
    return ", ".join(map(str, names)) if isinstance(names, list) else ""


def read_models(text: str) -> list[str]:
    """Return the model names of a text, parted by commas or blanks."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text) if part))


def typed_of(key: Mapping[str, Any]) -> dict[str, str]:
    """Return a key's limits as they are typed, by name."""
    return {
        "expires_at": show_expiry(key.get("expires_at")),
        **{name: show_models(key.get(name)) for name in MODELS},
        **{name: show_number(key.get(name)) for name in NUMBERS},
    }


def read(name: str, text: str, most: Mapping[str, int]) -> object:
    """Read the limit of this name. Raises ValueError where the text is none."""
    if name == "expires_at":
        return read_expiry(text)
    if name in MODELS:
        return read_models(text)
    return read_number(text, most[name])
