"""Health of profiles by their newest requests, and the failure of the last minutes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.control.health import LAST_ERROR_MINUTES, health_of, recent, warnings_of

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def request(
    minute: int, profile: str | None = "p", state: str = "done", fault: str | None = None
) -> dict[str, Any]:
    error = {"code": f"c{minute}", "message": f"m{minute}"} if state == "failed" else None
    at = NOW - timedelta(minutes=minute)
    return {"profile": profile, "state": state, "fault": fault, "error": error, "started_at": at.isoformat()}


def failed(minute: int, profile: str = "p", fault: str = "provider") -> dict[str, Any]:
    return request(minute, profile, "failed", fault)


def test_the_newest_that_says_something_counts() -> None:
    found = health_of(
        [
            request(0, state="live"),
            request(1, state="cancelled"),
            failed(2, fault="client"),
            request(3),
            failed(4),
            request(5, profile=None),
            failed(6, "q", "network"),
            failed(7, "q"),
            request(8, "q"),
            failed(9, "q"),
            failed(10, "r", "client"),
        ]
    )
    at = {minute: (NOW - timedelta(minutes=minute)).isoformat() for minute in (3, 7)}
    assert found == {
        "p": {"state": "ok", "code": None, "message": None, "at": at[3]},
        # The newest failure, since the first of the row.
        "q": {"state": "failing", "code": "c6", "message": "m6", "at": at[7]},
    }


def test_only_a_recent_failure_is_news() -> None:
    def error(minutes: float) -> dict[str, Any]:
        at = (NOW - timedelta(minutes=minutes)).isoformat()
        return {"id": "x", "at": at, "code": "c", "message": "m"}

    assert recent(None, NOW) is None
    assert recent(error(LAST_ERROR_MINUTES - 1), NOW) == error(LAST_ERROR_MINUTES - 1)
    assert recent(error(LAST_ERROR_MINUTES + 1), NOW) is None
    assert recent({**error(0), "at": datetime.now(UTC).isoformat()}) is not None


def test_warnings_are_counted_by_profile_and_code() -> None:
    summaries: list[dict[str, Any]] = [
        {"profile": "p", "warnings": ["usage_missing", "model_substituted"]},
        {"profile": "p", "warnings": ["usage_missing"]},
        {"profile": "q", "warnings": []},
        {"profile": None, "warnings": ["usage_missing"]},
        {"profile": "old"},
    ]
    assert warnings_of(summaries) == {"p": {"usage_missing": 2, "model_substituted": 1}}
