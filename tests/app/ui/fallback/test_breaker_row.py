"""A breaker: its state in a sign and words, the seconds that are left, Reset."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.fallback.breaker_row import BreakerRow
from tests.fakes.fallbacks import breaker


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def row(qtbot: QtBot, clock: Clock) -> BreakerRow:
    made = BreakerRow(clock)
    qtbot.addWidget(made)
    made.show_breaker(breaker("zhipu", "open", retry_in=42.4), "Zhipu GLM")
    made.show()
    return made


def test_says_what_it_is_and_why(row: BreakerRow) -> None:
    assert row.text == (
        "Open Zhipu GLM · chat Nobody answers at the provider's address: 4 times in a row."
        " Gone around where there is a fallback; retries in 43 s."
    )
    assert (row.pill.kind, row.pill.accessibleName()) == ("error", "Open")
    assert row.reset.accessibleName() == "Forget the failures of Zhipu GLM"
    QApplication.sendEvent(row, QEvent(QEvent.Type.LanguageChange))
    assert row.text.startswith("Open")


def test_counts_down_and_says_when_it_is_due(row: BreakerRow, clock: Clock, qtbot: QtBot) -> None:
    assert row._timer.isActive()
    clock.now += 40
    row._tick()
    assert "retries in 3 s" in row.text
    clock.now += 3
    with qtbot.waitSignal(row.due):
        row._tick()
    assert "The next request tries" in row.text
    assert not row._timer.isActive()


def test_other_states_do_not_count(row: BreakerRow) -> None:
    row.show_breaker(breaker("zhipu", "half_open", retry_in=0.0), "Zhipu GLM")
    assert not row._timer.isActive()
    assert row.pill.text == "Half-open"
    row.show_breaker(breaker("zhipu"), "Zhipu GLM")
    assert (row.pill.text, row.pill.kind) == ("Closed", "ok")


def test_reset_is_asked_for_by_id(row: BreakerRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(row.reset_wanted) as told:
        row.reset.click()
    assert told.args == ["zhipu:chat"]
    row.set_problem("No.")
    assert row._problem.isVisible()
    row.show_breaker(breaker("zhipu"), "Zhipu GLM")
    assert not row._problem.isVisible()
