"""The real app on a real screen: tray, switching, and every way in which one of its two processes can end."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from profiles.making import make_profile
from tests.app.serving import chat, post, run_turnout
from tests.desktop.desk import DEADLINE_S, Desk
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Hold, Reply

pytestmark = [pytest.mark.display, pytest.mark.timeout(300)]

MINE = b'# mine\r\nmodel_reasoning_effort = "high"\r\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Codex's own file, as its user left it."""
    file = tmp_path / "home" / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_bytes(MINE)
    return file


@pytest.fixture
def desk(require_display: Callable[[], str], tmp_path: Path, config: Path) -> Iterator[Desk]:
    require_display()
    with Desk(tmp_path) as desk:
        desk.context.settings.set("port", 0)
        for name in ("demo", "second"):
            desk.context.profiles.add(make_profile(name, preset="demo").profile)
        yield desk


def connect(desk: Desk, profile: str = "demo") -> None:
    desk.control("POST", "use", {"profile": profile, "clients": ["codex"]})


def route(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.control("GET", "status")["routes"]["codex"]
    return found


def is_answered(desk: Desk) -> bool:
    return chat(desk.service().base_url, key=desk.context.access.get("codex"))[0] == 200


def test_the_tray_menu_switches(desk: Desk, config: Path) -> None:
    desk.start_app("--hidden")
    icon = desk.tray_icon()
    connect(desk)
    # The menu asks for the profiles when it is opened; opened again it has them.
    desk.open_menu(icon)
    desk.close_menu()
    desk.open_menu(icon)
    desk.press("Down", "Right", "Down", "Return")
    desk.wait(lambda: route(desk)["profile"] == "second", "the switch")
    assert route(desk)["connected"]
    desk.open_menu(icon)
    desk.press("Up", "Return")  # the last entry: quit and restore
    assert desk.app is not None
    assert desk.app.wait(DEADLINE_S) == 0
    assert config.read_bytes() == MINE
    assert desk.said == ""


def test_a_second_start_shows_the_first(desk: Desk) -> None:
    desk.start_app("--hidden")
    desk.tray_icon()
    assert desk.windows("Turnout") == []
    done = run_turnout()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    desk.wait(lambda: desk.windows("Turnout"), "the window")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_end_it_restores(number: signal.Signals, desk: Desk, config: Path) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # a run under nohup hands its deaf ear on
    try:
        app = desk.start_app("--hidden")
    finally:
        signal.signal(number, before)
    service = desk.service()
    connect(desk)
    assert config.read_bytes() != MINE
    app.send_signal(number)
    assert app.wait(DEADLINE_S) == 0
    assert config.read_bytes() == MINE
    assert not desk.lives(service.pid)


def test_a_crash_of_the_app_cuts_no_stream_and_the_next_one_goes_on(desk: Desk, config: Path) -> None:
    asked = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "hi"}]}
    go_on = threading.Event()
    with (
        FakeProvider(Reply(text="word " * 40, troubles=[Hold(go_on, "middle")])) as provider,
        ThreadPoolExecutor() as pool,
    ):
        made = make_profile("fake", base_url=provider.url("chat"), wire="chat", model="m")
        desk.context.profiles.add(made.profile)
        app = desk.start_app("--hidden")
        service = desk.service()
        connect(desk, "fake")
        key = desk.context.access.get("codex")
        answer = pool.submit(post, service.base_url, "/v1/messages", asked, key)
        desk.wait(lambda: any(one["ttft_ms"] for one in exchanges(desk)), "the first word")
        app.send_signal(signal.SIGSEGV)
        assert app.wait(DEADLINE_S) == -signal.SIGSEGV
        go_on.set()
        status, text = answer.result(DEADLINE_S)
    assert status == 200
    events = [
        json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")
    ]
    assert "".join(one.get("delta", {}).get("text", "") for one in events) == "word " * 40
    assert events[-1]["type"] == "message_stop"
    assert config.read_bytes() != MINE
    again = desk.start_app("--hidden")
    desk.tray_icon()
    assert desk.service().pid == service.pid
    assert "Segmentation fault" in (desk.context.paths.logs / "crash.old.log").read_text()
    again.send_signal(signal.SIGTERM)
    assert again.wait(DEADLINE_S) == 0
    assert config.read_bytes() == MINE
    assert not desk.lives(service.pid)


def exchanges(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.control("GET", "exchanges")["exchanges"]
    return found


def test_a_crash_of_the_service_is_mended_three_times(desk: Desk, config: Path) -> None:
    app = desk.start_app("--hidden")
    icon = desk.tray_icon()
    service = desk.service()
    connect(desk)
    for _ in range(3):
        os.kill(service.pid, signal.SIGKILL)
        service = desk.new_service(service)
        desk.wait(lambda: f":{desk.service().port}/v1" in config.read_text(), "the client's file")
        assert is_answered(desk)
    os.kill(service.pid, signal.SIGKILL)
    desk.wait(lambda: config.read_bytes() == MINE, "the client's own settings")
    assert app.poll() is None
    desk.click(icon)  # the window says so, and starts it again when it is told to
    desk.wait(lambda: desk.windows("Turnout"), "the window")
    app.send_signal(signal.SIGTERM)
    assert app.wait(DEADLINE_S) == 0
    assert config.read_bytes() == MINE


def test_a_service_that_runs_already_is_taken_and_ended_with_the_app(desk: Desk) -> None:
    first = desk.start_service()
    app = desk.start_app("--hidden")
    desk.tray_icon()
    assert desk.service().pid == first.pid
    app.send_signal(signal.SIGTERM)
    assert app.wait(DEADLINE_S) == 0
    assert not desk.lives(first.pid)
