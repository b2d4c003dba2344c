"""A click switches a connected client at once; the first write into a client's file is shown before."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.confirm_change import ConfirmChange
from app.ui.switching import Switching
from tests.fakes.desktop import STATUS, Json
from tests.fakes.link import FakeLink

USED: Json = {"changed": [], "diff": "", "mode": "proxy", "profile": "kimi", "clients": ["codex"]}
PLANNED: Json = {**USED, "diff": "--- config.toml\n+++ config.toml\n@@ -1 +1 @@\n-a\n+b\n"}


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def switching(link: FakeLink, window: QWidget) -> Switching:
    return Switching(link, window)


def not_connected() -> Json:
    return {
        **STATUS,
        "routes": {"codex": {"profile": None, "model": None, "mode": "proxy", "connected": False}},
    }


def dialog(window: QWidget) -> ConfirmChange:
    return next(one for one in window.findChildren(ConfirmChange) if one.isVisible())


def test_connected_client_switches_at_once(link: FakeLink, switching: Switching) -> None:
    link.connect_with(STATUS)
    link.answer("POST", "use", USED)
    said: list[str] = []
    switching.done.connect(said.append)
    switching.use("kimi", "codex")
    link.settle()
    assert link.bodies("POST", "use") == [{"profile": "kimi", "clients": ["codex"]}]
    assert said == ["Codex uses kimi from its next request on."]


def test_first_write_is_shown_and_applied(link: FakeLink, switching: Switching, window: QWidget) -> None:
    link.connect_with(not_connected())
    link.answer("POST", "use", lambda body: PLANNED if body.get("dry_run") else USED)
    switching.use("kimi", "codex")
    link.settle()
    assert [body["dry_run"] for body in link.bodies("POST", "use") if body] == [True]
    dialog(window).accept()
    link.settle()
    assert link.bodies("POST", "use")[1:] == [{"profile": "kimi", "clients": ["codex"]}]


def test_cancelled_writes_nothing(link: FakeLink, switching: Switching, window: QWidget) -> None:
    link.connect_with(not_connected())
    link.answer("POST", "use", PLANNED)
    switching.use("kimi", "codex")
    link.settle()
    dialog(window).reject()
    link.settle()
    assert len(link.bodies("POST", "use")) == 1
    switching.use("kimi", "codex")  # and again: a new question
    link.settle()
    switching.use("deepseek", "codex")
    link.settle()
    assert len([one for one in window.findChildren(ConfirmChange) if one.isVisible()]) == 1


def test_nothing_to_write_needs_no_question(link: FakeLink, switching: Switching, window: QWidget) -> None:
    link.connect_with(not_connected())
    link.answer("POST", "use", USED)
    switching.use("kimi", "codex")
    link.settle()
    assert len(link.bodies("POST", "use")) == 2
    assert not window.findChildren(ConfirmChange)


def test_off_restores(link: FakeLink, switching: Switching) -> None:
    link.connect_with(STATUS)
    link.answer("POST", "restore", {**USED, "profile": None})
    said: list[str] = []
    switching.done.connect(said.append)
    switching.off("codex")
    link.settle()
    assert link.bodies("POST", "restore") == [{"clients": ["codex"]}]
    assert said == ["Codex has its own settings back."]


def test_profiles_are_called_by_their_names(link: FakeLink, switching: Switching) -> None:
    said: list[str] = []
    switching.done.connect(said.append)
    switching.set_profiles([{"id": "kimi", "name": "Kimi 月之暗面"}])
    switching.say_switched("kimi", ["codex"])
    switching.say_switched("gone", ["codex"])
    assert said == [
        "Codex uses Kimi 月之暗面 from its next request on.",
        "Codex uses gone from its next request on.",
    ]


def test_warning_is_said_instead(link: FakeLink, switching: Switching) -> None:
    link.connect_with(STATUS)
    link.answer("POST", "use", {**USED, "warnings": ["Codex still runs with its old settings."]})
    said: list[str] = []
    switching.done.connect(said.append)
    switching.use("kimi", "codex")
    link.settle()
    assert said == ["Codex still runs with its old settings."]


def test_refusal_is_the_links_problem(link: FakeLink, switching: Switching) -> None:
    link.connect_with(STATUS)
    link.refuse("POST", "use", Problem("no_key", "The profile kimi has no key."))
    problems: list[Problem] = []
    link.problem.connect(problems.append)
    switching.use("kimi", "codex")
    link.settle()
    assert [problem.code for problem in problems] == ["no_key"]


def test_a_fallback_is_left(link: FakeLink, switching: Switching) -> None:
    link.connect_with(STATUS)
    link.answer("POST", "fallbacks/codex/release", {"released": "codex"})
    switching.set_profiles([{"id": "deepseek", "name": "DeepSeek"}])
    said: list[str] = []
    switching.done.connect(said.append)
    switching.leave_fallback("codex")
    link.settle()
    assert said == ["Codex asks DeepSeek again from its next request on."]
