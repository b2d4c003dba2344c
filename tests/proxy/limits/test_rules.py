"""Which models rules allow."""

import pytest

from proxy.limits.rules import AccessRules


@pytest.mark.parametrize(
    ("allowed", "denied", "model", "may"),
    [
        ((), (), "anything", True),
        (("gpt-*",), (), "gpt-5", True),
        (("gpt-*",), (), "claude-x", False),
        ((), ("gpt-5",), "gpt-5", False),
        ((), ("gpt-5",), "gpt-5@work", False),
        ((), ("gpt-5",), "gpt-5.1", True),
        (("gpt-*",), ("gpt-5",), "gpt-5", False),
        (("gpt-*",), ("*@*",), "gpt-5@work", False),
        (("gpt-*",), ("*@*",), "gpt-5", True),
    ],
)
def test_allow_and_deny(allowed: tuple[str, ...], denied: tuple[str, ...], model: str, may: bool) -> None:
    assert AccessRules(allowed=allowed, denied=denied).allows(model) is may
