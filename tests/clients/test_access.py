"""Real clients whose access key is refused: one request where waiting does not help, a wait where it does, and why."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.switching import switch
from profiles.making import make_profile
from profiles.profile import KeyRef
from proxy.limits.clock import Clock, steady_ns
from tests.app.serving import ServiceInThread, post
from tests.clients.runs import ClaudeRun, CodexRun
from tests.clients.stage import CLAUDE_SETTINGS, CODEX_SETTINGS, DIRECT, KEY, MODEL, Client, Stage
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Wire

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(DIRECT, reason="the keys are Turnout's"),
    pytest.mark.parametrize("client", ["codex", "claude-code"]),
]

ANSWER = "Let in."
WIRE: dict[Client, Wire] = {"codex": "responses", "claude-code": "messages"}
#: A client waits so long for its next request (seconds); in life it is up to a minute.
WAIT = 3


class Place:
    """A service in this process whose clients are real, so that keys and clocks can be set between two requests."""

    def __init__(self, root: Path, service: ServiceInThread, provider: FakeProvider) -> None:
        self.stage, self.service, self.provider = Stage(root), service, provider
        (self.stage.codex_home / "config.toml").write_text(CODEX_SETTINGS)
        (self.stage.claude_home / "settings.json").write_text(CLAUDE_SETTINGS)

    def run(self, client: Client) -> CodexRun | ClaudeRun:
        work = self.stage.folder(client)
        # Its own number of retries: how often a client asks is what these tests are about.
        return self.stage.codex("answer", work) if client == "codex" else self.stage.claude("answer", work)

    @property
    def asked(self) -> list[Any]:
        assert self.service.service
        return self.service.service.recorder.exchanges()

    def use_up(self, client: Client) -> None:
        """One request with the client's key."""
        key = self.service.context.access.get(client)
        body: dict[str, Any] = {"model": MODEL, "stream": False, "max_tokens": 9}
        body |= {"input": "hi"} if client == "codex" else {"messages": [{"role": "user", "content": "hi"}]}
        body = {name: value for name, value in body.items() if client != "codex" or name != "max_tokens"}
        assert post(self.service.base, f"/v1/{WIRE[client]}", body, key)[0] == 200
        self.provider.play(Reply(text=ANSWER))
        self.before = len(self.asked)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    stage_home = tmp_path / "stage" / "home"
    for name, folder in (
        ("HOME", stage_home),
        ("CODEX_HOME", stage_home / ".codex"),
        ("CLAUDE_CONFIG_DIR", stage_home / ".claude"),
        ("TURNOUT_HOME", stage_home / "turnout"),
    ):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("FAKE_KEY", KEY)
    with FakeProvider(Reply(text=ANSWER), key=KEY, wires=("chat",)) as provider, ServiceInThread() as service:
        ready = Place(tmp_path / "stage", service, provider)
        made = make_profile(
            "fake", base_url=provider.url("chat"), wire="chat", model=MODEL, key=KeyRef("env", "FAKE_KEY")
        )
        service.context.profiles.add(made.profile)
        switch(service.context, "fake")
        yield ready


def said(run: CodexRun | ClaudeRun) -> str:
    return run.error if isinstance(run, CodexRun) else run.text


FINAL: dict[str, tuple[dict[str, Any], str]] = {
    "api_key_disabled": ({"enabled": False}, "is switched off"),
    "api_key_expired": (
        {"expires_at": (datetime.now(UTC) - timedelta(days=1)).isoformat()},
        "expired at",
    ),
    "model_not_allowed": ({"models": ["something-else"]}, "may not ask for the model"),
    "quota_exceeded": ({"quota_tokens": 1}, "has used its quota of 1 tokens"),
    "rate_limit_rpd": ({"rpd": 1}, "allows 1 requests a day"),
    "max_tokens_exceeded": ({"max_tokens": 10}, "allows at most 10 output tokens"),
}


