"""The axes of the chart."""

from datetime import date

from pytestqt.qtbot import QtBot

from app.ui.usage.aggregate import last_days
from app.ui.usage.chart_axis import DayAxis, ValueAxis, day_text
from app.ui.usage.figures import short_number


def test_as_many_labels_as_fit_and_always_today(qtbot: QtBot) -> None:
    axis = DayAxis("bottom")
    axis.days = last_days(30, date(2026, 11, 21))
    for size in (200, 600, 4000):
        [(_, ticks)] = axis.tickValues(-0.5, 29.5, size)
        assert ticks[0] == 29
        assert len(ticks) * 64 <= max(size, 64) + 64
    assert axis.tickStrings([29], 1, 1) == [day_text(date(2026, 11, 21))]
    axis.days = []
    assert axis.tickValues(0, 1, 600) == []


def test_amounts_in_words_of_their_metric(qtbot: QtBot) -> None:
    axis = ValueAxis("left")
    axis.write = short_number
    assert axis.tickStrings([0, 2_000_000], 1, 1) == ["0", "2M"]
