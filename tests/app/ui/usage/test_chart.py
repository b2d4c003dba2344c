"""The chart itself."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.usage.aggregate import last_days
from app.ui.usage.chart import UsageChart
from app.ui.usage.chart_colors import DARK, LIGHT
from app.ui.usage.figures import rate, short_number
from app.ui.usage.series import hit_series, token_series
from tests.app.ui.usage.sample import TODAY, rows

DAYS = last_days(30, TODAY)


@pytest.fixture
def chart(qtbot: QtBot) -> Iterator[UsageChart]:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(700, 300)
    made = UsageChart(page)
    made.resize(700, 300)
    page.show()
    yield made
    theme.set_choice("light")


def show_tokens(chart: UsageChart) -> None:
    names = ["Cached", "Input", "Output", "Reasoning"]
    chart.show_series(DAYS, token_series(rows(), DAYS), names, lines=False, top=None, write=short_number)


def colors(chart: UsageChart) -> set[str]:
    image = chart.grab().toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(0, 700, 3) for y in range(0, 300, 2)}


def card_texts(chart: UsageChart) -> list[str]:
    return [label.text() for label in chart._card.findChildren(QLabel) if label.isVisible()]


def test_bars_in_the_colours_of_the_scheme(chart: UsageChart) -> None:
    theme.set_choice("light")
    show_tokens(chart)
    assert {LIGHT[0], LIGHT[1], theme.LIGHT.panel} <= colors(chart)
    theme.set_choice("dark")
    assert {DARK[0], DARK[1], theme.DARK.panel} <= colors(chart)


def test_a_day_says_its_values(chart: UsageChart) -> None:
    show_tokens(chart)
    chart.mark(20)
    said = card_texts(chart)
    cached = short_number(token_series(rows(), DAYS)[0].values[20] or 0)
    assert "2026" in said[0]
    assert said[-2:] == ["Cached", cached]
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert not chart._card.isVisible()


def test_the_mouse_marks_the_day_under_it(chart: UsageChart) -> None:
    show_tokens(chart)
    box = chart._plot.getViewBox()
    chart._plot.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(29, 1)))
    assert chart._card.isVisible()
    assert str(TODAY.day) in card_texts(chart)[0]
    chart._plot.scene().sigMouseMoved.emit(QPointF(-50, -50))
    assert not chart._card.isVisible()


def test_lines_leave_out_days_without_a_value(chart: UsageChart) -> None:
    made = hit_series(rows(), DAYS, "profile")
    names = [one.name for one in made]
    chart.show_series(DAYS, made, names, lines=True, top=100.0, write=lambda value: rate(value / 100))
    assert LIGHT[1] in colors(chart) or DARK[1] in colors(chart)
    empty = next(place for place, value in enumerate(made[0].values) if value is None)
    chart.mark(empty)
    assert made[0].name not in card_texts(chart)


def test_nothing_to_show(chart: UsageChart) -> None:
    chart.show_series(DAYS, [], [], lines=False, top=None, write=short_number)
    chart._plot.scene().sigMouseMoved.emit(chart._plot.getViewBox().mapViewToScene(QPointF(3, 0.5)))
    assert not chart._card.isVisible()
