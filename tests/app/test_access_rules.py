"""Access keys for the proxy, and for people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.access_rules import access_keys, describe
from profiles.access_key import FormerKey, make, make_built_in, rotated
from profiles.access_limits import NAMES, AccessLimits
from proxy.access import AccessTable
from proxy.limits.rules import AccessRules

EVERYTHING = AccessLimits(
    enabled=False, expires_at="2031-01-01T00:00:00+00:00", models=("a",), deny_models=("b",),
    rpm=1, rpd=2, concurrency=3, quota_tokens=4, max_tokens=5,
)  # fmt: skip


def test_a_key_without_limits_has_no_rules() -> None:
    (key,) = access_keys([make("k", "other")])
    assert (key.name, key.client, key.rules, key.until) == ("k", None, None, None)


def test_the_client_is_that_of_the_key() -> None:
    keys = [make("a", "codex"), make("b", "claude-code"), make("codex", "other")]
    assert [key.client for key in access_keys(keys)] == ["codex", "claude-code", None]


def test_every_limit_arrives() -> None:
    kept = make("k", "other", EVERYTHING)
    (key,) = access_keys([kept])
    assert key.rules == AccessRules(
        enabled=False,
        expires_at=datetime(2031, 1, 1, tzinfo=UTC).timestamp(),
        allowed=("a",),
        denied=("b",),
        per_minute=1,
        per_day=2,
        concurrent=3,
        tokens=4,
        max_output=5,
        counted_since=kept.counted_since,
    )


def test_a_former_value_is_accepted_for_its_time_with_the_same_limits() -> None:
    first = make("k", "codex", AccessLimits(rpm=1))
    second = rotated(first, 60)
    over = replace(second, former=(*second.former, FormerKey("tn-canary-over", "2020-01-01T00:00:00+00:00")))
    present, former = access_keys([over])
    assert (present.key, present.until) == (second.key, None)
    assert (former.key, former.name, former.rules) == (first.key, "k", present.rules)
    now = AccessTable(access_keys([over]))
    assert now.authenticate({"x-api-key": first.key}) is not None
    later = AccessTable((present, former), lambda: (former.until or 0) + 1)
    assert later.authenticate({"x-api-key": first.key}) is None


def test_people_are_told_everything_but_the_value() -> None:
    key = rotated(make("k", "other", EVERYTHING), 60)
    told = describe(key, {"minute": 1})
    assert set(NAMES) < set(told)
    assert (told["state"], told["built_in"], told["used"]) == ("disabled", False, {"minute": 1})
    assert told["old_key_until"] == key.former[0].until
    assert key.key not in str(told)
    assert describe(make_built_in("codex", "codex"))["built_in"] is True
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert describe(replace(key, limits=AccessLimits(expires_at=yesterday)))["state"] == "expired"
