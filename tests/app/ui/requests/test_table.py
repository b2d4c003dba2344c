"""The list on the screen: following, the cursor, keys."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.requests.model import RequestModel
from app.ui.requests.session import Session
from app.ui.requests.store import Store
from app.ui.requests.table import RequestTable
from tests.fakes.summaries import many, summary


def make(qtbot: QtBot, settings: QSettings, count: int = 50, most: int = 60) -> RequestTable:
    table = RequestTable(RequestModel(store=Store(most)), settings)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    model_of(table).load(many(count))
    QCoreApplication.processEvents()
    return table


def model_of(table: RequestTable) -> RequestModel:
    model = table.model()
    assert isinstance(model, RequestModel)
    return model


def receive(table: RequestTable, count: int) -> None:
    for _ in range(count):
        model_of(table).receive(summary())
    model_of(table).flush()
    QCoreApplication.processEvents()


def at_bottom(table: RequestTable) -> bool:
    bar = table.verticalScrollBar()
    return bar.value() == bar.maximum() > 0


def test_it_follows_the_newest(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings)
    assert at_bottom(table)
    receive(table, 5)
    assert at_bottom(table)
    assert table.is_following
    assert not table._jump.isVisible()


def test_who_scrolls_up_is_told_of_what_is_new(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings)
    table.verticalScrollBar().setValue(100)
    receive(table, 5)
    receive(table, 7)
    assert not table.is_following
    assert (table._jump.isVisible(), table._jump.text()) == (True, "↓ 12 new")
    qtbot.mouseClick(table._jump, Qt.MouseButton.LeftButton)
    assert at_bottom(table)
    assert not table._jump.isVisible()


def test_what_is_looked_at_stays_when_others_come_or_go(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings, count=60)
    bar = table.verticalScrollBar()
    bar.setValue(10 * theme.ROW_HEIGHT)
    seen = model_of(table).line(table.rowAt(0))
    receive(table, 4)  # four of the oldest make room
    assert model_of(table).line(table.rowAt(0)) is seen
    table = make(qtbot, settings, count=30)
    table.verticalScrollBar().setValue(5 * theme.ROW_HEIGHT)
    seen = model_of(table).line(table.rowAt(0))
    older = [summary(started_at="2020-01-01T00:00:00+00:00") for _ in range(6)]
    model_of(table).load(older)
    QCoreApplication.processEvents()
    assert model_of(table).line(table.rowAt(0)) is seen


def test_keys(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings)
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    table.setFocus()
    table.move_by(0)
    assert table.currentIndex().row() == 49
    for key, row in ((Qt.Key.Key_K, 48), (Qt.Key.Key_J, 49), (Qt.Key.Key_J, 49), (Qt.Key.Key_Up, 48),
                     (Qt.Key.Key_Home, 0), (Qt.Key.Key_K, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 49)):  # fmt: skip
        qtbot.keyClick(table, key)
        assert table.currentIndex().row() == row
    assert table.current_row() is model_of(table).row(49)
    assert chosen[-1] == model_of(table).store.lines[49].id
    with qtbot.waitSignals([table.opened, table.pause_pressed]):
        qtbot.keyClick(table, Qt.Key.Key_Return)
        qtbot.keyClick(table, Qt.Key.Key_Space)
    with qtbot.waitSignal(table.opened):
        place = table.visualRect(table.currentIndex()).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_headings_fold_by_key(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings, count=20)
    model = model_of(table)
    model.set_grouped(True)
    table.go(0)
    count = model.rowCount()
    line = model.line(0)
    assert isinstance(line, Session)
    assert table.current_row() is None
    assert len(table.selected_rows()) == len(line.rows)
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert model.rowCount() == count - len(line.rows)
    assert table.currentIndex().row() == 0
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert model.rowCount() == count
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert model.rowCount() < count


def test_several_can_be_selected(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings)
    table.go(3)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    lines = model_of(table).store.lines
    assert [row.id for row in table.selected_rows()] == [line.id for line in lines[3:6]]


def test_row_heights_are_never_asked_for(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings)
    assert table.verticalHeader().sectionResizeMode(0) == QHeaderView.ResizeMode.Fixed
    assert {table.rowHeight(row) for row in range(50)} == {theme.ROW_HEIGHT}


def test_screen_readers_hear_what_it_is(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings)
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.text(QAccessible.Text.Name) == "Requests"
    assert "Space" in interface.text(QAccessible.Text.Description)


def test_mouse_language_and_menu(qtbot: QtBot, settings: QSettings) -> None:
    table = make(qtbot, settings)
    qtbot.mouseMove(table.viewport(), QPoint(50, 50))
    table._hover(3)
    assert table._delegate.hovered == 3
    QCoreApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert table._delegate.hovered == -1
    with qtbot.waitSignal(table.menu_wanted):
        table.customContextMenuRequested.emit(QPoint(5, 5))
    table.verticalScrollBar().setValue(0)
    receive(table, 1)
    QCoreApplication.sendEvent(table, QEvent(QEvent.Type.LanguageChange))
    assert table._jump.text() == "↓ 1 new"
