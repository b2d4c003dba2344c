"""The list as a Qt model."""

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.log_filter import compile_filter
from app.ui.requests import model as model_module
from app.ui.requests.columns import COLUMNS, PLACES
from app.ui.requests.model import RequestModel
from app.ui.requests.session import Session
from app.ui.requests.store import Store
from tests.fakes.summaries import failed, live, many, summary


@pytest.fixture
def model(qtmodeltester: ModelTester) -> RequestModel:
    """A model whose every signal is checked by pytest-qt."""
    made = RequestModel(store=Store(most=100))
    qtmodeltester.check(made, force_py=True)
    return made


def ids(model: RequestModel) -> list[str]:
    return [line.id for line in model.store.lines]


def watch(model: RequestModel) -> list[tuple[str, int, int]]:
    """Return a list that grows by what the model says of its rows."""
    said: list[tuple[str, int, int]] = []
    model.rowsInserted.connect(lambda _, first, last: said.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _, first, last: said.append(("out", first, last)))
    model.dataChanged.connect(lambda first, last: said.append(("new", first.row(), last.row())))
    model.layoutChanged.connect(lambda: said.append(("all", 0, 0)))
    return said


def test_a_batch_is_one_insertion(model: RequestModel, qtbot: QtBot) -> None:
    said = watch(model)
    with qtbot.waitSignal(model.arrived) as arrived:
        for one in many(30):
            model.receive(one)
        assert model.rowCount() == 0  # nothing before the batch
    assert arrived.args == [30]
    assert said == [("in", 0, 29)]


def test_one_change_for_each_run_of_dirty_rows(model: RequestModel) -> None:
    rows = [live(id=str(number)) for number in range(10)]
    model.load(rows)
    said = watch(model)
    for number in (2, 7, 3, 4, 2):
        model.receive({**rows[number], "status": 200, "state": "done"})
    model.receive(summary(id="new"))
    model.flush()
    assert said == [("new", 2, 4), ("new", 7, 7), ("in", 10, 10)]
    assert model.store.live == {"0", "1", "5", "6", "8", "9"}


def test_the_oldest_leave_a_full_list(model: RequestModel) -> None:
    model.load(many(100))
    said = watch(model)
    for _ in range(3):
        model.receive(summary())
    model.flush()
    assert said == [("out", 0, 2), ("in", 97, 99)]


def test_parts_of_the_list_come_in_any_order(model: RequestModel) -> None:
    rows = many(30)
    model.load(rows[20:])
    model.hold(True)
    newer = summary(id="newest")
    model.receive(newer)
    model.flush()
    assert "newest" not in model.store.rows
    assert model.load(rows[10:20]) == 10
    assert model.load([*rows[5:20]]) == 5
    model.hold(False)
    assert ids(model) == [row["id"] for row in rows[5:]] + ["newest"]


def test_what_came_while_the_service_was_away_goes_to_the_end(model: RequestModel) -> None:
    rows = many(20)
    model.load(rows[:10])
    model.load(rows[5:])
    assert ids(model) == [row["id"] for row in rows]


def test_a_live_row_enters_and_leaves_the_filter(model: RequestModel) -> None:
    model.load([summary(id="a"), live(id="b"), live(id="c"), failed(id="d")])
    model.set_filter(compile_filter("state:failed"))
    assert ids(model) == ["d"]
    said = watch(model)
    model.receive(failed(id="b"))
    model.flush()
    assert (ids(model), said) == (["b", "d"], [("in", 0, 0)])
    model.set_filter(compile_filter("state:live"))
    assert ids(model) == ["c"]
    model.receive(summary(id="c"))
    model.flush()
    assert ids(model) == []


def test_sorting_keeps_the_cursor_on_its_request(model: RequestModel) -> None:
    rows = many(20)
    model.load(rows)
    kept = QPersistentModelIndex(model.index(4, 2))
    lost = QPersistentModelIndex(model.index(5, 2))
    model.sort(PLACES["total"], Qt.SortOrder.DescendingOrder)
    assert ids(model)[kept.row()] == rows[4]["id"]
    model.set_filter(compile_filter(f"-id={rows[5]['id']}"))
    assert not lost.isValid()
    assert ids(model)[kept.row()] == rows[4]["id"]
    model.sort(-1)
    assert ids(model) == [row["id"] for row in rows if row is not rows[5]]
    model.sort(PLACES["time"], Qt.SortOrder.AscendingOrder)
    assert model.store.is_plain


