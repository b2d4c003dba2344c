"""The chart of the usage page, on pyqtgraph: import this module only when the page is opened (half a second)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import color, theme
from app.ui.usage.chart_axis import LABEL, DayAxis, ValueAxis
from app.ui.usage.chart_colors import series_color
from app.ui.usage.hover_card import HoverCard
from app.ui.usage.series import Series, stacked

BAR = 0.72
"""Of a day's width."""
HEADROOM = 1.12
"""Above the highest bar."""
LINE_ROOM = 1.06
"""Above a line at its highest possible value, which would be cut in half otherwise."""
LEAST_TOP = 1.0


class UsageChart(QWidget):
    """Stacked bars or lines by day; a card with the values follows the mouse."""

    def __init__(self, page: QWidget) -> None:
        """`page`: what the card may cover."""
        super().__init__(page)
        self._page = page
        self._days: list[date] = []
        self._series: list[Series] = []
        self._names: list[str] = []
        self._lines = False
        self._write: Callable[[float], str] = str
        self._days_axis, self._values_axis = DayAxis("bottom"), ValueAxis("left")
        axes = {"bottom": self._days_axis, "left": self._values_axis}
        self._plot = pg.PlotWidget(self, axisItems=axes)
        self._plot.getPlotItem().setContentsMargins(0, 6, LABEL // 3, 0)
        self._days_axis.setStyle(hideOverlappingLabels=False, tickLength=0)
        self._values_axis.setStyle(tickLength=0)
        self._values_axis.setZValue(-1)  # its lines run behind the bars
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(False, False)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.scene().sigMouseMoved.connect(self._hover)
        self._marked = pg.LinearRegionItem(movable=False)
        self._marked.setZValue(-10)
        self._card = HoverCard(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        theme().changed.connect(self._draw)

    def show_series(
        self,
        days: Sequence[date],
        series: Sequence[Series],
        names: Sequence[str],
        *,
        lines: bool,
        top: float | None,
        write: Callable[[float], str],
    ) -> None:
        """Show a value for each day. `names`: of the series, for people; `top`: of the axis (None: as needed)."""
        self._days, self._series, self._names = list(days), list(series), list(names)
        self._lines, self._write = lines, write
        self._days_axis.days = self._days
        self._values_axis.write = write
        highest = max([top or 0.0, self._highest() * HEADROOM if top is None else 0.0])
        self._plot.setXRange(-0.5, max(1, len(days)) - 0.5, padding=0)
        self._plot.setYRange(0, (highest or LEAST_TOP) * (1.0 if top is None else LINE_ROOM), padding=0)
        self._draw()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._unmark()
        super().leaveEvent(event)

    def mark(self, place: int) -> None:
        """Show the values of a day, by its place."""
        self._marked.setRegion((place - 0.5, place + 0.5))
        if self._marked.scene() is None:
            self._plot.addItem(self._marked, ignoreBounds=True)
        values = [
            (series_color(one.color), name, self._write(value))
            for one, name in zip(self._series, self._names, strict=True)
            if (value := one.values[place]) is not None and (value or self._lines)
        ]
        self._card.show_values(self._days[place], list(reversed(values)))
        box = self._plot.getViewBox()
        top = self._plot.mapFromScene(box.mapViewToScene(QPointF(place + 0.5, box.viewRange()[1][1])))
        self._card.place(self._plot.mapTo(self._page, top))

    # ------------------------------------------------------------------ inside
    def _highest(self) -> float:
        if self._lines:
            return max(
                (value for one in self._series for value in one.values if value is not None), default=0.0
            )
        sums = zip(*(one.values for one in self._series), strict=True)
        return max((sum(value or 0.0 for value in day) for day in sums), default=0.0)

    def _draw(self) -> None:
        self._plot.clear()
        self._plot.setBackground(color("panel"))
        self._unmark()
        pen = pg.mkPen(color("line"))
        for axis in (self._days_axis, self._values_axis):
            axis.setPen(pen)
            axis.setTextPen(color("dim"))
        self._values_axis.setGrid(40 if theme().is_dark else 60)
        self._marked.setBrush(pg.mkBrush(color("hover")))
        self._marked.lines[0].setPen(pg.mkPen(None))
        self._marked.lines[1].setPen(pg.mkPen(None))
        for item in self._line_items() if self._lines else self._bar_items():
            self._plot.addItem(item)

    def _bar_items(self) -> list[Any]:
        places = list(range(len(self._days)))
        return [
            pg.BarGraphItem(
                x=places, width=BAR, y0=list(bases), height=[value or 0.0 for value in one.values],
                brush=series_color(one.color), pen=pg.mkPen(None),
            )
            for one, bases in stacked(self._series)
        ]  # fmt: skip

    def _line_items(self) -> list[Any]:
        made = []
        for one in self._series:
            points = [(place, value) for place, value in enumerate(one.values) if value is not None]
            shade = series_color(one.color)
            made.append(
                pg.PlotDataItem(
                    [place for place, _ in points], [value for _, value in points], antialias=True,
                    pen=pg.mkPen(shade, width=2), symbol="o", symbolSize=6, symbolBrush=shade, symbolPen=None,
                )
            )  # fmt: skip
        return made

    def _hover(self, at: QPointF) -> None:
        box = self._plot.getViewBox()
        place = round(box.mapSceneToView(at).x())
        if 0 <= place < len(self._days) and box.sceneBoundingRect().contains(at) and self._series:
            self.mark(place)
        else:
            self._unmark()

    def _unmark(self) -> None:
        self._card.hide()
        if self._marked.scene() is not None:
            self._plot.removeItem(self._marked)
