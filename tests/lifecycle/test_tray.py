"""Requirement 65 as the tray app sees it: a service that hangs is away for a moment, which is shown, and back."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import discovery
from app.context import Context
from app.service_process import ServiceProcess
from app.ui.link import Link
from app.ui.reach import Reach
from profiles.making import make_profile
from tests.app.serving import chat
from tests.extent import FULL
from tests.lifecycle.service import FaultyService
from tests.lifecycle.test_watchdog import harm

DEADLINE_MS = 60_000


@pytest.mark.parametrize("method", ["GET", "HEAD"] if FULL else ["GET"])
def test_requirement_065_the_app_shows_it_and_finds_it_again(
    method: str, qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.routes.set("other", "demo")
    key = context.access.get("default")
    with FaultyService(tmp_path, beat=0.1) as service:
        context.settings.set("port", service.port)
        link = Link(lambda: discovery.read(context.paths))
        reach = Reach(link, ServiceProcess(context.paths))
        states: list[str] = []
        reach.changed.connect(states.append)
        reach.begin()
        qtbot.waitUntil(lambda: reach.state == "running", timeout=DEADLINE_MS)
        harm(service.port, method, key)
        qtbot.waitUntil(lambda: states == ["running", "starting", "running"], timeout=DEADLINE_MS)
        assert chat(service.base, key=key)[0] == 200
        ended: list[bool] = []
        reach.end(True, lambda: ended.append(True))
        qtbot.waitUntil(lambda: bool(ended), timeout=DEADLINE_MS)
        assert discovery.find(context.paths) is None
