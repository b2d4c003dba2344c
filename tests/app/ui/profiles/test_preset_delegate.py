"""How a card of the grid is painted."""

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.profiles.letters import hue
from app.ui.profiles.preset_grid import PresetGrid
from app.ui.theme import color
from tests.fakes.provider_list import preset


def test_the_current_card_stands_out(qtbot: QtBot) -> None:
    grid = PresetGrid()
    qtbot.addWidget(grid)
    grid.resize(600, 200)
    grid.show_presets([preset("ollama"), preset("kimi")])
    grid.show()
    image = grid.cards.viewport().grab().toImage()
    found = {QColor(image.pixel(x, y)).name() for x in range(0, image.width(), 2) for y in range(0, 60, 2)}
    assert {hue("ollama"), color("selection").name(), color("panel").name()} <= found
