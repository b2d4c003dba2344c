"""The tab of a body."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.requests.body_tab import BodyTab
from tests.fakes.summaries import detail, live, summary


@pytest.fixture
def tab(qtbot: QtBot) -> BodyTab:
    made = BodyTab("client_request")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def shown(tab: BodyTab) -> str:
    return " ".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())


def test_it_shows_laid_out_and_copies_as_sent(tab: BodyTab) -> None:
    kept = detail()
    tab.show_detail(kept)
    assert '\n  "model": "gpt-5.5-codex"' in tab.view.toPlainText()
    tab._copy.click()
    assert QGuiApplication.clipboard().text() == kept["bodies"]["client_request"]
    tab._fold.click()
    tab._unfold.click()
    assert " B" in shown(tab)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (summary(), "Loading"),
        (detail(summary(bodies_kept=False), bodies={}), "Keep what was sent"),
        (detail(live(), bodies={}), "Nothing yet"),
        (detail(bodies={"client_request": ""}), "No body"),
    ],
)
def test_it_says_why_there_is_none(tab: BodyTab, kept: dict[str, object], said: str) -> None:
    tab.show_detail(kept)
    assert said in shown(tab)
    QCoreApplication.sendEvent(tab, QEvent(QEvent.Type.LanguageChange))
    assert said in shown(tab)


def test_a_large_one_offers_the_rest(tab: BodyTab, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tab.view.filled):
        tab.show_detail(detail(bodies={"client_request": "word " * 100_000}))
    assert tab._all.text() == "Show all (488.3 KB)"
    assert tab._all.isVisible()
    with qtbot.waitSignal(tab.view.filled, timeout=30_000):
        tab._all.click()
    assert not tab._all.isVisible()


def test_each_body_has_its_name(qtbot: QtBot) -> None:
    names = []
    for body in ("client_request", "upstream_request", "upstream_response", "client_response"):
        tab = BodyTab(body)  # type: ignore[arg-type]
        qtbot.addWidget(tab)
        names.append(tab.title())
    assert names == ["Client request", "Upstream request", "Upstream reply", "To client"]
