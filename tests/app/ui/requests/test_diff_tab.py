"""The tab of the difference that translation made."""

import json

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.requests import diff_tab
from app.ui.requests.diff_tab import DiffTab
from tests.fakes.summaries import detail, summary


@pytest.fixture
def tab(qtbot: QtBot) -> DiffTab:
    made = DiffTab()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def bodies(before: object, after: object) -> dict[str, object]:
    as_text = [one if isinstance(one, str) else json.dumps(one) for one in (before, after)]
    return detail(bodies={"client_request": as_text[0], "upstream_request": as_text[1]})


def test_the_order_of_keys_is_no_difference(tab: DiffTab) -> None:
    tab.show_detail(bodies({"a": 1, "b": {"c": 2, "d": "文"}}, {"b": {"d": "文", "c": 2}, "a": 1}))
    assert tab._view.toPlainText() == ""
    assert "No difference" in tab._about.text()


def test_what_differs(tab: DiffTab) -> None:
    tab.show_detail(bodies({"model": "a", "n": 1}, {"model": "b", "n": 1, "x": True}))
    assert tab._view.toPlainText().splitlines() == [
        "--- client request", "+++ upstream request", "@@ -1,4 +1,5 @@", " {", '-  "model": "a",', '-  "n": 1',
        '+  "model": "b",', '+  "n": 1,', '+  "x": true', " }",
    ]  # fmt: skip
    assert "3 added, 2 removed" in tab._about.text()
    tab._copy.click()
    assert QGuiApplication.clipboard().text() == tab._view.toPlainText()


def test_what_is_no_json_is_compared_as_text(tab: DiffTab) -> None:
    tab.show_detail(bodies("same\nold \x1b", '{"cut": '))
    assert "-old ␛" in tab._view.toPlainText()


def test_large_bodies_wait_to_be_asked(tab: DiffTab, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(diff_tab, "COMPARED_AT_ONCE", 10)
    monkeypatch.setattr(diff_tab, "_MOST_LINES", 4)
    tab.show_detail(bodies({"model": "a"}, {"model": "b"}))
    assert "large" in tab._about.text()
    tab._compare.click()
    assert len(tab._view.toPlainText().splitlines()) == 5
    assert not tab._compare.isVisible()
    before = tab._view.toPlainText()
    tab.show_detail(bodies({"model": "a"}, {"model": "b"}))  # the same again
    assert tab._view.toPlainText() == before


def test_without_bodies(tab: DiffTab) -> None:
    def said() -> str:
        return " ".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())

    tab.show_detail(summary())
    assert "Loading" in said()
    tab.show_detail(detail(bodies={"client_request": "{}", "upstream_request": ""}))
    assert "Nothing to compare" in said()
    QCoreApplication.sendEvent(tab, QEvent(QEvent.Type.LanguageChange))
    assert (tab.title(), "Nothing to compare" in said()) == ("Diff", True)
