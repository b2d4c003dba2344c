"""The figures behind the charts."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.usage.aggregate import by_group, total
from app.ui.usage.totals_table import COST_COLUMN, TotalsTable
from tests.app.ui.usage.sample import rows


@pytest.fixture
def table(qtbot: QtBot) -> TotalsTable:
    made = TotalsTable()
    qtbot.addWidget(made)
    made.show_groups("Profile", by_group(rows(), "profile"), {"kimi": "Kimi 月之暗面"}, total(rows()))
    return made


def texts(table: TotalsTable, row: int) -> list[str]:
    return [table.item(row, column).text() for column in range(table.columnCount())]


def test_a_row_for_each_and_one_for_all(table: TotalsTable) -> None:
    names = [texts(table, row)[0] for row in range(table.rowCount())]
    assert sorted(names[:-1]) == ["Kimi 月之暗面", "deepseek", "ollama", "zhipu"]
    assert names[-1] == "All"
    assert texts(table, table.rowCount() - 1)[COST_COLUMN].startswith("≥ ¥")
    ollama = texts(table, names.index("ollama"))
    assert ollama[COST_COLUMN] == "–"
    assert table.item(0, 3).toolTip() == f"{total(r for r in rows() if r['profile'] == 'kimi').input:,}"
    assert table.horizontalHeaderItem(0).text() == "Profile"


def test_one_group_needs_no_sum(table: TotalsTable) -> None:
    only = by_group([row for row in rows() if row["profile"] == "kimi"], "profile")
    table.show_groups("Profile", only, {}, total(rows()))
    assert table.rowCount() == 1


def test_a_row_is_chosen_and_let_go(qtbot: QtBot, table: TotalsTable) -> None:
    said: list[str | None] = []
    table.chosen.connect(said.append)
    table.cellClicked.emit(0, 1)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0]
    table.cellClicked.emit(0, 1)
    table.cellClicked.emit(1, 0)
    table.cellClicked.emit(table.rowCount() - 1, 0)
    assert said == ["kimi", None, "deepseek", None]
    assert table.selectionModel().selectedRows() == []


def test_an_unknown_cost_asks_for_a_price(qtbot: QtBot, table: TotalsTable) -> None:
    row = next(row for row in range(table.rowCount()) if texts(table, row)[0] == "ollama")
    with qtbot.waitSignal(table.price_wanted) as said, qtbot.assertNotEmitted(table.chosen):
        table.cellClicked.emit(row, COST_COLUMN)
    assert said.args == ["ollama"]
    with qtbot.assertNotEmitted(table.price_wanted):
        table.cellClicked.emit(0, COST_COLUMN)


def test_it_can_be_relabelled(table: TotalsTable) -> None:
    QApplication.sendEvent(table, QEvent(QEvent.Type.LanguageChange))
    assert table.horizontalHeaderItem(0).text() == "Profile"
    assert table.accessibleName()
