"""The user's fallback rules as the proxy sees them."""

from collections.abc import Iterable
from dataclasses import asdict

from profiles.fallback_rules import Rule
from proxy.fallback_rules import FallbackRule


def proxy_rules(rules: Iterable[Rule]) -> tuple[FallbackRule, ...]:
    """Return the rules for `proxy.failover`, in the same order."""
    return tuple(FallbackRule(**asdict(rule)) for rule in rules)
