"""Requests under the heading of their session."""

from app.ui.requests.row import Row
from app.ui.requests.session import Session, group_rows, total_cost
from tests.fakes.summaries import failed, summary


def test_the_session_with_the_newest_request_is_last() -> None:
    rows = [Row(summary(session=name), number) for number, name in enumerate(("a", "b", None, "a", "b", "a"))]
    lines = group_rows(rows, {"b"})
    shape = [line.key if isinstance(line, Session) else line.number for line in lines]
    assert shape == ["", 2, "b", "a", 0, 3, 5]
    heading = next(line for line in lines if isinstance(line, Session) and line.key == "b")
    assert (heading.folded, heading.number, heading.id) == (True, 4, "session:b")


def test_what_a_heading_says() -> None:
    session = Session("abcdef0123456789", False)
    session.rows = [
        Row(summary(), 0),
        Row(failed(), 1),
        Row(summary(cost={"currency": "USD", "amount": "1"}), 2),
    ]
    assert session.title() == "Codex · shop"
    figures = session.figures()
    assert "3" in figures
    assert "1 failed" in figures
    assert "62.4k in, 6.6k out" in figures
    assert figures.endswith("¥0.19 · $1.00")
    session.rows[0].summary["project"] = None
    assert session.title() == "Codex · abcdef012345"
    alone = Session("", False)
    alone.rows = session.rows
    assert alone.title() == "Single requests"


def test_a_cost_that_is_no_number_is_left_out() -> None:
    rows = [Row(summary(cost={"currency": "CNY", "amount": amount}), 0) for amount in ("0.1", "x", "0.2")]
    assert total_cost(rows) == [{"currency": "CNY", "amount": "0.3"}]
