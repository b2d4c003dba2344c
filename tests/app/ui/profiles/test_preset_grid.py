"""The grid of presets: typing, arrow keys, Enter, clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.profiles.preset_card import CUSTOM
from app.ui.profiles.preset_grid import PresetGrid
from tests.fakes.provider_list import presets


@pytest.fixture
def grid(qtbot: QtBot) -> PresetGrid:
    made = PresetGrid()
    qtbot.addWidget(made)
    made.resize(700, 480)
    made.show_presets(presets())
    made.show()
    return made


def test_the_demo_is_first_then_ones_own(grid: PresetGrid) -> None:
    assert grid.shown()[:2] == ["demo", CUSTOM]
    assert len(grid.shown()) == len(presets()) + 1


def columns(grid: PresetGrid) -> int:
    tops = [grid.cards.visualItemRect(grid.cards.item(row)).top() for row in range(grid.cards.count())]
    return tops.count(tops[0])


def test_few_cards_stand_as_many_do(qtbot: QtBot, grid: PresetGrid) -> None:
    """Also where they need no scroll bar."""
    grid.resize(712, 600)
    QApplication.processEvents()
    assert columns(grid) == 3
    grid.show_presets(presets()[:5])
    QApplication.processEvents()
    assert columns(grid) == 3


def test_typing_and_enter(qtbot: QtBot, grid: PresetGrid) -> None:
    qtbot.keyClicks(grid.search, "deepseek")
    assert grid.shown()[0] == "deepseek"
    with qtbot.waitSignal(grid.chosen) as said:
        qtbot.keyClick(grid.search, Qt.Key.Key_Return)
    assert said.args == ["deepseek", ""]


def test_arrow_keys_go_through_the_cards(qtbot: QtBot, grid: PresetGrid) -> None:
    qtbot.keyClick(grid.search, Qt.Key.Key_Down)
    qtbot.keyClick(grid.cards, Qt.Key.Key_Right)
    with qtbot.waitSignal(grid.chosen) as said:
        qtbot.keyClick(grid.cards, Qt.Key.Key_Return)
    assert said.args == [grid.shown()[1], ""]


def test_letters_on_the_cards_go_on_with_the_search(qtbot: QtBot, grid: PresetGrid) -> None:
    qtbot.keyClicks(grid.search, "de")
    qtbot.keyClick(grid.cards, Qt.Key.Key_E)
    assert grid.search.text() == "dee"


def test_a_pasted_address_is_an_offer(qtbot: QtBot, grid: PresetGrid) -> None:
    grid.search.setText("https://api.example.com/v1/chat/completions")
    assert grid.shown()[0] == CUSTOM
    with qtbot.waitSignal(grid.chosen) as said:
        qtbot.keyClick(grid.search, Qt.Key.Key_Return)
    assert said.args == [CUSTOM, "https://api.example.com/v1/chat/completions"]


def test_a_click_chooses(qtbot: QtBot, grid: PresetGrid) -> None:
    place = grid.cards.visualItemRect(grid.cards.item(3)).center()
    with qtbot.waitSignal(grid.chosen) as said:
        qtbot.mouseClick(grid.cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert said.args == [grid.shown()[3], ""]


def test_nothing_found_says_what_to_do(qtbot: QtBot, grid: PresetGrid) -> None:
    qtbot.keyClicks(grid.search, "nowhere-at-all")
    assert grid.shown() == []
    assert not grid.cards.isVisible()
    with qtbot.assertNotEmitted(grid.chosen):
        qtbot.keyClick(grid.search, Qt.Key.Key_Return)


def test_all_cards_fit_their_column(grid: PresetGrid) -> None:
    width = grid.cards.viewport().width()
    for row in range(6):
        assert grid.cards.visualItemRect(grid.cards.item(row)).right() <= width


def test_a_preset_can_be_marked(grid: PresetGrid) -> None:
    grid.mark("kimi")
    assert grid.shown()[grid.cards.currentRow()] == "kimi"
    grid.mark(None)
    assert grid.cards.currentItem() is None