@pytest.mark.parametrize("code", FINAL)
def test_one_request_and_the_reason(place: Place, client: Client, code: str) -> None:
    limits, words = FINAL[code]
    counted = {"quota_exceeded": {"quota_tokens": 10**9}, "rate_limit_rpd": {"rpd": 99}}
    if code in counted:
        place.service.context.access.edit(client, counted[code])
        place.use_up(client)
    place.service.context.access.edit(client, limits)
    before = len(place.asked)
    run = place.run(client)
    refused = place.asked[before:]
    if (client, code) == ("codex", "max_tokens_exceeded"):
        assert (run.exit, run.text) == (0, ANSWER), "Codex names no limit, so that there is nothing to refuse"
        return
    assert [one.failure.code for one in refused] == [code], run.said
    assert words in said(run), said(run)
    assert run.exit != 0 or isinstance(run, ClaudeRun)
    assert not isinstance(run, ClaudeRun) or run.failed


def test_a_wrong_key_is_one_request_too(place: Place, client: Client) -> None:
    """Strangers are in no log, so that the time tells: neither client asks a second time."""
    context = place.service.context
    # Another program of the user has written the client's file: it holds a key that is none.
    for path in (place.stage.codex_home / "config.toml", place.stage.claude_home / "settings.json"):
        text = path.read_text()
        path.write_text(text.replace(context.access.get(client), "tn-" + "x" * 43))
    run = place.run(client)
    assert place.asked == []
    assert "not one of Turnout's" in said(run), said(run)
    assert run.seconds < 15


def test_the_minute_is_waited_for(place: Place, client: Client) -> None:
    context, service = place.service.context, place.service.service
    assert service
    context.access.edit(client, {"rpm": 1})
    place.use_up(client)
    free_at = steady_ns() + 60 * 10**9

    def let_time_pass(_exchange: Any) -> None:
        """The client comes `WAIT` seconds too early, however long it took to start."""
        ahead = free_at - WAIT * 10**9 - steady_ns()
        service.gate.clock = Clock(time.time_ns, lambda: steady_ns() + ahead)
        stop_listening()

    stop_listening = service.recorder.listen(let_time_pass)
    run = place.run(client)
    codes = [one.failure.code if one.failure else None for one in place.asked[place.before :]]
    assert codes == ["rate_limit_rpm", None], run.said
    assert (run.exit, run.text) == (0, ANSWER), run.said


def test_a_place_is_waited_for(place: Place, client: Client) -> None:
    context, service = place.service.context, place.service.service
    assert service
    context.access.edit(client, {"concurrency": 1})
    place.use_up(client)
    key = next(one for one in service.proxy.access._keys if one.name == client)
    visit = service.gate.visit(key)
    visit.enter(MODEL, {})
    released = []

    def leave_after_the_first(exchange: Any) -> None:
        if exchange.failure is not None and not released:
            released.append(exchange.failure.code)
            visit.leave(None)

    service.recorder.listen(leave_after_the_first)
    run = place.run(client)
    assert released == ["concurrent_limit"]
    assert len(place.asked) - place.before == 2, run.said
    assert (run.exit, run.text) == (0, ANSWER), run.said


def test_a_session_goes_on_over_a_rotation(place: Place, client: Client) -> None:
    """The old key is accepted for a while; the next start has the new one from the rewritten file."""
    assert place.run(client).text == ANSWER
    old = place.service.context.access.get(client)
    status, answer = place.service.control("POST", f"access/{client}/rotate", {})
    assert (status, answer["warnings"]) == (200, [])
    files = [(place.stage.codex_home / "config.toml"), (place.stage.claude_home / "settings.json")]
    assert not any(old in path.read_text() for path in files)
    assert place.run(client).text == ANSWER
    body = {"model": MODEL, "messages": [{"role": "user", "content": "hi"}]}
    assert post(place.service.base, "/v1/chat/completions", body, old)[0] == 200
    assert json.loads(place.service.context.access.path.read_text())["keys"][client]["former"]
