"""Real clients at their provider, without Turnout in between: the key comes from `turnout key get`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.clients.stage import (
    CLAUDE_SETTINGS,
    CODEX_SETTINGS,
    DIRECT,
    KEY,
    MODEL,
    ROOT,
    Client,
    Stage,
)
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Call, Reply, Wire
from tests.machine import keyring_session

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(DIRECT, reason="Turnout writes the files here"),
]

NATIVE: dict[Client, Wire] = {"codex": "responses", "claude-code": "messages"}
TOOLS = {
    "codex": Call("exec_command", {"cmd": "printf made > made.txt && cat made.txt"}),
    "claude-code": Call("Bash", {"command": "printf made > made.txt && cat made.txt", "description": "it"}),
}
BOTH: list[Client] = ["codex", "claude-code"]


@pytest.fixture(autouse=True)
def restored(stage: Stage) -> Iterator[None]:
    yield
    stage.turnout("restore")
    stage.forget_routes()
    assert (stage.codex_home / "config.toml").read_text() == CODEX_SETTINGS
    assert (stage.claude_home / "settings.json").read_text() == CLAUDE_SETTINGS


def work(stage: Stage, client: Client, provider: FakeProvider, env: Mapping[str, str]) -> None:
    """A tool loop, and the provider got the key with each request and Turnout none of them."""
    provider.strict = False  # no third party is strict with its own wire
    provider.play([Reply(text="I make it.", calls=[TOOLS[client]]), Reply(text="It is made.")])
    folder = stage.folder("direct")
    since = datetime.now(UTC) - timedelta(milliseconds=1)
    run = (
        stage.codex("make it", folder, env=env)
        if client == "codex"
        else stage.claude("make it", folder, env=env)
    )
    assert (run.exit, run.text) == (0, "It is made."), run.said
    assert (folder / "made.txt").read_text() == "made"
    assert [ask.key for ask in provider.asks] == [KEY, KEY]
    assert {ask.model for ask in provider.asks} == {MODEL}
    assert "made" in provider.asks[1].results[0].text
    assert provider.problems == []
    assert stage.exchanges(since) == []


def assert_key_is_in_no_file(stage: Stage) -> None:
    files = [path for path in stage.home.rglob("*") if path.is_file()]
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("client", BOTH)
def test_a_tool_loop_with_the_key_of_a_variable(stage: Stage, client: Client) -> None:
    wire = NATIVE[client]
    provider = stage.provider_for(wire, wire)
    stage.turnout("use", f"fake-{wire}", "--client", client, "--mode", "direct")
    route = json.loads(stage.turnout("status", "--json"))["routes"][client]
    assert (route["mode"], route["connected"], route["profile"]) == ("direct", True, f"fake-{wire}")
    work(stage, client, provider, {"FAKE_KEY": KEY})
    assert_key_is_in_no_file(stage)


@pytest.mark.keyring
@pytest.mark.parametrize("client", BOTH)
def test_a_tool_loop_with_the_key_of_the_keyring(stage: Stage, client: Client) -> None:
    wire = NATIVE[client]
    provider = stage.provider_for(wire, wire)
    name = f"kept-{wire}"
    url = ("--base-url", provider.url(wire), "--wire", wire, "--model", MODEL)
    with keyring_session() as variables:
        added = subprocess.run(
            [sys.executable, "-m", "app.cli", "profile", "add", name, *url, "--key-stdin"],
            cwd=ROOT, env=stage.environment(variables), input=KEY, text=True, capture_output=True,
            check=False, timeout=60,
        )  # fmt: skip
        assert added.returncode == 0, added.stderr
        stage.turnout("use", name, "--client", client, "--mode", "direct")
        work(stage, client, provider, variables)
    assert_key_is_in_no_file(stage)


@pytest.mark.parametrize("client", BOTH)
def test_there_and_back_again(stage: Stage, client: Client) -> None:
    """From direct to through Turnout: the same file, the other way, and nothing of the first is left."""
    wire = NATIVE[client]
    provider = stage.provider_for(wire, wire)
    stage.turnout("use", f"fake-{wire}", "--client", client)
    through = (stage.codex_home / "config.toml", stage.claude_home / "settings.json")
    before = [path.read_bytes() for path in through]
    stage.turnout("use", f"fake-{wire}", "--client", client, "--mode", "direct")
    assert [path.read_bytes() for path in through] != before
    stage.turnout("use", f"fake-{wire}", "--client", client)
    assert json.loads(stage.turnout("status", "--json"))["routes"][client]["mode"] == "proxy"
    provider.strict = False
    provider.play([Reply(text="Through.")])
    since = datetime.now(UTC) - timedelta(milliseconds=1)
    folder = stage.folder("back")
    run = stage.codex("hi", folder) if client == "codex" else stage.claude("hi", folder)
    assert (run.exit, run.text) == (0, "Through."), run.said
    assert len(stage.exchanges(since)) == 1
    config = (stage.codex_home / "config.toml").read_text()
    settings = json.loads((stage.claude_home / "settings.json").read_text())
    assert "auth" not in config
    assert "apiKeyHelper" not in settings


@pytest.mark.parametrize(
    ("client", "wire"), [("codex", "chat"), ("codex", "messages"), ("claude-code", "chat")]
)
def test_a_wire_that_the_client_does_not_speak(stage: Stage, client: Client, wire: str) -> None:
    said = json.loads(
        stage.turnout("use", f"fake-{wire}", "--client", client, "--mode", "direct", "--json", check=False)
    )["error"]
    assert said["code"] == "direct_impossible"
    assert f"offers only {wire}" in said["message"]
    assert f"turnout use fake-{wire} --client {client} --mode proxy" in said["fix"]
