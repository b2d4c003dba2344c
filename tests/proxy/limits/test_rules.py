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


@pytest.mark.parametrize(
    ("denied", "model", "may"),
    [
        ((), "glm-5", True),
        (("glm-5",), "glm-5", False),
        (("GLM*",), "glm-5", False),
        (("glm-5",), "glm-4", True),
        (("*@work",), "glm-5", False),
        (("glm-5@home",), "glm-5", True),
        (("*@*", "gpt*@*"), "glm-5", True),
        (("@cf/meta/*",), "@cf/meta/llama", False),
    ],
)
def test_what_is_denied_is_so_by_whatever_name_it_was_asked_for(
    denied: tuple[str, ...], model: str, may: bool
) -> None:
    """`*@*` speaks of how a model is asked for (pinned), not of where a request goes."""
    assert AccessRules(denied=denied).may_reach("work", model) is may
