"""Columns are chosen, moved, sized and remembered."""

import pytest
from PySide6.QtCore import QPoint, QSettings
from pytestqt.qtbot import QtBot

from app.ui.requests.column_header import ColumnHeader
from app.ui.requests.columns import COLUMNS, PLACES
from app.ui.requests.model import RequestModel
from app.ui.requests.table import RequestTable

TITLES = [column.key for column in COLUMNS]


def make(qtbot: QtBot, settings: QSettings) -> tuple[RequestTable, ColumnHeader]:
    table = RequestTable(RequestModel(), settings)
    qtbot.addWidget(table)
    table.resize(1_010, 300)
    table.show()
    return table, table.columns()


def order(header: ColumnHeader) -> list[str]:
    return [COLUMNS[header.logicalIndex(at)].key for at in range(header.count())]


def shown(header: ColumnHeader) -> set[str]:
    return {key for key, place in PLACES.items() if not header.isSectionHidden(place)}


def test_at_first_they_are_as_meant_and_fill_the_list(qtbot: QtBot, settings: QSettings) -> None:
    table, header = make(qtbot, settings)
    assert order(header) == TITLES
    assert shown(header) == {column.key for column in COLUMNS if column.shown}
    assert header.length() == table.viewport().width()
    header.resizeSection(PLACES["profile"], 150)
    assert header.length() == table.viewport().width()
    table.resize(500, 300)
    assert header.sectionSize(PLACES["model"]) >= 150


def test_they_are_remembered(qtbot: QtBot, settings: QSettings) -> None:
    _, header = make(qtbot, settings)
    header.choose("cost", False)
    header.choose("speed", True)
    header.resizeSection(PLACES["profile"], 222)
    header.moveSection(header.visualIndex(PLACES["status"]), 1)
    with qtbot.waitSignal(header._save_soon.timeout):
        pass
    table, again = make(qtbot, settings)
    assert order(again) == order(header)
    assert order(again)[1] == "status"
    assert shown(again) == shown(header)
    assert again.sectionSize(PLACES["profile"]) == 222
    again.put_back()
    assert order(again) == TITLES
    assert "cost" in shown(again)
    assert again.length() == table.viewport().width()


@pytest.mark.parametrize("saved", ["nonsense", "a:b:c", "status:x:1", "gone:10:1 status:120:1", 7])
def test_broken_settings_do_no_harm(qtbot: QtBot, settings: QSettings, saved: object) -> None:
    settings.setValue("requests/columns", saved)
    _, header = make(qtbot, settings)
    assert {"status", "model", "time"} <= shown(header)


def test_the_menu(qtbot: QtBot, settings: QSettings) -> None:
    _, header = make(qtbot, settings)
    menu = header.menu()
    actions = {action.text(): action for action in menu.actions()}
    assert not actions["Status"].isEnabled()
    actions["Project"].toggle()
    assert "project" in shown(header)
    actions["Reset columns"].trigger()
    assert "project" not in shown(header)
    header._show_menu(QPoint(5, 5))
