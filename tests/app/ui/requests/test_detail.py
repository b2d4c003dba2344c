"""The pane of one request."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.link import Problem
from app.ui.requests.body_tab import BodyTab
from app.ui.requests.detail import DetailPane
from tests.fakes.link import FakeLink
from tests.fakes.summaries import detail, live, summary


@pytest.fixture
def pane(link: FakeLink, qtbot: QtBot) -> Iterator[DetailPane]:
    made = DetailPane(link)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    yield made


def asked(link: FakeLink) -> list[str]:
    return [path for _, path, _ in link.asked]


def test_the_summary_at_once_the_rest_when_it_comes(pane: DetailPane, link: FakeLink, qtbot: QtBot) -> None:
    kept = summary(id="x/1")
    link.answer("GET", "exchanges/x%2F1", detail(kept))
    pane.show_request(kept)
    assert "Codex asked" in pane.overview._said.text()
    assert asked(link) == []
    qtbot.waitUntil(lambda: asked(link) == ["exchanges/x%2F1"])
    link.settle()
    pane.tabs.setCurrentIndex(1)
    tab = pane.tabs.currentWidget()
    assert isinstance(tab, BodyTab)
    assert "instructions" in tab.view.toPlainText()
    assert pane.exchange == "x/1"


def test_whoever_runs_past_asks_for_nothing(pane: DetailPane, link: FakeLink, qtbot: QtBot) -> None:
    rows = [summary() for _ in range(5)]
    link.answer("GET", f"exchanges/{rows[-1]['id']}", detail(rows[-1]))
    for row in rows:
        pane.show_request(row)
    qtbot.waitUntil(lambda: len(asked(link)) == 1)
    assert asked(link) == [f"exchanges/{rows[-1]['id']}"]


def test_an_answer_that_comes_late_is_not_shown(pane: DetailPane, link: FakeLink, qtbot: QtBot) -> None:
    first, second = summary(id="a"), summary(id="b")
    link.answer("GET", "exchanges/a", detail(first))
    link.hang("GET", "exchanges/b")
    pane.show_request(first)
    qtbot.waitUntil(lambda: len(asked(link)) == 1)
    pane.show_request(second)
    link.settle()
    assert pane.detail["id"] == "b"
    assert "bodies" not in pane.detail


def test_a_live_request_is_read_again_when_it_has_ended(
    pane: DetailPane, link: FakeLink, qtbot: QtBot
) -> None:
    running = live(id="x", pinned=True)
    link.answer("GET", "exchanges/x", detail(running))
    pane.show_request(running)
    qtbot.waitUntil(lambda: len(asked(link)) == 1)
    link.settle()
    assert pane.detail["pinned"] is True
    pane.show_request({**running, "ttft_ms": 999.0})
    assert pane.detail["ttft_ms"] == 999.0
    assert "bodies" in pane.detail
    qtbot.waitUntil(lambda: len(asked(link)) == 2)
    link.settle()
    pane.show_request(summary(id="x"))
    qtbot.waitUntil(lambda: len(asked(link)) == 3)


def test_a_request_that_only_the_list_still_has(pane: DetailPane, link: FakeLink, qtbot: QtBot) -> None:
    link.refuse("GET", "exchanges/x", Problem("no_such_exchange", "No such request is kept."))
    pane.show_request(summary(id="x"))
    qtbot.waitUntil(lambda: len(asked(link)) == 1)
    link.settle()
    assert pane.detail["problem"] == "No such request is kept."
    for at in range(pane.tabs.count()):
        pane.tabs.setCurrentIndex(at)


def test_nothing_is_asked_while_it_is_hidden(pane: DetailPane, link: FakeLink, qtbot: QtBot) -> None:
    link.answer("GET", "exchanges/x", detail(summary(id="x")))
    pane.hide()
    pane.show_request(summary(id="x"))
    qtbot.wait(120)
    assert asked(link) == []
    pane.show()
    qtbot.waitUntil(lambda: len(asked(link)) == 1)


def test_tabs_turn_and_the_session_is_said(pane: DetailPane, qtbot: QtBot) -> None:
    pane.turn(-1)
    assert pane.tabs.currentIndex() == pane.tabs.count() - 1
    pane.turn(1)
    assert pane.tabs.currentIndex() == 0
    pane.set_place(2, 3)
    assert pane._place.text() == "2 / 3"
    with qtbot.waitSignals([pane.step, pane.step, pane.closed]):
        pane._before.click()
        pane._after.click()
        pane._close.click()
    pane.set_place(3, 3)
    assert not pane._after.isEnabled()
    pane.set_place(0, 0)
    assert not pane._before.isVisible()


def test_names(pane: DetailPane) -> None:
    QCoreApplication.sendEvent(pane, QEvent(QEvent.Type.LanguageChange))
    assert [pane.tabs.tabText(at) for at in range(pane.tabs.count())] == [
        "Overview", "Client request", "Upstream request", "Upstream reply", "To client", "Diff", "Events", "Timing",
        "Headers",
    ]  # fmt: skip
    assert all(button.accessibleName() for button in (pane._before, pane._after, pane._close))


def test_requirement_021_nothing_in_a_request_is_more_than_text(
    pane: DetailPane, link: FakeLink, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTML, ANSI, direction marks and links in every field: shown as they are, and nobody asks for what they name."""
    asked_for: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked_for.append(url.toString()))
    monkeypatch.setattr(QTextDocument, "loadResource", lambda *found: asked_for.append(str(found)))
    evil = (
        "<img src='file:///etc/passwd'><a href='http://127.0.0.1:9/'>x</a>\x1b[31m\u202egpj.exe" + "y" * 5_000
    )
    kept = summary(
        id="x/1", error={"code": evil, "message": evil}, state="failed", project=evil, path=evil, requested_model=evil,
        served_model=evil, profile=evil, session=evil, client_version=evil,
        notes=[{"path": evil, "action": evil, "code": ""}],
    )  # fmt: skip
    bodies = dict.fromkeys(
        ("client_request", "upstream_request", "upstream_response", "client_response"), evil
    )
    link.answer("GET", "exchanges/x%2F1", detail(kept, bodies=bodies))
    pane.show_request(kept)
    qtbot.waitUntil(lambda: asked(link) == ["exchanges/x%2F1"])
    link.settle()
    for index in range(pane.tabs.count()):
        pane.tabs.setCurrentIndex(index)
        pane.grab()
    labels = pane.findChildren(QLabel)
    shown = [label for label in labels if "passwd" in label.text()]
    assert shown
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}
    assert [label.text()[:60] for label in labels if "\u202e" in label.text() or "\x1b" in label.text()] == []
    tips = [widget.toolTip() for widget in pane.findChildren(QWidget)]
    assert [tip for tip in tips if "<img" in tip] == []
    assert asked_for == []
