"""Limits of an access key: what each takes, and what it says to everything else."""

from datetime import UTC, datetime, timedelta

import pytest

from profiles.access_limits import MOST, NAMES, AccessLimits, change, check, read_expiry
from profiles.errors import ProfileError


def test_nothing_is_limited_at_first() -> None:
    limits = AccessLimits()
    assert limits.written() == {}
    assert set(limits.as_json()) == set(NAMES)
    assert not limits.is_expired(datetime.now(UTC))


def test_a_change_sets_and_takes_away() -> None:
    limits = change(
        AccessLimits(rpm=5, models=("a",)), {"rpm": None, "rpd": 9, "models": [" b ", "b", "c*@d"]}
    )
    assert limits == AccessLimits(rpd=9, models=("b", "c*@d"))
    assert limits.written() == {"rpd": 9, "models": ["b", "c*@d"]}
    assert change(limits, {"enabled": False}).written()["enabled"] is False
    assert change(AccessLimits(enabled=False), {"enabled": None}).enabled


@pytest.mark.parametrize("name", sorted(MOST))
def test_numbers(name: str) -> None:
    assert check(name, 1) == 1
    assert check(name, MOST[name]) == MOST[name]
    for wrong in (0, -1, MOST[name] + 1, 1.5, "1", True, []):
        with pytest.raises(ProfileError, match=f"{name} cannot be") as caught:
            check(name, wrong)
        assert caught.value.code == "bad_limit"
        assert str(MOST[name]) in caught.value.fix


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("enabled", "yes"),
        ("models", "gpt-5"),
        ("models", [""]),
        ("models", [5]),
        ("deny_models", ["x" * 201]),
        ("models", ["x"] * 501),
        ("expires_at", "tomorrow"),
        ("expires_at", 5),
        ("expires_at", "0001-01-01T00:00:00+14:00"),
        ("colour", "red"),
    ],
)
def test_what_is_refused(name: str, value: object) -> None:
    with pytest.raises(ProfileError) as caught:
        check(name, value)
    assert (caught.value.code, bool(caught.value.fix)) == ("bad_limit", True)
    assert len(caught.value.message) < 200


def test_times_are_kept_in_utc() -> None:
    assert read_expiry("2026-12-31T12:00:00+02:00") == "2026-12-31T10:00:00+00:00"
    assert read_expiry("2026-12-31T12:00:00Z") == "2026-12-31T12:00:00+00:00"
    local = datetime(2026, 12, 31, 12).astimezone()  # local is meant
    assert read_expiry("2026-12-31T12:00") == local.astimezone(UTC).isoformat()


def test_a_date_is_the_last_day() -> None:
    midnight = datetime(2027, 1, 1).astimezone(UTC)  # local is meant
    limits = change(AccessLimits(), {"expires_at": "2026-12-31"})
    assert limits.expires_at == midnight.isoformat()
    assert not limits.is_expired(midnight - timedelta(seconds=1))
    assert limits.is_expired(midnight)
