"""A small table to type into."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.profiles.rows_table import RowsTable


def test_there_is_always_a_row_to_go_on_with(qtbot: QtBot) -> None:
    table = RowsTable(2)
    qtbot.addWidget(table)
    assert table.rowCount() == 1
    with qtbot.waitSignal(table.edited):
        table.item(0, 0).setText(" X-Team ")
    assert table.rowCount() == 2
    assert table.rows() == [("X-Team", "")]


def test_rows_can_be_taken_out(qtbot: QtBot) -> None:
    table = RowsTable(2)
    qtbot.addWidget(table)
    table.set_rows([("a", "1"), ("b", "2")])
    table.setCurrentCell(0, 0)
    with qtbot.waitSignal(table.edited):
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert table.rows() == [("b", "2")]


def test_a_fixed_table_keeps_its_rows_and_first_column(qtbot: QtBot) -> None:
    table = RowsTable(2, (1,), fixed=True)
    qtbot.addWidget(table)
    table.set_rows([("model", "1000")])
    assert table.rowCount() == 1
    assert not table.item(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    table.setCurrentCell(0, 1)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert table.rowCount() == 1


def test_filling_is_not_editing(qtbot: QtBot) -> None:
    table = RowsTable(2)
    qtbot.addWidget(table)
    with qtbot.assertNotEmitted(table.edited):
        table.set_rows([(str(number), "x") for number in range(20)])
    assert table.height() < 300
