"""A request on the screen while it runs, and when it has ended."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.ui.tokens import LIGHT
from profiles.making import make_profile
from tests.app.serving import post
from tests.desktop.conftest import Homes
from tests.desktop.desk import DEADLINE_S, Desk
from tests.desktop.hand import FIRST_ROWS
from tests.desktop.picture import Screen
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Hold, Reply

pytestmark = [pytest.mark.display, pytest.mark.timeout(300)]

TEXT = "word " * 40


def test_a_stream_is_shown_while_it_runs_and_then_as_done(
    open_desk: Callable[..., Desk], homes: Homes, tmp_path: Path
) -> None:
    go_on = threading.Event()
    asked = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "hi"}]}
    with (
        FakeProvider(Reply(text=TEXT, troubles=[Hold(go_on, "middle")])) as provider,
        ThreadPoolExecutor() as pool,
    ):
        desk = open_desk()
        screen = Screen(desk, tmp_path)
        made = make_profile("fake", base_url=provider.url("chat"), wire="chat", model="m")
        desk.context.profiles.add(made.profile)
        app = desk.start_app()
        desk.control("POST", "use", {"profile": "fake", "clients": ["claude-code"]})
        [window] = desk.wait(lambda: desk.windows("Turnout"), "the window")
        screen.wait_still()
        # The dot in the status pill: of the accent's colour while it runs, then of that of success.
        base, key = desk.service().base_url, desk.context.access.get("claude-code")
        answer = pool.submit(post, base, "/v1/messages", asked, key)

        def dots() -> tuple[bool, bool]:
            found = screen.find_colors(window, FIRST_ROWS)
            return LIGHT.accent in found, LIGHT.ok in found

        desk.wait(lambda: provider.asks, "the request")
        desk.wait(lambda: dots() == (True, False), "a row that is live")
        assert not answer.done()
        go_on.set()
        status, text = answer.result(DEADLINE_S)
        assert status == 200
        assert text.count("text_delta") > 1
        desk.wait(lambda: dots() == (False, True), "the same row as done")
        [summary] = desk.control("GET", "exchanges")["exchanges"]
        assert (summary["client"], summary["state"], summary["streamed"]) == ("claude-code", "done", True)
        app.terminate()
        assert app.wait(DEADLINE_S) == 0
    assert homes.are_own()
