"""What can be set for an access key: whether and until when it is accepted, which models, how much."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from profiles.errors import ProfileError

MAX_PATTERNS = 500
MAX_PATTERN_CHARS = 200
"""Longer than any model's name."""
MOST: Mapping[str, int] = {
    "rpm": 100_000,
    "rpd": 1_000_000_000,
    "concurrency": 100_000,
    "quota_tokens": 10**15,
    "max_tokens": 1_000_000_000,
}
"""The largest number of each limit; the smallest is 1. Only typing mistakes are larger."""


@dataclass(frozen=True, slots=True)
class AccessLimits:
    """None or empty: no limit.

    `expires_at` is ISO 8601 in UTC. `models` and `deny_models` are model names, exact or with `*`, with `@profile`
    for those of one profile. `rpm` and `rpd` are requests per minute and per local day, `concurrency` requests at a
    time, `quota_tokens` tokens in and out together, `max_tokens` output tokens that one request may ask for.
    """

    enabled: bool = True
    expires_at: str | None = None
    models: tuple[str, ...] = ()
    deny_models: tuple[str, ...] = ()
    rpm: int | None = None
    rpd: int | None = None
    concurrency: int | None = None
    quota_tokens: int | None = None
    max_tokens: int | None = None

    def is_expired(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.expires_at is not None and datetime.fromisoformat(self.expires_at) <= now

    def as_json(self) -> dict[str, Any]:
        """Every field, lists as lists."""
        return {name: _plain(getattr(self, name)) for name in NAMES}

    def written(self) -> dict[str, Any]:
        """The fields that are set, as they stand in the file."""
        return {name: _plain(value) for name in NAMES if (value := getattr(self, name)) != _DEFAULTS[name]}


NO_LIMITS = AccessLimits()
NAMES = tuple(field.name for field in fields(AccessLimits))
_DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(AccessLimits)}


def change(limits: AccessLimits, values: Mapping[str, object]) -> AccessLimits:
    """Set what is named; None takes a limit away. Raises ProfileError (`bad_limit`), and then nothing is set."""
    return replace(limits, **{name: check(name, value) for name, value in values.items()})


def check(name: str, value: object) -> Any:
    """The value as it is kept. Raises ProfileError (`bad_limit`)."""
    if name not in NAMES:
        raise _refused(f"There is no limit {str(name)[:64]!r}", f"There are: {', '.join(NAMES)}.")
    if value is None:
        return _DEFAULTS[name]
    if name == "enabled":
        return _check(isinstance(value, bool), name, value, "Use true or false.")
    if name == "expires_at":
        return read_expiry(value)
    if name in ("models", "deny_models"):
        return _read_patterns(name, value)
    most = MOST[name]
    right = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
    return _check(right, name, value, f"Use a whole number from 1 to {most}, or none for no limit.")


def read_expiry(value: object) -> str:
    """The moment, in UTC: a date means the end of that local day, a time without a zone is local time."""
    try:
        if not isinstance(value, str):
            raise TypeError
        text = value.strip()
        if len(text) == len("2026-01-31"):
            moment = datetime.combine(date.fromisoformat(text) + timedelta(days=1), time())  # local
        else:
            moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, TypeError, OverflowError):
        raise _refused(
            f"expires_at cannot be {_shown(value)}",
            "Use a date or time such as 2026-12-31 or 2026-12-31T18:00.",
        ) from None


def _read_patterns(name: str, value: object) -> tuple[str, ...]:
    fix = f"Give model names (`*` stands for any characters), at most {MAX_PATTERNS}."
    if not isinstance(value, list | tuple) or len(value) > MAX_PATTERNS:
        raise _refused(f"{name} cannot be {_shown(value)}", fix)
    for one in value:
        _check(isinstance(one, str) and 0 < len(one.strip()) <= MAX_PATTERN_CHARS, name, one, fix)
    return tuple(dict.fromkeys(one.strip() for one in value))


def _check(right: bool, name: str, value: object, fix: str) -> object:
    if not right:
        raise _refused(f"{name} cannot be {_shown(value)}", fix)
    return value


def _refused(message: str, fix: str) -> ProfileError:
    return ProfileError(f"{message}.", fix, code="bad_limit")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:100]}…"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
