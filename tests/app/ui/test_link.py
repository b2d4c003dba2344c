"""The link to the service, over real HTTP: answers, problems, time-outs, owners, events and reconnecting."""

import json
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from app.ui import link as link_module
from app.ui.link import Link, Problem
from tests.fakes.control_api import TOKEN, ControlApi, Conversation

DEADLINE_MS = 20_000
STATUS = {"running": True, "port": 1}


@pytest.fixture
def api() -> Iterator[ControlApi]:
    with ControlApi() as api:
        yield api


@pytest.fixture
def real(api: ControlApi, qtbot: QtBot) -> Iterator[Link]:
    real = Link(lambda: api.running)
    yield real
    real.stop()
    real.deleteLater()


class Heard:
    """What the callbacks were given."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.problems: list[Problem] = []
        self.lines: list[Any] = []
        self.ends: list[Problem | None] = []

    @property
    def count(self) -> int:
        return len(self.answers) + len(self.problems) + len(self.ends)


def ask(
    real: Link, qtbot: QtBot, method: str = "GET", path: str = "x", body: Any = None, **more: Any
) -> Heard:
    heard = Heard()
    real.call(method, path, body, then=heard.answers.append, fail=heard.problems.append, **more)
    assert heard.count == 0
    qtbot.waitUntil(lambda: heard.count == 1, timeout=DEADLINE_MS)
    return heard


def test_an_answer(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    api.answer("POST", "use?x=1", {"clients": ["codex"], "größe": "猫"}, 201)
    assert ask(real, qtbot, "POST", "use?x=1", {"profile": "猫"}).answers == [
        {"clients": ["codex"], "größe": "猫"}
    ]
    method, path, body, headers = api.asked[0]
    assert (method, path, json.loads(body)) == ("POST", "use?x=1", {"profile": "猫"})
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Content-Type"] == "application/json"
    assert "Upgrade" not in headers


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_methods_and_an_empty_answer(method: str, api: ControlApi, real: Link, qtbot: QtBot) -> None:
    api.plays[method, "x"] = lambda talk: talk.say(b"", 204 if method == "DELETE" else 200)
    assert ask(real, qtbot, method).answers == [{}]


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (
            b'{"error": {"code": "no_key", "message": "No key.", "fix": "Add one."}}',
            409,
            Problem("no_key", "No key.", "Add one."),
        ),
        (b'{"error": {"message": "Odd."}}', 500, Problem("500", "Odd.")),
        (b"<html>", 502, Problem("http_502", "Turnout's service answered with status 502.")),
        (b'{"error": "text"}', 401, Problem("http_401", "Turnout's service answered with status 401.")),
        (b"[]", 200, Problem("bad_answer", "Turnout's service answered something that is not JSON.")),
        (b"{", 200, Problem("bad_answer", "Turnout's service answered something that is not JSON.")),
    ],
    ids=["said", "half-said", "html", "text", "list", "cut"],
)
def test_a_problem(
    body: bytes, status: int, problem: Problem, api: ControlApi, real: Link, qtbot: QtBot
) -> None:
    api.plays["GET", "x"] = lambda talk: talk.say(body, status)
    assert ask(real, qtbot).problems == [problem]


def test_a_problem_as_text() -> None:
    assert str(Problem("c", "What.", "Do.")) == "What. Do."
    assert str(Problem("c", "What.")) == "What."


def test_nobody_asked_for_the_problem(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    api.answer("GET", "x", {"error": {"code": "c", "message": "m", "fix": "f"}}, 400)
    with qtbot.waitSignal(real.problem, timeout=DEADLINE_MS) as said:
        real.call("GET", "x")
    assert said.args == [Problem("c", "m", "f")]


def test_no_service(qtbot: QtBot) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gone = ControlApi()
    gone.server_close()
    for found in (None, link_module.Running(port, 1, TOKEN, "0")):
        real = Link(lambda found=found: found)
        assert [one.code for one in ask(real, qtbot).problems] == ["service_away"]


def test_a_service_that_hangs(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    api.plays["GET", "x"] = lambda talk: api.over.wait() and None
    assert [one.code for one in ask(real, qtbot, timeout_ms=50).problems] == ["service_silent"]


def test_a_service_that_dies_in_the_middle(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    def die(talk: Conversation) -> None:
        talk.send_response(200)
        talk.send_header("Content-Length", "100")
        talk.end_headers()
        talk.write(b'{"a":')

    api.plays["GET", "x"] = die
    assert ask(real, qtbot).problems[0].code in ("service_lost", "service_away")


def test_the_way_out_is_not_asked(
    api: ControlApi, real: Link, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:1")
    api.answer("GET", "x", {})
    assert ask(real, qtbot).answers == [{}]


def end(owner: QObject) -> None:
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)


def test_an_owner_that_is_gone_hears_nothing(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    api.answer("GET", "x", {})
    heard, owner = Heard(), QObject()
    real.call("GET", "x", then=heard.answers.append, fail=heard.problems.append, owner=owner)
    end(owner)
    ask(real, qtbot)
    ask(real, qtbot)
    assert heard.count == 0
    assert len(api.asked) == 3


def test_cancelled(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    api.answer("GET", "x", {})
    heard = Heard()
    call = real.call("GET", "x", then=heard.answers.append, fail=heard.problems.append)
    call.cancel()
    call.cancel()
    ask(real, qtbot)
    assert heard.count == 0
    nobody = Link(lambda: None)
    nobody.call("GET", "x", fail=heard.problems.append).cancel()
    ask(real, qtbot)
    assert heard.count == 0


def test_a_stream_line_by_line(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    def play(talk: Conversation) -> None:
        talk.begin_lines()
        talk.write(b'{"n": 1}\n{"n"')
        qtbot_saw.wait(10)
        talk.write(b': 2}\n\nnonsense\n[1]\n{"n": "\xe7\x8c\xab"}\n')

    import threading

    qtbot_saw = threading.Event()
    api.plays["POST", "check"] = play
    heard = Heard()
    real.stream("check", {"profile": "p"}, line=heard.lines.append, done=heard.ends.append)
    qtbot.waitUntil(lambda: heard.lines == [{"n": 1}], timeout=DEADLINE_MS)
    qtbot_saw.set()
    qtbot.waitUntil(lambda: heard.ends == [None], timeout=DEADLINE_MS)
    assert heard.lines == [{"n": 1}, {"n": 2}, {"n": "猫"}]
    assert json.loads(api.asked[0][2]) == {"profile": "p"}


def test_a_stream_that_is_refused(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    api.answer("POST", "check", {"error": {"code": "not_found", "message": "No such profile."}}, 404)
    heard = Heard()
    real.stream("check", {}, line=heard.lines.append, done=heard.ends.append)
    qtbot.waitUntil(lambda: heard.count == 1, timeout=DEADLINE_MS)
    assert heard.ends == [Problem("not_found", "No such profile.")]
    assert heard.lines == []


@pytest.mark.parametrize("how", ["cancel", "owner"])
def test_a_stream_that_nobody_wants_ends_in_the_service(
    how: str, api: ControlApi, real: Link, qtbot: QtBot
) -> None:
    closed: list[bool] = []

    def play(talk: Conversation) -> None:
        talk.begin_lines()
        talk.write(b'{"n": 1}\n')
        closed.append(talk.is_closed(10))

    api.plays["POST", "check"] = play
    heard, owner = Heard(), QObject()
    call = real.stream("check", {}, line=heard.lines.append, done=heard.ends.append, owner=owner)
    qtbot.waitUntil(lambda: len(heard.lines) == 1, timeout=DEADLINE_MS)
    call.cancel() if how == "cancel" else end(owner)
    qtbot.waitUntil(lambda: closed == [True], timeout=DEADLINE_MS)
    assert heard.ends == []


# ---------------------------------------------------------------------------- events
class Signals:
    """What the link's signals said, in order."""

    def __init__(self, real: Link) -> None:
        self.said: list[tuple[str, Any]] = []
        for name in ("up", "down", "status", "exchange"):
            getattr(real, name).connect(lambda what, name=name: self.said.append((name, what)))
        real.profiles_changed.connect(lambda: self.said.append(("profiles", None)))
        real.cleared.connect(lambda: self.said.append(("cleared", None)))
        real.warning.connect(lambda data: self.said.append(("warning", data)))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.said]


