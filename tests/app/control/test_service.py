"""The status and the end of the service, over HTTP."""

import dataclasses
import http.client
import json
from pathlib import Path

import pytest

from app import discovery
from app.context import Context
from profiles.prices import Price
from tests.app.control.conftest import Ask, add_profile
from tests.app.serving import ServiceInThread, ServiceProcess, chat, wait_until
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Usage


def test_the_whole_status(ask: Ask, service: ServiceInThread) -> None:
    status = ask("GET", "status")
    assert status["running"] is True
    assert status["port"] == service.port
    assert set(status["routes"]) == {"codex", "claude-code", "other"}
    assert status["keyring"]["state"] == "ok"
    assert status["recording"] is True
    assert status["today"] == {"requests": 0, "failed": 0, "cost": []}
    assert (status["last_error"], status["unfinished"], status["problem"]) == (None, None, None)


def test_todays_figures_have_their_cost(ask: Ask, service: ServiceInThread) -> None:
    reply = Reply(text="hi", usage=Usage(input=1000, output=100))
    with FakeProvider(reply) as provider:
        add_profile(ask, provider)
        ask("POST", "use", {"profile": "p"})
        profiles = service.context.profiles
        profiles.update(dataclasses.replace(profiles.get("p"), prices={"m": Price(2.0, output=10.0)}))
        for _ in range(2):
            assert chat(service.base, key=service.context.access.get("default"))[0] == 200
        for _ in wait_until(lambda: ask("GET", "status")["today"]["requests"] == 2):
            pass
        today = ask("GET", "status")["today"]
        assert today["failed"] == 0
        assert today["cost"] == [{"currency": "USD", "amount": 2 * (1000 * 2 + 100 * 10) / 1e6}]


def test_each_change_is_told_to_all_who_follow(service: ServiceInThread) -> None:
    running = discovery.read(service.context.paths)
    assert running
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    connection.request("GET", "/_turnout/events", headers={"Authorization": f"Bearer {running.token}"})
    stream = connection.getresponse()
    assert json.loads(stream.readline())["event"] == "status"

    def next_status() -> dict[str, object]:
        seen = set()
        while True:
            line = json.loads(stream.readline())
            seen.add(line["event"])
            if line["event"] == "status":
                found: dict[str, object] = line["data"]
                return found

    service.control("POST", "profiles", {"preset": "demo"})
    assert next_status()["running"] is True
    service.control("POST", "use", {"profile": "demo", "clients": ["codex"]})
    routes = next_status()["routes"]
    assert isinstance(routes, dict)
    assert routes["codex"]["connected"] is True
    service.context.settings.path.write_text('theme = "dark"\n')  # by hand: told with the next request
    service.control("GET", "settings")
    assert next_status()
    connection.close()


@pytest.mark.parametrize(
    ("body", "setting", "restored"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"restore": False}, True, False),
        ({"restore": True}, False, True),
    ],
    ids=str,
)
def test_a_stop_gives_the_files_back_or_keeps_them(
    body: dict[str, bool], setting: bool, restored: bool, ask: Ask, service: ServiceInThread, tmp_path: Path
) -> None:
    config = tmp_path / "home" / ".codex" / "config.toml"
    ask("POST", "profiles", {"preset": "demo"}, 201)
    ask("POST", "use", {"profile": "demo", "clients": ["codex"]})
    ask("PATCH", "settings", {"restore_on_quit": setting})
    assert ask("POST", "stop", body) == {"stopping": True, "restore": restored}
    service._thread.join(60)
    assert not service._thread.is_alive()
    assert config.exists() != restored
    with ServiceInThread() as again:
        assert again.announcement
        assert again.announcement.connected == ("codex",)
        assert f":{again.port}/" in config.read_text()


def test_the_process_ends_well(context: Context, tmp_path: Path) -> None:
    with ServiceProcess(tmp_path, "--port", "0") as process:
        running = discovery.read(context.paths)
        assert running
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
        headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}
        connection.request("POST", "/_turnout/stop", b"{}", headers)
        assert connection.getresponse().status == 200
        assert process.child.wait(60) == 0


def test_a_stop_needs_a_truth(ask: Ask) -> None:
    ask("POST", "stop", {"restore": "yes"}, 400)
    assert ask("GET", "status")["running"] is True
