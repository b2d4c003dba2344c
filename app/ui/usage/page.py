"""The Usage page: four figures, a chart of the chosen one, and the table behind it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.link import Link
from app.ui.names import client_name
from app.ui.page import Page
from app.ui.theme import theme
from app.ui.usage import figures, series
from app.ui.usage.aggregate import Row, Totals, by_group, last_days, total
from app.ui.usage.legend import Legend
from app.ui.usage.metric_card import MetricCard
from app.ui.usage.series import METRICS, REST, Metric, Series
from app.ui.usage.toolbar import UsageToolbar
from app.ui.usage.totals_table import TotalsTable
from app.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from app.ui.usage.chart import UsageChart

REFRESH_MS = 5_000
"""While requests come in, the figures follow at this distance."""
CHART_HEIGHT = 240
"""Pixels; where a window is lower the page scrolls."""


class UsagePage(Page):
    """Asks when it is shown, and again while requests end."""

    name: ClassVar[str] = "usage"
    icon_name: ClassVar[str] = "usage"

    def __init__(
        self, link: Link, today: Callable[[], date] = date.today, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._link, self._today = link, today
        self._rows: list[Row] = []
        self._is_known = False
        self._names: dict[str, str] = {}
        self._days: list[date] = []
        self._chosen: str | None = None
        self.chart: UsageChart | None = None
        self._refresh = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._refresh.timeout.connect(self._ask)
        self.toolbar, self.legend, self.table = UsageToolbar(self), Legend(self), TotalsTable(self)
        self.cards = {metric: MetricCard(self) for metric in METRICS}
        self.cards["tokens"].setChecked(True)
        self.empty, self.no_price = EmptyState("usage", parent=self), EmptyState("usage", parent=self)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self._group = QButtonGroup(self)
        figures_row = QHBoxLayout()
        figures_row.setSpacing(8)
        for card in self.cards.values():
            self._group.addButton(card)
            figures_row.addWidget(card)
        panel = QFrame(self)
        panel.setProperty("role", "card")
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(12, 10, 12, 6)
        inner.addWidget(self.legend)
        self._charts = QStackedWidget(panel)
        self._charts.addWidget(QWidget())
        self._charts.addWidget(self.no_price)
        panel.setMinimumHeight(CHART_HEIGHT)
        inner.addWidget(self._charts, 1)
        full = QWidget(self)
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(figures_row)
        column.addWidget(panel, 1)
        column.addWidget(self.table)
        area = QScrollArea(self, widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(full)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(area)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 12)
        layout.setSpacing(12)
        layout.addWidget(self.toolbar)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.toolbar.range_changed.connect(self._ask)
        self.toolbar.changed.connect(self._show)
        self._group.buttonClicked.connect(lambda _: self._show_chart())
        self.table.chosen.connect(self._choose)
        self.table.price_wanted.connect(self._go_to_prices)
        self._link.exchange.connect(self._exchange)
        self._link.up.connect(lambda _: self._ask_if_shown())
        self._link.profiles_changed.connect(self._ask_if_shown)
        theme().changed.connect(self._show)

    # ------------------------------------------------------------------ the page
    def title(self) -> str:
        return self.tr("Usage")

    def retranslate(self) -> None:
        self.empty.set(
            self.tr("No usage yet"),
            self.tr("Tokens, cost and cache hits of every request through Turnout are added up here."),
            [(self.tr("Show requests"), lambda: self.navigate.emit("requests", {}))],
        )
        self.no_price.set(
            self.tr("No price is known"),
            self.tr("Enter what your models cost, per million tokens; earlier requests are counted too."),
            [(self.tr("Enter prices"), lambda: self._go_to_prices(None))],
        )
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._ask()
        if self.chart is None:
            # After the page is on the screen: the plotting library takes half a second to load.
            QTimer.singleShot(0, self, self._load_chart)

    # ------------------------------------------------------------------ what the service says
    def _ask_if_shown(self) -> None:
        if self.isVisible():
            self._ask()

    def _ask(self) -> None:
        self._days = last_days(self.toolbar.days(), self._today())
        self._link.call("GET", "profiles", then=self._take_profiles, fail=lambda _: None, owner=self)
        path = f"usage?from={self._days[0]}&to={self._days[-1]}"
        self._link.call("GET", path, then=self._take_usage, owner=self)

    def _take_profiles(self, answer: dict[str, Any]) -> None:
        self._names = {one["id"]: one.get("name") or one["id"] for one in answer.get("profiles") or []}

    def _take_usage(self, answer: dict[str, Any]) -> None:
        self._rows, self._is_known = answer.get("rows") or [], True
        self._show()

    def _exchange(self, summary: Mapping[str, Any]) -> None:
        if summary.get("state") != "live" and self.isVisible() and not self._refresh.isActive():
            self._refresh.start()

    # ------------------------------------------------------------------ what is shown
    def _show(self) -> None:
        self._stack.setCurrentIndex(1 if self._is_known and not self._rows else 0)
        group = self.toolbar.group()
        groups, everything = by_group(self._rows, group), total(self._rows)
        names = {name: self._name(name) for name in groups}
        label = {"profile": self.tr("Profile"), "model": self.tr("Model"), "client": self.tr("Client")}[group]
        self.table.show_groups(label, groups, names, everything)
        if self._chosen not in groups:
            self._chosen = None
        self.toolbar.set_currencies(
            sorted(everything.costs, key=lambda currency: -everything.costs[currency])
        )
        self._show_figures(total(self._shown_rows()))
        self._show_chart()

    def _show_figures(self, shown: Totals) -> None:
        cached = self.tr("{cached} of {input} input").format(
            cached=figures.short_number(shown.cached), input=figures.short_number(shown.input)
        )
        tokens = self.tr("{input} in, {output} out").format(
            input=figures.short_number(shown.input), output=figures.short_number(shown.output)
        )
        failed = (
            self.tr("{count} failed").format(count=shown.failed) if shown.failed else self.tr("none failed")
        )
        unpriced = self.tr("{count} without a price").format(count=shown.unpriced) if shown.unpriced else ""
        self.cards["tokens"].show_figure(self.tr("Tokens"), figures.short_number(shown.tokens), tokens)
        self.cards["cost"].show_figure(self.tr("Cost"), figures.cost(shown), unpriced)
        self.cards["hits"].show_figure(self.tr("Cache hits"), figures.rate(shown.hit_rate), cached)
        self.cards["requests"].show_figure(self.tr("Requests"), figures.full_number(shown.requests), failed)

    def _show_chart(self) -> None:
        metric = self.shown_metric()
        made, currency = self._series(metric), self.toolbar.currency.currentText()
        names = [self._series_name(one, metric) for one in made]
        self.legend.show_names(names, [one.color for one in made])
        if metric == "cost" and not made:
            self._charts.setCurrentWidget(self.no_price)
            return
        if self.chart is None:
            self._charts.setCurrentIndex(0)
            return
        writers: dict[Metric, Callable[[float], str]] = {
            "tokens": figures.short_number,
            "requests": figures.short_number,
            "hits": lambda value: figures.rate(value / 100),
            "cost": lambda value: figures.money(currency, value),
        }
        self._charts.setCurrentWidget(self.chart)
        self.chart.setAccessibleName(self.cards[metric].accessibleName())
        self.chart.show_series(
            self._days,
            made,
            names,
            lines=metric == "hits",
            top=100.0 if metric == "hits" else None,
            write=writers[metric],
        )

    def shown_metric(self) -> Metric:
        """The metric whose chart is shown."""
        return next(metric for metric, card in self.cards.items() if card.isChecked())

    def _series(self, metric: Metric) -> list[Series]:
        rows, group = self._shown_rows(), self.toolbar.group()
        if metric == "tokens":
            return series.token_series(rows, self._days)
        if metric == "requests":
            return series.request_series(rows, self._days)
        if metric == "hits":
            return series.hit_series(rows, self._days, group)
        return series.cost_series(rows, self._days, group, self.toolbar.currency.currentText())

    def _series_name(self, one: Series, metric: Metric) -> str:
        words = {
            "cached": self.tr("Cached input"), "fresh": self.tr("Input"), "spoken": self.tr("Output"),
            "reasoning": self.tr("Reasoning"), "well": self.tr("Done"), "failed": self.tr("Failed"),
        }  # fmt: skip
        if metric in ("tokens", "requests"):
            return words[one.name]
        return self.tr("Others") if one.name == REST else self._name(one.name)

    def _name(self, group: str) -> str:
        """A group's name for people."""
        kind = self.toolbar.group()
        if kind == "client":
            return client_name(group)
        if kind == "profile":
            return self._names.get(group, group) or self.tr("No profile")
        return group

    def _shown_rows(self) -> list[Row]:
        """The rows of the chosen group, or all."""
        group = self.toolbar.group()
        return [
            row for row in self._rows if self._chosen is None or str(row.get(group) or "") == self._chosen
        ]

    def _choose(self, name: str | None) -> None:
        self._chosen = name
        self._show_figures(total(self._shown_rows()))
        self._show_chart()

    def _go_to_prices(self, name: str | None) -> None:
        """The profile that has most of the requests without a price, in a group or in all."""
        group = self.toolbar.group()
        rows = [
            row for row in self._rows if not row.get("cost") and name in (None, str(row.get(group) or ""))
        ]
        profiles = list(by_group(rows, "profile"))
        if profiles:
            self.navigate.emit("profiles", {"profile": profiles[0], "prices": True})

    def _load_chart(self) -> None:
        if self.chart is None:
            from app.ui.usage.chart import UsageChart

            self.chart = UsageChart(self)
            self._charts.addWidget(self.chart)
            self._show_chart()
