"""Every finding, and no finding where nothing is wrong."""

import socket
from pathlib import Path

import pytest

from app.context import Context
from app.doctor import Finding, find_problems
from app.switching import switch
from profiles.making import make_profile
from profiles.profile import KeyRef
from tests.app.serving import ServiceInThread
from tests.fakes.keyring_backends import MemoryKeyring


@pytest.fixture(autouse=True)
def clients_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("codex", "claude"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture(autouse=True)
def free_port(context: Context) -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        context.settings.set("port", probe.getsockname()[1])
    return context.settings.load().port


def find(context: Context, name: str) -> list[Finding]:
    found = find_problems(context)
    assert all(one.message and one.cause and one.fix for one in found)
    order = [one.severity for one in found]
    assert order == sorted(order)  # severe, warning
    return [one for one in found if one.id == name]


def test_nothing_stands_in_the_way(context: Context) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with ServiceInThread():
        switch(context, "demo")
        assert find_problems(context) == []


def test_not_running(context: Context) -> None:
    [finding] = find(context, "not_running")
    assert finding.severity == "warning"
    context.profiles.add(make_profile("demo", preset="demo").profile)
    switch(context, "demo", ["codex"])
    [finding] = find(context, "not_running")
    assert finding.severity == "severe"
    assert "codex cannot reach it" in finding.cause
    assert "turnout restore" in finding.fix


def test_a_port_that_is_taken(context: Context, free_port: int) -> None:
    assert find(context, "port_taken") == []
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", free_port))
        stranger.listen()
        [finding] = find(context, "port_taken")
    assert (finding.severity, str(free_port) in finding.message) == ("severe", True)
    context.settings.set("port", 0)
    assert find(context, "port_taken") == []


@pytest.mark.parametrize("name", ["profiles", "routes", "settings", "access"])
def test_own_files_that_cannot_be_read(name: str, context: Context) -> None:
    path: Path = getattr(context, name).path
    path.write_text("{[")
    [finding] = find(context, "bad_file")
    assert (finding.severity, str(path) in finding.message) == ("severe", True)


def test_a_route_to_nowhere(context: Context) -> None:
    context.routes.set("codex", "gone")
    [finding] = find(context, "profile_missing")
    assert (finding.severity, "gone" in finding.message) == ("severe", True)
    with ServiceInThread():
        assert find(context, "profile_missing")


def test_keys(context: Context, memory_keyring: MemoryKeyring) -> None:
    context.profiles.add(make_profile("ds", preset="deepseek").profile)
    context.profiles.add(make_profile("env", preset="deepseek", key=KeyRef("env", "DS_KEY")).profile)
    assert [one.severity for one in find(context, "key_missing")] == ["warning", "warning"]
    context.routes.set("other", "ds")
    found = find(context, "key_missing")
    assert [one.severity for one in found] == ["severe", "warning"]
    assert "turnout key set ds" in found[0].fix
    context.secrets.set("ds", "sk-canary-0123456789")
    assert len(find(context, "key_missing")) == 1


def test_no_keyring(context: Context) -> None:
    context.profiles.add(make_profile("ds", preset="deepseek").profile)
    [finding] = find(context, "keyring_unavailable")
    assert "ds" in finding.cause
    assert "--key-env" in finding.fix


def test_clients_that_do_not_come(context: Context, tmp_path: Path) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with ServiceInThread():
        switch(context, "demo")
        config = tmp_path / "home" / ".codex" / "config.toml"
        config.write_text("")
        [finding] = find(context, "not_connected")
        assert "turnout connect --client codex" in finding.fix
        config.write_text("[broken")
        assert find(context, "not_connected") == []
        [finding] = find(context, "bad_file")
        assert str(config) in finding.message


def test_entries_of_another_time(context: Context) -> None:
    """A service that was killed, and its successor could not write the file."""
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with ServiceInThread() as service:
        switch(context, "demo", ["codex"], port=service.port + 1)
        [finding] = find(context, "entries_old")
        assert (finding.severity, service.base in finding.cause) == ("severe", True)


@pytest.mark.parametrize("name", ["ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_variables_of_the_shell(name: str, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find(context, "shell_variable") == []
    monkeypatch.setenv(name, "sk-canary-0123456789")
    [finding] = find(context, "shell_variable")
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
    variables: dict[str, str], found: bool, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert bool(find(context, "no_proxy")) is found


def test_clients_that_are_not_installed(context: Context, clients_on_the_path: Path) -> None:
    (clients_on_the_path / "codex").unlink()
    [finding] = find(context, "client_missing")
    assert "@openai/codex" in finding.fix
