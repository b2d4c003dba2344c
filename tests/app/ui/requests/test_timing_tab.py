"""The tab of the times."""

from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from app.ui.requests.timing_tab import TimingTab, spans
from tests.fakes.summaries import detail, failed, live, summary


def shape(kept: dict[str, object]) -> list[tuple[str, float, float]]:
    return [(span.name, span.start, span.end) for span in spans(kept)]


def attempt(start: float, ms: float | None, status: int = 200, error: str | None = None) -> dict[str, object]:
    return {"profile": "p", "url": "u", "started_ms": start, "status": status, "ms": ms, "error": error}


def test_a_streamed_answer() -> None:
    kept = summary(ttft_ms=800.0, total_ms=5_000.0)
    assert shape({**kept, "attempts_detail": [attempt(12, 4_980)]}) == [
        ("In Turnout, before sending", 0, 12),
        ("Waiting for the first byte", 12, 800),
        ("Receiving the answer", 800, 4_992),
    ]
    found = shape({**kept, "attempts_detail": [attempt(12, 4_980)], "timing": {"connect_ms": 50}})
    assert found[1:3] == [("Connecting", 12, 62), ("Waiting for the first byte", 62, 800)]


def test_attempts_of_which_one_succeeded() -> None:
    kept = summary(ttft_ms=3_000.0, total_ms=5_000.0)
    tried = [attempt(10, 900, 429, "slow down"), attempt(1_500, 3_490)]
    assert shape({**kept, "attempts_detail": tried}) == [
        ("In Turnout, before sending", 0, 10),
        ("Attempt 1", 10, 910),
        ("Attempt 2", 1_500, 4_990),
        ("Waiting for the first byte", 1_500, 3_000),
        ("Receiving the answer", 3_000, 4_990),
    ]


def test_failures_and_what_is_still_going_on() -> None:
    assert shape({**failed(3), "attempts_detail": [attempt(10, 1_900, 0, "unreachable")]})[-1] == (
        "Provider",
        10,
        1_910,
    )
    assert shape({**live(ttft_ms=None), "attempts_detail": [attempt(10, None)]})[-1] == ("Provider", 10, 10)
    assert shape({**failed(3), "attempts_detail": []}) == [("In Turnout", 0, 1_940.0)]
    assert shape({"id": "x"}) == []


def test_the_bars_are_painted_and_told(qtbot: QtBot) -> None:
    tab = TimingTab()
    qtbot.addWidget(tab)
    tab.resize(600, 300)
    tab.show()
    empty = tab.grab().toImage()
    tab.show_detail(detail())
    assert tab.grab().toImage() != empty
    assert "Receiving the answer: 11.8 s" in tab._bars.accessibleName()
    QCoreApplication.sendEvent(tab, QEvent(QEvent.Type.LanguageChange))
    assert tab.title() == "Timing"
    assert tab._bars.sizeHint().height() > 100
