"""One access key: its value, the ones it had before, its limits, and how it stands in access.json."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from profiles.access_limits import NAMES, NO_LIMITS, AccessLimits, check
from profiles.errors import ProfileError
from profiles.routes import CLIENTS, Client

PREFIX = "tn-"
KEY_BYTES = 32
"""256 bits from the operating system; 128 would do."""
LEAST_CHARS = 22
"""A key written by hand has at least the 128 bits that so many characters can hold."""
GRACE_S = 600.0
"""How long a key is accepted after it was replaced, if nobody says otherwise: connected clients have the new one at
once, and a running Codex session keeps what it began with (Codex 0.169.0)."""
MAX_GRACE_S = 7 * 86_400.0
"""A key that is to live on for longer is not to be rotated."""


@dataclass(frozen=True, slots=True)
class FormerKey:
    """A value that was replaced and is accepted until then (ISO 8601 in UTC)."""

    key: str = field(repr=False)
    until: str

    def left(self, now: datetime) -> float:
        """Seconds for which it is still accepted; at most `MAX_GRACE_S`, whatever the clock was set to."""
        return min((datetime.fromisoformat(self.until) - now).total_seconds(), MAX_GRACE_S)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key and the client it stands for. The key is masked in its repr.

    `created_at` (ISO 8601 in UTC) is that of the key's present value. `counted_since` names what its counters are
    counted from; another text there begins them anew.
    """

    name: str
    client: Client
    created_at: str
    key: str = field(repr=False)
    limits: AccessLimits = NO_LIMITS
    former: tuple[FormerKey, ...] = field(default=(), repr=False)
    counted_since: str = ""


def make(name: str, client: Client, limits: AccessLimits | None = None) -> AccessKey:
    """A new key with nothing counted."""
    now = datetime.now(UTC)
    return AccessKey(name, client, _seconds(now), _value(), limits or NO_LIMITS, (), now.isoformat())


def make_built_in(name: str, client: Client) -> AccessKey:
    """A key that is there from the start."""
    return replace(make(name, client), counted_since="")


def rotated(key: AccessKey, grace_s: float) -> AccessKey:
    """The key with a new value; the old one is accepted for so many seconds. Raises ProfileError (`bad_grace`)."""
    if not 0 <= grace_s <= MAX_GRACE_S:
        days = int(MAX_GRACE_S // 86_400)
        raise ProfileError(
            f"An old key cannot go on for {grace_s:g} seconds.",
            f"Use 0 (it ends at once) to {days} days.",
            code="bad_grace",
        )
    now = datetime.now(UTC)
    former = tuple(one for one in key.former if one.left(now) > 0)
    if grace_s:
        former = (*former, FormerKey(key.key, _seconds(now + timedelta(seconds=grace_s))))
    return replace(key, key=_value(), created_at=_seconds(now), former=former if grace_s else ())


def counted_anew(key: AccessKey) -> AccessKey:
    """The key with its counters at zero."""
    return replace(key, counted_since=datetime.now(UTC).isoformat())


def read(name: str, entry: Any) -> AccessKey:
    """The key of an entry in the file. Raises ProfileError, whose message says what is wrong with it."""
    if not isinstance(entry, dict):
        raise _wrong("it is incomplete")
    client, created_at, since = (
        entry.get("client"),
        entry.get("created_at", ""),
        entry.get("counted_since", ""),
    )
    if client not in CLIENTS or not isinstance(created_at, str) or not isinstance(since, str):
        raise _wrong("it is incomplete")
    former = entry.get("former", [])
    if not isinstance(former, list):
        raise _wrong("`former` has to be a list")
    limits = AccessLimits(**{field: check(field, entry[field]) for field in NAMES if field in entry})
    return AccessKey(
        name,
        client,
        created_at,
        _read_value(entry.get("key")),
        limits,
        tuple(map(_read_former, former)),
        since,
    )


def write(key: AccessKey, entry: dict[str, Any]) -> dict[str, Any]:
    """The key's entry; of the one that was there, fields of later versions stay."""
    known = {"key", "client", "created_at", "counted_since", "former", *NAMES}
    written: dict[str, Any] = {
        **{name: value for name, value in entry.items() if name not in known},
        "key": key.key,
        "client": key.client,
        "created_at": key.created_at,
        **key.limits.written(),
    }
    if key.counted_since:
        written["counted_since"] = key.counted_since
    if key.former:
        written["former"] = [{"key": one.key, "until": one.until} for one in key.former]
    return written


def _read_former(entry: Any) -> FormerKey:
    try:
        until = datetime.fromisoformat(entry["until"])
        if until.tzinfo is None:
            raise ValueError
    except (TypeError, KeyError, ValueError):
        raise _wrong("a former key needs `key` and `until` (a time with its zone)") from None
    return FormerKey(_read_value(entry.get("key")), entry["until"])


def _read_value(value: Any) -> str:
    if not isinstance(value, str) or not value.startswith(PREFIX):
        raise _wrong(f"its key has to begin with {PREFIX}")
    if (
        len(value) < len(PREFIX) + LEAST_CHARS
        or not value.isascii()
        or not value.isprintable()
        or " " in value
    ):
        raise _wrong(
            f"its key has to have {LEAST_CHARS} characters or more behind {PREFIX}, none of them blank"
        )
    return value


def _wrong(message: str) -> ProfileError:
    return ProfileError(message, code="bad_access_key")


def _value() -> str:
    return PREFIX + secrets.token_urlsafe(KEY_BYTES)


def _seconds(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
