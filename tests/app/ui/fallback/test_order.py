"""Who steps in for a client: added, put in order by buttons and keys, taken out."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.fallback.order import OrderRow
from tests.fakes.desktop import PROFILES


@pytest.fixture
def row(qtbot: QtBot) -> OrderRow:
    made = OrderRow("codex")
    qtbot.addWidget(made)
    made.show_order(["openrouter", "zhipu", "gone"], "deepseek", PROFILES)
    made.resize(600, 300)
    made.show()
    return made


def texts(row: OrderRow) -> list[str]:
    return [row.list.item(place).text() for place in range(row.list.count())]


def entries(row: OrderRow) -> list[str]:
    row.menu.aboutToShow.emit()
    return [action.text() for action in row.menu.actions()]


def test_says_who_is_asked_in_which_order(row: OrderRow) -> None:
    assert row._hint.text() == "First DeepSeek, then:"
    assert texts(row) == [
        "1.  OpenRouter · anthropic/claude-sonnet-4.5 · ▲ no key",
        "2.  Zhipu GLM · glm-4.6 · ▲ failing",
        "3.  gone (there is no such profile)",
    ]
    assert row.list.accessibleName() == "Fallbacks of Codex"
    QApplication.sendEvent(row, QEvent(QEvent.Type.LanguageChange))
    assert len(texts(row)) == 3


def test_without_any_it_says_so(row: OrderRow) -> None:
    row.show_order([], None, PROFILES)
    assert row._hint.text() == "No profile serves it yet, and none steps in."
    assert not row.list.isVisible() and not row.up.isVisible()
    row.show_order([], "kimi", PROFILES)
    assert row._hint.text() == "First Kimi 月之暗面. No profile steps in."
    row.show_order(["kimi"], "kimi", PROFILES)
    assert "serves now" in texts(row)[0]


def test_a_profile_is_added(row: OrderRow, qtbot: QtBot) -> None:
    assert [text.partition(" ")[0] for text in entries(row)] == ["DeepSeek", "Kimi", "Ollama"]
    with qtbot.waitSignal(row.edited) as told:
        row.menu.actions()[1].trigger()
    assert told.args == [["openrouter", "zhipu", "gone", "kimi"]]
    row.show_order([one["id"] for one in PROFILES], None, PROFILES)
    assert entries(row) == ["There is no other profile"]


def test_buttons_move_and_take_out_the_current_one(row: OrderRow) -> None:
    told: list[list[str]] = []
    row.edited.connect(told.append)
    assert not row.up.isEnabled() and not row.out.isEnabled()
    row.list.setCurrentRow(1)
    row.up.click()
    assert told[-1] == ["zhipu", "openrouter", "gone"]
    assert row.list.currentRow() == 0 and not row.up.isEnabled()
    row.down.click()
    row.down.click()
    assert told[-1] == ["openrouter", "gone", "zhipu"]
    assert not row.down.isEnabled()
    row.out.click()
    assert told[-1] == ["openrouter", "gone"]


def test_keys_do_the_same(row: OrderRow, qtbot: QtBot) -> None:
    told: list[list[str]] = []
    row.edited.connect(told.append)
    row.list.setCurrentRow(0)
    qtbot.keyClick(row.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert told == [["zhipu", "openrouter", "gone"]]
    qtbot.keyClick(row.list, Qt.Key.Key_Down)
    qtbot.keyClick(row.list, Qt.Key.Key_Delete)
    assert told[1:] == [["zhipu", "openrouter"]]


def test_dragging_orders(row: OrderRow, qtbot: QtBot) -> None:
    model = row.list.model()
    with qtbot.waitSignal(row.edited) as told:
        assert model.moveRow(row.list.rootIndex(), 2, row.list.rootIndex(), 0)
        assert row.list.ids() == ["gone", "openrouter", "zhipu"]
        assert texts(row)[0].startswith("3."), "the list is filled anew only when the drop is over"
    assert told.args == [["gone", "openrouter", "zhipu"]]
    assert texts(row)[0].startswith("1.  gone")


def test_no_news_change_nothing(row: OrderRow) -> None:
    item = row.list.item(0)
    row.show_order(["openrouter", "zhipu", "gone"], "deepseek", [dict(one) for one in PROFILES])
    assert row.list.item(0) is item
    row.show_order(["openrouter", "zhipu"], "deepseek", PROFILES)
    assert len(texts(row)) == 2


def test_a_refusal_is_said(row: OrderRow) -> None:
    row.set_problem("No.")
    assert row.problem == "No." and row._problem.isVisible()
    row.set_problem("")
    assert not row._problem.isVisible()
