"""The palette's commands say what they do, in the words that people type."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.commands import find
from app.ui.switching import Switching
from app.ui.window_commands import page_commands, switch_commands
from tests.fakes.desktop import PROFILES, STATUS
from tests.fakes.link import FakeLink


def test_a_sentence_switches(link: FakeLink, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    link.connect_with(STATUS)
    link.answer("POST", "use", {"profile": "kimi", "clients": ["codex"], "diff": ""})
    link.answer("POST", "restore", {"clients": ["claude-code"], "diff": ""})
    commands = switch_commands(PROFILES, Switching(link, window), True)
    assert len(commands) == 2 * (len(PROFILES) + 1)
    find(commands, "use kimi for codex")[0].run()
    find(commands, "off claude")[0].run()
    link.settle()
    assert link.bodies("POST", "use") == [{"profile": "kimi", "clients": ["codex"]}]
    assert link.bodies("POST", "restore") == [{"clients": ["claude-code"]}]


def test_nothing_can_be_switched_without_the_service(link: FakeLink, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert not any(one.enabled for one in switch_commands(PROFILES, Switching(link, window), False))


def test_pages_have_their_keys_and_english_names() -> None:
    went: list[str] = []
    commands = page_commands(
        {"requests": "请求", "usage": "用量"}, {"requests": "requests", "usage": "usage"}, went.append
    )
    assert [(one.title, one.hint) for one in commands] == [("Open 请求", "Ctrl+1"), ("Open 用量", "Ctrl+2")]
    find(commands, "usage")[0].run()
    assert went == ["usage"]
