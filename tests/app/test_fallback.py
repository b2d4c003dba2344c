"""The user's rules reach the proxy as they are."""

from app.fallback import proxy_rules
from profiles.fallback_rules import Rule, default_rules
from proxy.fallback_rules import FallbackRule


def test_every_field_is_taken() -> None:
    rule = Rule("next", ("server",), ("hung_up",), (5,), "busy", 3.0)
    assert proxy_rules([rule]) == (
        FallbackRule(
            then="next", kinds=("server",), codes=("hung_up",), statuses=(5,), text="busy", wait_over=3.0
        ),
    )
    assert len(proxy_rules(default_rules())) == len(default_rules())
