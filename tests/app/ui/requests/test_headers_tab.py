"""The tab of the headers."""

from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from app.ui.requests.headers_tab import HeadersTab
from tests.fakes.summaries import detail, summary


def test_three_lists_as_plain_text(qtbot: QtBot) -> None:
    tab = HeadersTab()
    qtbot.addWidget(tab)
    assert tab.title() == "Headers"
    tab.show_detail(summary())
    assert tab._view.toPlainText() == "Loading…"
    tab.show_detail(
        detail(
            headers={"client_request": {"x": "<b>\x1b\u202e"}, "upstream_request": {}, "other": {"y": "z"}}
        )
    )
    expected = "── From the client\nx: <b>␛⟨202E⟩\n\n── To the provider\n(none)"
    assert tab._view.toPlainText() == expected
    QCoreApplication.sendEvent(tab, QEvent(QEvent.Type.LanguageChange))
    assert tab._view.toPlainText() == expected
