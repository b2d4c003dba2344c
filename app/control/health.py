"""How a profile is doing, and what failed last, from the newest requests."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

LAST_ERROR_MINUTES = 10
"""What failed before that is no news."""
_OTHERS_FAULTS = ("client",)
"""A request that was wrong says nothing about the provider."""


def health_of(newest_first: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the health of each profile that has answered or failed: summaries in, newest first.

    `state` is ok or failing; a failing one has the newest failure's code and message, and in `at` since when.
    """
    found: dict[str, dict[str, Any]] = {}
    settled: set[str] = set()
    for summary in newest_first:
        profile, error = summary["profile"], summary["error"]
        if profile is None or profile in settled or summary["state"] not in ("done", "failed"):
            continue
        if error is None:
            settled.add(profile)
            found.setdefault(
                profile, {"state": "ok", "code": None, "message": None, "at": summary["started_at"]}
            )
        elif summary["fault"] not in _OTHERS_FAULTS:
            health = found.setdefault(profile, {"state": "failing", **error})
            health["at"] = summary["started_at"]
    return found


def warnings_of(summaries: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Count each profile's warnings by their codes."""
    found: dict[str, dict[str, int]] = {}
    for summary in summaries:
        for code in summary.get("warnings") or () if summary["profile"] is not None else ():
            counts = found.setdefault(summary["profile"], {})
            counts[code] = counts.get(code, 0) + 1
    return found


UNKNOWN = {"state": "unknown", "code": None, "message": None, "at": None}


def recent(error: Mapping[str, Any] | None, now: datetime | None = None) -> dict[str, Any] | None:
    """Return the newest failure if it is of the last `LAST_ERROR_MINUTES`."""
    earliest = (now or datetime.now(UTC)) - timedelta(minutes=LAST_ERROR_MINUTES)
    if error is None or datetime.fromisoformat(error["at"]) < earliest:
        return None
    return dict(error)