def event(name: str, data: Any) -> bytes:
    return json.dumps({"event": name, "data": data}).encode() + b"\n"


def test_events_become_signals(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    said = [
        ("status", STATUS),
        ("exchange", {"id": "e1", "cost": None, "n": 2**40}),
        ("profiles", {}),
        ("news", {}),
        ("warning", {"code": "usage_missing"}),
        ("cleared", {}),
        ("status", {**STATUS, "recording": False}),
    ]

    def play(talk: Conversation) -> None:
        talk.begin_lines()
        talk.write(b"".join(event(*one) for one in said))
        api.over.wait()

    api.plays["GET", "events"] = play
    signals = Signals(real)
    real.start()
    real.start()  # once is enough
    qtbot.waitUntil(lambda: len(signals.said) == 7, timeout=DEADLINE_MS)
    assert signals.said == [
        ("up", STATUS),
        ("status", STATUS),
        ("exchange", {"id": "e1", "cost": None, "n": 2**40}),
        ("profiles", None),
        ("warning", {"code": "usage_missing"}),
        ("cleared", None),
        ("status", {**STATUS, "recording": False}),
    ]
    assert real.last_status == {**STATUS, "recording": False}
    assert real.connected
    assert [path for _, path, _, _ in api.asked] == ["events"]
    real.stop()
    assert not real.connected


def test_it_comes_back_by_itself_at_the_new_address(qtbot: QtBot) -> None:
    found: list[link_module.Running | None] = [None]
    real = Link(lambda: found[0])
    signals = Signals(real)
    real.start()
    qtbot.waitUntil(lambda: signals.names == ["down"], timeout=DEADLINE_MS)
    assert signals.said[0][1].code == "service_away"
    for _ in range(2):
        with ControlApi() as api:

            def play(talk: Conversation, api: ControlApi = api) -> None:
                talk.begin_lines()
                talk.write(event("status", STATUS))
                api.over.wait()

            api.plays["GET", "events"] = play
            found[0] = api.running
            real.start()
            qtbot.waitUntil(lambda: signals.names[-2:] == ["up", "status"], timeout=DEADLINE_MS)
        qtbot.waitUntil(lambda: signals.names[-1] == "down", timeout=DEADLINE_MS)
    assert signals.names == ["down", "up", "status", "down", "up", "status", "down"]
    real.stop()


def test_a_request_that_ended_changes_the_days_figures(
    api: ControlApi, real: Link, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for once, soon after; a request that only moved on changes none."""

    def play(talk: Conversation) -> None:
        talk.begin_lines()
        talk.write(event("status", STATUS))
        for state in ("live", "done", "failed"):
            talk.write(event("exchange", {"id": state, "state": state}))
        api.over.wait()

    api.plays["GET", "events"] = play
    api.answer("GET", "status", {**STATUS, "today": {"requests": 2}})
    real._figures.setInterval(20)
    signals = Signals(real)
    real.start()
    qtbot.waitUntil(lambda: real.last_status.get("today") == {"requests": 2}, timeout=DEADLINE_MS)
    assert signals.names == ["up", "status", "exchange", "exchange", "exchange", "status"]
    assert [path for _, path, *_ in api.asked].count("status") == 1


def test_a_stranger_on_the_port_is_not_a_service(api: ControlApi, real: Link, qtbot: QtBot) -> None:
    api.plays["GET", "events"] = lambda talk: talk.say(b"hello", 404)
    signals = Signals(real)
    real.start()
    qtbot.waitUntil(lambda: len(api.asked) > 2, timeout=DEADLINE_MS)
    assert signals.names == ["down"]


def test_a_service_that_fell_silent_is_away(
    api: ControlApi, real: Link, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def play(talk: Conversation) -> None:
        talk.begin_lines()
        talk.write(event("status", STATUS))
        api.over.wait()

    api.plays["GET", "events"] = play
    api.plays["GET", "status"] = lambda talk: api.over.wait() and None
    monkeypatch.setattr(link_module, "ANSWER_MS", 50)
    real._pulse.setInterval(10)
    signals = Signals(real)
    real.start()
    qtbot.waitUntil(lambda: "down" in signals.names, timeout=DEADLINE_MS)
    assert signals.said[2][1].code == "service_silent"
