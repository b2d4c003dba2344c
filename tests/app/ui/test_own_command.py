"""Commands of our own beside the window: their document, their error, their end."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.ui import own_command
from app.ui.call import Problem
from app.ui.own_command import OwnCommand

WAIT_MS = 30_000
"""Only ends a hang."""


class Answers(list[Any]):
    """What came back."""

    def ask(self, command: OwnCommand, *words: str, timeout_ms: int = WAIT_MS) -> None:
        command.run(words, self.append, timeout_ms)


@pytest.fixture
def command(qtbot: QtBot) -> Iterator[OwnCommand]:
    made = OwnCommand()
    yield made
    made.cancel()
    made.deleteLater()


def play(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def command(*words: str) -> Sequence[str]:
        return [sys.executable, "-c", code, *words]

    monkeypatch.setattr(own_command.service_process, "command", command)


def test_a_real_one_answers(qtbot: QtBot, command: OwnCommand) -> None:
    answers = Answers()
    answers.ask(command, "preset", "list", "demo")
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    assert isinstance(answers[0], Problem)  # a list is no document with fields
    answers.ask(command, "config", "get", "port")
    answers.ask(command, "config", "get", "no-such-setting")  # takes the place of the one before
    qtbot.waitUntil(lambda: len(answers) > 1, timeout=WAIT_MS)
    assert answers[1].code == "setting_not_found"
    assert len(answers) == 2


def test_documents(qtbot: QtBot, command: OwnCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers()
    play(monkeypatch, "import sys, json; print(json.dumps({'words': sys.argv[1:]}))")
    answers.ask(command, "a", "b")
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    assert answers == [{"words": ["a", "b", "--json"]}]


@pytest.mark.parametrize("code", ["print('no JSON')", "raise SystemExit(1)", "import time; time.sleep(60)"])
def test_no_document(qtbot: QtBot, command: OwnCommand, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    answers = Answers()
    play(monkeypatch, code)
    answers.ask(command, "a", timeout_ms=500 if "sleep" in code else WAIT_MS)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    assert [one.code for one in answers] == ["no_answer"]


def test_one_that_cannot_start(qtbot: QtBot, command: OwnCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers()
    monkeypatch.setattr(own_command.service_process, "command", lambda *_: ["/no/such/program"])
    answers.ask(command, "a")
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    assert [one.code for one in answers] == ["no_answer"]


def test_cancelled_it_says_nothing(
    qtbot: QtBot, command: OwnCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Answers()
    play(monkeypatch, "import time; time.sleep(60)")
    answers.ask(command, "a")
    command.cancel()
    command.cancel()
    qtbot.wait(50)
    assert answers == []
