"""The Usage page as a whole, against a played service."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.usage.page import UsagePage
from tests.app.ui.usage import sample
from tests.fakes.link import FakeLink
from tests.tree import ROOT

IMPORT_DEADLINE_S = 60


@pytest.fixture
def page(qtbot: QtBot, link: FakeLink) -> UsagePage:
    made = sample.build(link)
    assert isinstance(made, UsagePage)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    link.settle()
    qtbot.waitUntil(lambda: made.chart is not None)
    return made


def test_a_month_is_asked_for_and_added_up(page: UsagePage, link: FakeLink) -> None:
    assert ("GET", "usage?from=2026-10-23&to=2026-11-21", None) in link.asked
    assert page.cards["tokens"].figure() == "105M"
    assert page.cards["cost"].figure() == "≥ ¥131.25"
    assert page.cards["hits"].figure() == "77 %"
    assert page.cards["requests"].remark() == "67 failed"
    assert page.table.item(0, 0).text() == "Kimi 月之暗面"
    assert page._charts.currentWidget() is page.chart


def test_another_range_asks_again(page: UsagePage, link: FakeLink) -> None:
    page.toolbar.ranges.button(7).click()
    assert link.asked[-1][1] == "usage?from=2026-11-15&to=2026-11-21"


def test_each_figure_has_its_chart(page: UsagePage) -> None:
    assert page.chart is not None
    for metric in ("cost", "hits", "requests", "tokens"):
        page.cards[metric].click()  # type: ignore[index]
        assert page.shown_metric() == metric
        assert page.chart.accessibleName() == page.cards[metric].accessibleName()  # type: ignore[index]
        assert page.chart._series


def test_groups(page: UsagePage) -> None:
    for place, (label, first) in enumerate(
        (("Profile", "Kimi 月之暗面"), ("Model", "kimi-k2.7-code"), ("Client", "Claude Code"))
    ):
        page.toolbar.groups.setCurrentIndex(place)
        page.toolbar.groups.activated.emit(place)
        assert page.table.horizontalHeaderItem(0).text() == label
        assert page.table.item(0, 0).text() == first


def test_a_row_narrows_figures_and_chart(page: UsagePage) -> None:
    page.table.cellClicked.emit(0, 0)
    assert page.cards["cost"].figure() == "¥85.13"
    page.cards["cost"].click()
    assert page.chart is not None
    assert [one.name for one in page.chart._series] == ["kimi"]
    page.table.cellClicked.emit(0, 0)
    assert page.cards["tokens"].figure() == "105M"


def test_no_usage_says_what_will_be_here(qtbot: QtBot, link: FakeLink) -> None:
    made = sample.build(link)
    link.answer("GET", "usage", {"rows": []})
    qtbot.addWidget(made)
    made.show()
    link.settle()
    assert isinstance(made, UsagePage)
    assert made.empty.isVisible()


def test_an_unknown_price_leads_to_the_prices(qtbot: QtBot, page: UsagePage, link: FakeLink) -> None:
    with qtbot.waitSignal(page.navigate) as said:
        page.table.price_wanted.emit("ollama")
    assert said.args == ["profiles", {"profile": "ollama", "prices": True}]
    page.toolbar.groups.setCurrentIndex(2)
    page.toolbar.groups.activated.emit(2)
    with qtbot.waitSignal(page.navigate) as said:
        page.table.price_wanted.emit("codex")
    assert said.args == ["profiles", {"profile": "ollama", "prices": True}]


def test_without_any_price_the_chart_asks_for_one(page: UsagePage, link: FakeLink) -> None:
    link.answer("GET", "usage", {"rows": [row for row in sample.rows() if row["cost"] is None]})
    page.toolbar.range_changed.emit()
    link.settle()
    page.cards["cost"].click()
    assert page.cards["cost"].figure() == "–"
    assert page.no_price.isVisible()


def test_it_follows_requests_while_it_is_shown(page: UsagePage, link: FakeLink) -> None:
    link.exchange.emit({"state": "live"})
    assert not page._refresh.isActive()
    link.exchange.emit({"state": "done"})
    assert page._refresh.isActive()
    page._refresh.stop()
    page.hide()
    link.exchange.emit({"state": "done"})
    assert not page._refresh.isActive()
    before = len(link.asked)
    link.profiles_changed.emit()
    assert len(link.asked) == before


def test_schemes_and_languages(page: UsagePage) -> None:
    theme.set_choice("dark")
    theme.set_choice("light")
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert page.cards["tokens"].figure() == "105M"
    assert page.title() == "Usage"


def test_the_plotting_library_is_not_loaded_with_the_page() -> None:
    code = "import sys, app.ui.usage.page; sys.exit('pyqtgraph' in sys.modules or 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=IMPORT_DEADLINE_S, check=False)
    assert done.returncode == 0
