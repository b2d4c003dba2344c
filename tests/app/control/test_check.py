"""The control API's check: a stream of steps, what is kept of it, and an end when nobody listens any more."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from app import discovery
from app.check import kept
from profiles.profile import Endpoint, KeyRef, Profile
from tests.app.serving import ServiceInThread, wait_until
from tests.fakes.script import Hold, NewApi, Reply
from tests.fakes.zoo import KEY
from tests.fakes.zoo_provider import MODEL, ZooProvider


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[ServiceInThread]:
    monkeypatch.setenv("ZOO_KEY", KEY)
    with ServiceInThread() as running:
        yield running


def add(service: ServiceInThread, fake: ZooProvider) -> None:
    """Save a profile of a fake provider."""
    endpoint = Endpoint("chat", fake.url("chat"))
    service.context.profiles.add(
        Profile(id="p", name="P", endpoints=(endpoint,), model=MODEL, key=KeyRef("env", "ZOO_KEY"))
    )


def post(service: ServiceInThread, body: dict[str, Any]) -> http.client.HTTPConnection:
    """Begin a check; the caller reads its answer."""
    running = discovery.read(service.context.paths)
    assert running
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}
    connection.request("POST", "/_turnout/check", json.dumps(body), headers)
    return connection


def events(service: ServiceInThread, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all events of a check."""
    with closing(post(service, body)) as connection:
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Content-Type")) == (200, "application/x-ndjson")
        return [json.loads(line) for line in answer.read().splitlines()]


def test_the_demo_passes_the_first_runs_check(service: ServiceInThread) -> None:
    """It is the first thing that a newcomer sees."""
    told = events(service, {"preset": "demo", "quick": True, "clients": ["codex", "claude-code"]})
    result = told[-1]["data"]
    assert [one["id"] for one in result["steps"] if one["state"] == "failed"] == []
    assert {client: one["verdict"] for client, one in result["verdicts"].items()} == {
        "codex": "translation",
        "claude-code": "translation",
    }


def test_a_saved_profile_is_checked_and_the_result_kept(service: ServiceInThread) -> None:
    with ZooProvider(wires=("chat",)) as fake:
        add(service, fake)
        told = events(service, {"profile": "p", "quick": True})
    kinds = [event["event"] for event in told]
    assert (kinds[0], kinds[-1], set(kinds[1:-1])) == ("plan", "result", {"step"})
    assert len(told[0]["data"]["steps"]) == len(told) - 2
    result = told[-1]["data"]
    assert result["verdicts"]["claude-code"] == {"verdict": "translation", "reasons": []}
    status, checks = service.control("GET", "checks")
    assert (status, checks["checks"]["p"]["verdicts"]) == (200, result["verdicts"])
    _, profiles = service.control("GET", "profiles")
    assert profiles["profiles"][0]["check"] == {"at": result["started_at"], "verdicts": result["verdicts"]}
    assert KEY not in json.dumps(told)


def test_a_draft_is_checked_with_its_own_key_and_not_kept(service: ServiceInThread) -> None:
    typed = "sk-canary-typed-abcdef0123456789"
    with ZooProvider(wires=("chat",), key=typed) as fake:
        draft = {"base_url": fake.url("chat"), "wire": "chat", "model": MODEL}
        told = events(service, {**draft, "key": typed, "quick": True, "clients": ["codex"]})
        refused = events(service, {**draft, "quick": True})
    assert told[-1]["data"]["verdicts"] == {"codex": {"verdict": "translation", "reasons": []}}
    assert [one["id"] for one in refused[-1]["data"]["findings"]] == ["key_refused"]
    assert typed not in json.dumps(told)
    assert kept.read_all(service.context.paths) == {}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"profile": "nobody"}, 404, "profile_not_found"),
        ({"profile": "p", "clients": ["vim"]}, 400, "bad_request"),
        ({"profile": "p", "clients": []}, 400, "bad_request"),
        ({"profile": "p", "quick": 1}, 400, "bad_request"),
        ({"profile": "p", "fast": True}, 400, "unknown_field"),
    ],
)
def test_what_is_refused(service: ServiceInThread, body: dict[str, Any], status: int, code: str) -> None:
    answered, said = service.control("POST", "check", body)
    assert (answered, said["error"]["code"]) == (status, code)


def test_a_bad_draft_is_refused_with_its_fields(service: ServiceInThread) -> None:
    status, said = service.control("POST", "check", {"base_url": "not an address", "wire": "chat"})
    assert status == 400
    assert said["problems"][0]["field"] == "base_url"


def test_whoever_leaves_ends_it(service: ServiceInThread) -> None:
    held = threading.Event()
    with ZooProvider(change=lambda reply, ask: Reply(text="OK", troubles=(Hold(held, "headers"),))) as fake:
        add(service, fake)
        with closing(post(service, {"profile": "p"})) as connection:
            answer = connection.getresponse()
            assert json.loads(answer.readline())["event"] == "plan"
            fake.wait(2)
        for _ in wait_until(lambda: any(ask.aborted_at for ask in fake.asks)):
            pass
        held.set()
        asked = len(fake.asks)
    assert asked == 2
    assert kept.read_all(service.context.paths) == {}


def test_a_refused_key_comes_back_at_once(service: ServiceInThread) -> None:
    with ZooProvider(door=NewApi(401, "无效的令牌")) as fake:
        add(service, fake)
        told = events(service, {"profile": "p", "quick": True})
    states = {event["data"]["id"]: event["data"]["state"] for event in told if event["event"] == "step"}
    assert (states["key"], states["text"], states["tool_result"]) == ("failed", "skipped", "skipped")
    assert told[-1]["data"]["verdicts"]["codex"]["verdict"] == "unsafe"
