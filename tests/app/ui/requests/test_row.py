"""A row of the list."""

import pytest

from app.ui.requests.row import Row, is_substituted
from tests.fakes.summaries import failed, live, summary


def test_states() -> None:
    assert Row(live(), 0).is_live
    assert Row(failed(), 0).is_error
    assert not Row(summary(), 0).is_live
    assert Row(summary(session=None), 0).session == ""


def test_an_update_keeps_what_the_user_added() -> None:
    row = Row(live(id="x"), 0)
    row.mark(pinned=True, note="mine")
    row.cells["total"] = "old"
    assert "mine" in row.text
    row.update(summary(id="x", served_model="other-model"))
    assert (row.is_pinned, row.summary["note"], row.cells) == (True, "mine", {})
    assert "other-model" in row.text


def test_the_time_of_a_live_row_moves_on() -> None:
    row = Row(live(), 0)
    assert row.total_ms is not None
    assert row.total_ms > 6_000
    row.cells.update(total="1 s", model="m")
    row.tick()
    assert row.cells == {"model": "m"}
    assert Row(summary(total_ms=5.0), 0).total_ms == 5
    assert Row(live(started_at=""), 0).total_ms is None


@pytest.mark.parametrize(
    ("asked", "served", "expected"),
    [
        ("gpt-5.5", "gpt-5.5-2026-04-01", False),
        ("kimi-k2", "moonshotai/Kimi-K2", False),
        ("deepseek-v4-pro", "deepseek-v3.2", True),
        ("m", None, False),
        (None, "m", False),
    ],
)
def test_another_model_answered(asked: str | None, served: str | None, expected: bool) -> None:
    assert is_substituted({"upstream_model": asked, "served_model": served}) is expected
