"""Access keys as the proxy sees them, and as people are shown them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from profiles.access import BUILT_IN
from profiles.access_key import AccessKey as Kept
from profiles.access_limits import NO_LIMITS, AccessLimits
from proxy.access import AccessKey
from proxy.limits.clock import steady_ns
from proxy.limits.rules import AccessRules
from proxy.wires import Client

_CLIENTS: Mapping[str, Client] = {"codex": "codex", "claude-code": "claude-code"}
"""A key of one of these says the client; with any other the User-Agent does."""


def access_keys(kept: Iterable[Kept]) -> tuple[AccessKey, ...]:
    """Return every value that is accepted: the present ones, and the former ones while they are."""
    found: list[AccessKey] = []
    now, steady = datetime.now(UTC), steady_ns()
    for key in kept:
        client, rules = _CLIENTS.get(key.client), _rules(key.limits, key.counted_since)
        found.append(AccessKey(key.name, key.key, client, rules))
        found += [
            AccessKey(key.name, former.key, client, rules, steady + int(left * 1e9))
            for former in key.former
            if (left := former.left(now)) > 0
        ]
    return tuple(found)


def describe(key: Kept, used: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return what is told of a key: never its value. `used`: what it has used, where the service says so."""
    now = datetime.now(UTC)
    expired = key.limits.is_expired(now)
    former = [one.until for one in key.former if one.left(now) > 0]
    described: dict[str, Any] = {
        "name": key.name,
        "client": key.client,
        "built_in": key.name in BUILT_IN,
        "state": "expired" if expired else "active" if key.limits.enabled else "disabled",
        "created_at": key.created_at,
        "old_key_until": max(former) if former else None,
        **key.limits.as_json(),
    }
    return described if used is None else {**described, "used": dict(used)}


def _rules(limits: AccessLimits, counted_since: str) -> AccessRules | None:
    """None where nothing is set: such a key costs nothing."""
    if limits == NO_LIMITS:
        return None
    expires = limits.expires_at
    return AccessRules(
        enabled=limits.enabled,
        expires_at=None if expires is None else datetime.fromisoformat(expires).timestamp(),
        allowed=limits.models,
        denied=limits.deny_models,
        per_minute=limits.rpm,
        per_day=limits.rpd,
        concurrent=limits.concurrency,
        tokens=limits.quota_tokens,
        max_output=limits.max_tokens,
        counted_since=counted_since,
    )
