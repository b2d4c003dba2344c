"""Variables that stand against the clients' files."""

import json

import pytest

from app.context import Context
from app.doctor import mend
from profiles.making import make_profile
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


def test_the_exception_is_written_where_claude_code_looks(
    find: Find, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "intranet.example")
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.routes.set("claude-code", "demo")
    [finding] = find("no_proxy")
    assert (finding.severity, finding.fixable) == ("severe", True)
    assert "Codex" in finding.fix
    assert "no_proxy=$NO_PROXY" in finding.fix
    mend(Context.from_environment(), "no_proxy", 8377)
    env = json.loads(context.activation.file_of("claude-code").read_text())["env"]
    assert env["NO_PROXY"] == env["no_proxy"] == "intranet.example,127.0.0.1,localhost"
    assert find("no_proxy") == []
    [finding] = find("no_proxy_codex")
    assert (finding.severity, finding.fixable) == ("warning", False)
    assert "export NO_PROXY=intranet.example,127.0.0.1,localhost" in finding.fix


def test_a_broken_file_has_no_exception(
    find: Find, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:3128")
    path = context.activation.file_of("claude-code")
    path.parent.mkdir(parents=True, exist_ok=True)
    for content in ("{", '{"env": 1}', '{"env": {"NO_PROXY": 1}}'):
        path.write_text(content)
        assert find("no_proxy")
