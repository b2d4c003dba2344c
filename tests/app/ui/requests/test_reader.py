"""Reading the kept requests part by part."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.link import Problem
from app.ui.requests import reader as reader_module
from app.ui.requests.model import RequestModel
from app.ui.requests.reader import Reader
from tests.fakes.desktop import STATUS
from tests.fakes.link import FakeLink
from tests.fakes.summaries import many, summary

ROWS = many(12)


@pytest.fixture
def model(link: FakeLink, monkeypatch: pytest.MonkeyPatch) -> RequestModel:
    monkeypatch.setattr(reader_module, "PART", 5)
    for at, before in ((7, ""), (2, ROWS[7]["id"]), (0, ROWS[2]["id"])):
        part = ROWS[max(0, at) : at + 5] if at else ROWS[:2]
        link.answer("GET", "exchanges?limit=5" + (f"&before={before}" if before else ""), {"exchanges": part})
    return RequestModel()


def ids(model: RequestModel) -> list[str]:
    return [line.id for line in model.store.lines]


def test_all_parts_in_order_and_what_came_meanwhile(
    link: FakeLink, model: RequestModel, qtbot: QtBot
) -> None:
    owner = QObject()
    reader = Reader(link, model, lambda one: {**one, "pinned": True}, owner)
    link.connect_with(STATUS)
    assert reader.is_loading
    model.receive(summary(id="live"))
    model.flush()
    assert ids(model) == []
    with qtbot.waitSignal(reader.moved):
        link.settle()
    assert ids(model) == [row["id"] for row in ROWS] + ["live"]
    assert not reader.is_loading
    assert all(row.is_pinned for row in model.store.rows.values() if row.id != "live")


def test_after_a_pause_only_what_is_new_is_read(link: FakeLink, model: RequestModel) -> None:
    owner = QObject()
    Reader(link, model, lambda one: one, owner)
    link.connect_with(STATUS)
    link.settle()
    asked = len(link.asked)
    link.lose(Problem("service_lost", "gone"))
    link.connect_with(STATUS)
    link.settle()
    assert len(link.asked) == asked + 1


def test_cleared_elsewhere(link: FakeLink, model: RequestModel) -> None:
    owner = QObject()
    Reader(link, model, lambda one: one, owner)
    link.connect_with(STATUS)
    link.settle()
    link.answer("GET", "exchanges?limit=5", {"exchanges": []})
    link.cleared.emit()
    assert model.rowCount() == 0
    link.settle()
    assert model.rowCount() == 0


def test_an_answer_from_before_is_not_taken(link: FakeLink, model: RequestModel) -> None:
    owner = QObject()
    Reader(link, model, lambda one: one, owner)
    link.connect_with(STATUS)  # asked, not yet answered
    link.answer("GET", "exchanges?limit=5", {"exchanges": []})
    link.cleared.emit()
    link.settle()
    assert model.rowCount() == 0


def test_a_problem_is_said_and_nothing_waits(link: FakeLink, model: RequestModel, qtbot: QtBot) -> None:
    owner = QObject()
    reader = Reader(link, model, lambda one: one, owner)
    link.refuse("GET", "exchanges?limit=5", Problem("log_unavailable", "The log cannot be read."))
    with qtbot.waitSignal(link.problem) as problem:
        link.connect_with(STATUS)
        model.receive(summary(id="x"))
        link.settle()
    assert problem.args is not None
    assert problem.args[0].code == "log_unavailable"
    assert not reader.is_loading
    model.flush()
    assert ids(model) == ["x"]
    stale = link.asked.copy()
    link.cleared.emit()
    link.cleared.emit()
    link.settle()
    assert len(link.asked) == len(stale) + 2
