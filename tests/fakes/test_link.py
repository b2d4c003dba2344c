"""The played link: it answers later as the real one does, and what nobody named fails."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from app.ui.link import Problem
from tests.fakes.link import FakeLink


@pytest.fixture
def link(qtbot: QtBot) -> FakeLink:
    return FakeLink()


def test_answers_come_later(link: FakeLink, qtbot: QtBot) -> None:
    answers: list[object] = []
    link.answer("GET", "profiles", {"profiles": []})
    link.answer("POST", "use", lambda body: {"profile": body["profile"]})
    link.call("GET", "profiles?x=1", then=answers.append)
    link.call("POST", "use", {"profile": "p"}, then=answers.append)
    assert answers == []
    link.settle()
    assert answers == [{"profiles": []}, {"profile": "p"}]
    link.call("GET", "profiles", then=answers.append)
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert link.asked[1] == ("POST", "use", {"profile": "p"})
    assert link.bodies("POST", "use") == [{"profile": "p"}]


def test_problems(link: FakeLink, qtbot: QtBot) -> None:
    said: list[object] = []
    link.refuse("GET", "x", Problem("c", "m"))
    link.problem.connect(said.append)
    link.call("GET", "x")
    link.call("GET", "x", fail=said.append)
    link.settle()
    assert said == [Problem("c", "m")] * 2


def test_what_nobody_named_fails(link: FakeLink) -> None:
    with pytest.raises(AssertionError, match="GET profiles"):
        link.call("GET", "profiles")


def test_a_call_that_hangs_and_one_without_an_owner(link: FakeLink) -> None:
    answers: list[object] = []
    link.hang("GET", "x")
    link.answer("GET", "y", {})
    link.call("GET", "x", then=answers.append, fail=answers.append).cancel()
    owner = QObject()
    link.call("GET", "y", then=answers.append, owner=owner)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    link.settle()
    assert answers == []
    assert link.cancelled == ["x"]


def test_streams(link: FakeLink) -> None:
    lines: list[object] = []
    ends: list[object] = []
    link.answer_lines("check", [{"n": 1}, {"n": 2}], Problem("c", "m"))
    link.stream("check", {}, line=lines.append, done=ends.append)
    link.settle()
    assert (lines, ends) == ([{"n": 1}, {"n": 2}], [Problem("c", "m")])
    link.hang("POST", "live")
    link.stream("live", {}, line=lines.append, done=ends.append)
    link.say_line("live", {"n": 3})
    link.end_stream("live")
    assert lines[-1] == {"n": 3}
    assert ends[-1] is None
    link.refuse("POST", "no", Problem("no", ""))
    link.stream("no", {}, line=lines.append, done=ends.append)
    link.settle()
    assert ends[-1] == Problem("no", "")


def test_coming_and_going(link: FakeLink) -> None:
    said: list[str] = []
    link.up.connect(lambda _: said.append("up"))
    link.down.connect(lambda _: said.append("down"))
    link.start()
    link.connect_with({"port": 1})
    assert link.last_status == {"port": 1}
    link.lose(Problem("service_away", ""))
    link.connect_with({})
    link.stop()
    assert said == ["up", "down", "up"]
