"""Variables that stand against the clients' files."""

import pytest

from app.context import Context
from tests.app.doctor.conftest import Find


@pytest.mark.parametrize("name", ["ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_variables_of_the_shell(
    find: Find, name: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find("shell_variable") == []
    monkeypatch.setenv(name, "sk-canary-0123456789")
    [finding] = find("shell_variable")
    assert name in finding.message
    assert "canary" not in str(finding)


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"HTTP_PROXY": "http://proxy:3128"}, True),
        ({"all_proxy": "socks5://proxy"}, True),
        ({"HTTPS_PROXY": "http://proxy:3128"}, False),
        ({"http_proxy": "http://proxy:3128", "NO_PROXY": "example.com"}, True),
        ({"http_proxy": "http://proxy:3128", "NO_PROXY": "example.com, 127.0.0.1"}, False),
        ({"http_proxy": "http://proxy:3128", "no_proxy": "*"}, False),
    ],
)
def test_another_proxy_in_between(
    find: Find, variables: dict[str, str], found: bool, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert bool(find("no_proxy")) is found


@pytest.mark.parametrize(("value", "found"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_a_cloud_that_leads_past_every_address(
    find: Find, monkeypatch: pytest.MonkeyPatch, value: str, found: bool
) -> None:
    monkeypatch.setenv("CLAUDE_CODE_USE_BEDROCK", value)
    assert bool(find("shell_bypass")) is found


def test_the_fix_keeps_what_is_excepted_already(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    [finding] = find("no_proxy")
    assert "NO_PROXY=intranet.example,127.0.0.1,localhost" in finding.fix
