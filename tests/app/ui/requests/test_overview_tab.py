"""The first tab of a request."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.ui.requests.overview_tab import OverviewTab
from tests.fakes.summaries import detail, failed, live, summary


@pytest.fixture
def tab(qtbot: QtBot) -> OverviewTab:
    made = OverviewTab()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def said(tab: OverviewTab) -> str:
    QCoreApplication.processEvents()  # shows what was added
    return "\n".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())


def test_a_request_that_went_well(tab: OverviewTab) -> None:
    tab.show_detail(
        detail(summary(served_model="other", notes=[{"path": "tools[0].strict", "action": "left out"}]))
    )
    text = said(tab)
    for part in (
        "Codex asked for gpt-5.5-codex", "says that other answered", "28.2k from the cache (90%)",
        "902 of it reasoning", "42 tokens per second", "¥0.19", "responses → chat", "tools[0].strict: left out",
        "https://api.deepseek.com/v1/chat/completions", "Codex 0.169.0",
    ):  # fmt: skip
        assert part in text
    assert "Whose fault" not in text
    assert {label.textFormat() for label in tab.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_a_failure_has_cause_and_fix(tab: OverviewTab) -> None:
    tab.show_detail(detail(failed(1)))
    text = said(tab)
    for part in ("✕ ", "Whose fault", "The provider.", "Cause", "What to do", "quota · HTTP 402", "It said"):
        assert part in text
    tab.show_detail(failed(1, error={"code": "unheard_of", "message": "<i>so\x1b</i>"}, status=None))
    text = said(tab)
    assert "✕ <i>so␛</i>" in text
    assert "What to do" not in text


def test_the_attempts(tab: OverviewTab) -> None:
    tried = [
        {
            "profile": "a",
            "url": "https://a",
            "started_ms": 0,
            "status": 429,
            "ms": 80.0,
            "error": "slow down",
        },
        {"profile": "b", "url": "https://b", "started_ms": 90, "status": 0, "ms": None, "error": None},
    ]
    tab.show_detail(detail(attempts_detail=tried))
    assert "1.  a · 429 · 80 ms   https://a\n     slow down\n2.  b · no answer · –   https://b" in said(tab)


def test_many_notes_are_counted(tab: OverviewTab) -> None:
    tab.show_detail(detail(notes=[{"path": "x", "action": "y"}] * 100))
    assert "… and 40 more" in said(tab)


def test_note_and_pin(tab: OverviewTab, qtbot: QtBot) -> None:
    tab.show_detail(live(id="x", usage=None))
    tab.edit_note()
    tab._note.setText(" ask them ")
    with qtbot.waitSignal(tab.noted) as noted:
        qtbot.keyClick(tab._note, Qt.Key.Key_Return)
    assert noted.args == ["x", "ask them"]
    tab.show_detail(live(id="x", note="ask them"))
    with qtbot.assertNotEmitted(tab.noted):
        tab._note.editingFinished.emit()
    with qtbot.waitSignal(tab.pinned) as pinned:
        tab._pin.click()
    assert pinned.args == ["x", True]
    tab.show_detail(live(id="y"))
    assert (tab._note.text(), tab._pin.isChecked()) == ("", False)


def test_actions_and_language(tab: OverviewTab, qtbot: QtBot) -> None:
    tab.show_detail(summary())
    with qtbot.waitSignal(tab.menu_wanted) as wanted:
        tab._menu.aboutToShow.emit()
    assert wanted.args is not None
    assert isinstance(wanted.args[0], QMenu)
    QCoreApplication.sendEvent(tab, QEvent(QEvent.Type.LanguageChange))
    assert tab.title() == "Overview"
