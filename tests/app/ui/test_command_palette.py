"""Typing finds a command, Enter runs it, arrows move without leaving the field."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.command_palette import CommandPalette
from app.ui.commands import Command
from tests.fakes.naming import unnamed_controls

Ran = list[str]


@pytest.fixture
def ran() -> Ran:
    return []


@pytest.fixture
def palette(qtbot: QtBot, ran: Ran) -> Iterator[CommandPalette]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(860, 520)
    titles = ["Use DeepSeek for Codex", "Use Kimi for Codex", "Open Usage"]
    commands = [Command(title, lambda title=title: ran.append(title), "switch", "hint") for title in titles]
    commands.append(Command("Off for Codex", lambda: ran.append("off"), "switch", enabled=False))
    shown = CommandPalette(commands, window)
    shown.show()
    yield shown  # the window, its parent, lives as long


def test_type_and_enter(palette: CommandPalette, qtbot: QtBot, ran: Ran) -> None:
    qtbot.keyClicks(palette._field, "use kimi for codex")
    assert palette.shown == ["Use Kimi for Codex"]
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert ran == ["Use Kimi for Codex"]
    assert not palette.isVisible()


def test_arrows_move(palette: CommandPalette, qtbot: QtBot, ran: Ran) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Down):
        qtbot.keyClick(palette._field, key)
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert ran == ["Use Kimi for Codex"]


def test_click_runs(palette: CommandPalette, ran: Ran) -> None:
    palette._list.setCurrentRow(2)
    palette._list.itemClicked.emit(palette._list.item(2))
    assert ran == ["Open Usage"]


def test_nothing_found_says_so_and_runs_nothing(palette: CommandPalette, qtbot: QtBot, ran: Ran) -> None:
    qtbot.keyClicks(palette._field, "xyzzy")
    assert palette._none.isVisible()
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert ran == []
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_what_cannot_be_done_now_is_not_offered(palette: CommandPalette) -> None:
    assert "Off for Codex" not in palette.shown
    assert not unnamed_controls(palette)