def test_a_sorted_list_is_put_in_order_again(
    model: RequestModel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.load([summary(id="a", total_ms=1.0), summary(id="b", total_ms=9.0), live(id="c", total_ms=5.0)])
    model.sort(PLACES["total"], Qt.SortOrder.DescendingOrder)
    assert ids(model) == ["b", "c", "a"]
    with qtbot.waitSignal(model.layoutChanged):
        model.receive(summary(id="c", total_ms=20.0))
        model.receive(summary(id="d", total_ms=15.0))
    assert ids(model) == ["c", "d", "b", "a"]


def test_groups_fold(model: RequestModel) -> None:
    model.load([summary(id="a", session="s"), summary(id="b", session="t"), summary(id="c", session="s")])
    model.set_grouped(True)
    assert ids(model) == ["session:t", "b", "session:s", "a", "c"]
    heading = model.line(2)
    assert isinstance(heading, Session)
    assert model.row(2) is None
    assert model.position("c") == 4
    model.fold(heading)
    assert ids(model) == ["session:t", "b", "session:s"]
    assert model.position("c") == -1
    assert "Codex" in model.data(model.index(2, 0))
    assert model.data(model.index(2, 1)) == ""
    folded = model.line(2)
    assert isinstance(folded, Session)
    model.fold(folded)
    model.receive(failed(id="a", session="s"))
    model.flush()
    assert model.next_error(0, 1) == 3
    model.set_grouped(False)
    assert ids(model) == ["a", "b", "c"]


def test_a_frozen_list_stands_still(model: RequestModel, qtbot: QtBot) -> None:
    model.load([live(id="a")])
    model.set_frozen(True)
    said = watch(model)
    with qtbot.waitSignal(model.waiting) as waiting:
        model.receive(summary(id="a"))
        model.receive(summary(id="b"))
        model.receive(summary(id="c"))
    assert waiting.args == [2]
    assert (said, model.is_frozen) == ([], True)
    with qtbot.waitSignal(model.waiting) as waiting:
        model.set_frozen(False)
    assert waiting.args == [0]
    assert ids(model) == ["a", "b", "c"]


def test_what_waits_is_bounded(model: RequestModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "MOST_ROWS", 3)
    model.set_frozen(True)
    for name in "abcde":
        model.receive(summary(id=name))
    assert model.waiting_count() == 3
    model.set_frozen(False)
    assert ids(model) == ["c", "d", "e"]


def test_clear_keeps_what_is_live_or_pinned(model: RequestModel) -> None:
    model.load([summary(id="a"), summary(id="b", pinned=True), live(id="c"), failed(id="d")])
    model.receive(summary(id="e"))
    model.receive(live(id="f"))
    gone = model.clear()
    model.flush()
    assert ids(model) == ["b", "c", "f"]
    model.restore(gone)
    assert ids(model) == ["a", "b", "c", "d", "f"]
    model.reset()
    assert model.rowCount() == 0


def test_marks(model: RequestModel) -> None:
    model.load([summary(id="a")])
    model.mark("a", pinned=True, note="mine")
    model.mark("nowhere", pinned=True, note="")
    assert model.data(model.index(0, PLACES["mark"])) == "★✎"
    model.set_filter(compile_filter("note:mine pinned:yes"))
    assert ids(model) == ["a"]


def test_errors_are_found_round_the_end(model: RequestModel) -> None:
    model.load([summary(), failed(), summary(), failed(), summary()])
    assert [model.next_error(start, 1) for start in (-1, 0, 1, 3, 4)] == [1, 1, 3, 1, 1]
    assert [model.next_error(start, -1) for start in (0, 1, 3, 4)] == [3, 3, 1, 3]
    model.set_filter(compile_filter("state:done"))
    assert model.next_error(0, 1) == -1


def test_the_time_of_live_rows_moves(model: RequestModel, qtbot: QtBot) -> None:
    model.load([summary(), live()])
    before = model.data(model.index(1, PLACES["total"]))
    with qtbot.waitSignal(model.dataChanged) as changed:
        pass
    assert changed.args is not None
    first: Any = changed.args[0]
    assert first.row() == 1
    assert before.endswith(" s")
    model.set_frozen(True)
    said = watch(model)
    model._on_tick()
    assert said == []


def test_what_qt_and_screen_readers_are_told(model: RequestModel) -> None:
    model.load([summary()])
    index = model.index(0, PLACES["ttft"])
    assert model.data(index) == "0.8 s"
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Time to first token: 0.8 s"
    assert model.data(index, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.data(index, Qt.ItemDataRole.DecorationRole) is None
    assert "Codex" in model.data(model.index(0, PLACES["client"]), Qt.ItemDataRole.ToolTipRole)
    horizontal = Qt.Orientation.Horizontal
    assert model.headerData(PLACES["ttft"], horizontal) == "TTFT"
    assert model.headerData(PLACES["ttft"], horizontal, Qt.ItemDataRole.ToolTipRole) == "Time to first token"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(0, horizontal, Qt.ItemDataRole.DecorationRole) is None
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags
    assert model.columnCount() == len(COLUMNS)
    assert (model.line(-1), model.line(9), model.position("nowhere")) == (None, None, -1)
    said = watch(model)
    model.retranslate()
    assert said == [("new", 0, 0)]
