"""The tab of the events."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.requests.events_tab import EventsTab
from tests.fakes.summaries import detail, summary


@pytest.fixture
def tab(qtbot: QtBot) -> EventsTab:
    made = EventsTab()
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    return made


def rows(tab: EventsTab) -> list[list[str]]:
    model = tab._model
    return [[model.data(model.index(row, column)) for column in range(4)] for row in range(model.rowCount())]


def test_events_of_both_sides_and_one_in_full(tab: EventsTab) -> None:
    tab.show_detail(detail())
    assert rows(tab)[:2] == [
        ["0.800 s", "provider →", "data", '{"choices": [{"index": 0, "delta": {"content": "Re"}}]}'],
        ["0.801 s", "→ client", "response.output_text.delta", '{"delta": "Re"}'],
    ]
    assert '"content": "Re"' in tab._view.toPlainText()
    tab._list.selectRow(1)
    assert tab._view.toPlainText() == '{\n  "delta": "Re"\n}'
    tab.grab()


def test_one_side_and_jumps(tab: EventsTab) -> None:
    tab.show_detail(detail())
    tab._side.setCurrentIndex(2)
    assert {row[1] for row in rows(tab)} == {"→ client"}
    tab._side.setCurrentIndex(0)
    place = tab._kind.findData("[DONE]")
    tab._kind.setCurrentIndex(place)
    tab._kind.activated.emit(place)
    assert tab._list.currentIndex().row() == 8
    for expected in (1, 3):
        place = tab._kind.findData("response.output_text.delta")
        tab._kind.setCurrentIndex(place)
        tab._kind.activated.emit(place)
        assert tab._list.currentIndex().row() == expected
    only_upstream = [event for event in detail()["events"] if event["side"] == "upstream"]
    tab.show_detail(detail(events=only_upstream))
    tab._side.setCurrentIndex(2)
    assert (rows(tab), tab._view.toPlainText()) == ([], "")


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (summary(), "Loading"),
        (detail(summary(streamed=False), events=[]), "did not ask for a streamed answer"),
        (detail(events=[]), "Keep what was sent"),
    ],
)
def test_why_there_are_none(tab: EventsTab, kept: dict[str, object], said: str) -> None:
    tab.show_detail(kept)
    assert said in " ".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())


def test_the_same_again_and_another_language(tab: EventsTab) -> None:
    tab.show_detail(detail(id="x"))
    tab._list.selectRow(3)
    tab.show_detail(detail(id="x"))
    assert tab._list.currentIndex().row() == 3
    QCoreApplication.sendEvent(tab, QEvent(QEvent.Type.LanguageChange))
    assert tab.title() == "Events"
    assert [tab._model.headerData(at, Qt.Orientation.Horizontal) for at in range(4)] == [
        "After", "Side", "Type", "Data",
    ]  # fmt: skip
    assert tab._model.headerData(0, Qt.Orientation.Vertical) is None
