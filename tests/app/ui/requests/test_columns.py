"""What the columns say and how they sort."""

import pytest

from app.ui.requests.columns import (
    COLUMNS,
    PLACES,
    cell,
    full_title,
    models,
    status_kind,
    status_text,
    title,
    tool_tip,
)
from app.ui.requests.row import Row
from tests.fakes.summaries import failed, live, many, summary


def text_of(row: Row, key: str) -> str:
    return cell(row, COLUMNS[PLACES[key]])


def test_a_request_of_codex() -> None:
    row = Row(summary(attempts=3, note="x", pinned=True), 4)
    assert {key: text_of(row, key) for key in PLACES if key not in ("time", "session")} == {
        "mark": "★✎", "client": "Codex 0.169.0", "model": "gpt-5.5-codex → deepseek-v4-pro",
        "profile": "deepseek", "status": "200", "ttft": "0.8 s", "total": "12.6 s",
        "tokens": "31.2k (28.2k) / 3.3k", "cost": "¥0.19", "reasoning": "902", "speed": "42", "retries": "2",
        "size": "209.3 KB", "stream": "yes", "project": "shop", "path": "/v1/responses",
    }  # fmt: skip


def test_what_is_unknown_is_a_dash() -> None:
    row = Row({"id": "x", "state": "live"}, 0)
    unknown = {
        "time",
        "client",
        "model",
        "profile",
        "ttft",
        "total",
        "tokens",
        "cost",
        "speed",
        "size",
        "retries",
    }
    assert {text_of(row, key) for key in unknown} == {"–"}


@pytest.mark.parametrize(
    ("request_", "text", "kind"),
    [
        (summary(), "200", "ok"),
        (live(), "live", "live"),
        (failed(0), "429", "warn"),
        (failed(1), "402", "error"),
        (failed(1, status=200), "200 failed", "error"),
        (summary(state="failed", status=None), "failed", "error"),
        (summary(state="cancelled"), "cancelled", "off"),
        (summary(status=None), "–", "off"),
    ],
)
def test_status(request_: dict[str, object], text: str, kind: str) -> None:
    row = Row(request_, 0)
    assert (status_text(row), status_kind(row)) == (text, kind)


def test_models() -> None:
    assert models(Row(summary(requested_model="m", served_model="m"), 0)) == ("m", "")
    assert models(Row(summary(served_model=None), 0)) == ("gpt-5.5-codex", "deepseek-v4-pro")


def test_every_column_sorts_every_request() -> None:
    rows = [Row(one, number) for number, one in enumerate(many(50))]
    for column in COLUMNS:
        keys = [key for row in rows if (key := column.sort(row)) is not None]
        assert sorted(keys) == sorted(keys, key=lambda key: key)  # one type within a column


def test_every_column_has_a_name() -> None:
    assert all(full_title(column.key) for column in COLUMNS)
    assert [column.key for column in COLUMNS if not title(column.key)] == ["mark"]


def test_foreign_text_is_one_harmless_line() -> None:
    nasty = "<b>x</b>\n\x1b[31m\u202e" + "y" * 1_000_000
    row = Row(
        summary(requested_model=nasty, client_version=nasty, profile=nasty, path=nasty, project=nasty), 0
    )
    for key in ("model", "client", "profile", "path", "project"):
        text = text_of(row, key)
        assert len(text) < 700
        assert not set("\n\x1b\u202e") & set(text)


@pytest.mark.parametrize(
    ("key", "changes", "said"),
    [
        ("status", {"error": {"code": "c", "message": "<b>no</b>"}}, "<qt>&lt;b&gt;no&lt;/b&gt;</qt>"),
        ("status", {}, ""),
        ("mark", {"note": "mine"}, "<qt>mine</qt>"),
        ("client", {}, "<qt>Codex 0.169.0 · /home/user/shop</qt>"),
        ("model", {}, "<qt>gpt-5.5-codex → deepseek-v4-pro</qt>"),
        ("profile", {"profile": None}, ""),
        ("cost", {}, ""),
    ],
)
def test_tool_tips(key: str, changes: dict[str, object], said: str) -> None:
    assert tool_tip(Row(summary(**changes), 0), COLUMNS[PLACES[key]]) == said


def test_the_tool_tip_of_a_time_has_the_date() -> None:
    assert "20" in tool_tip(Row(summary(), 0), COLUMNS[PLACES["time"]])
    assert tool_tip(Row(summary(started_at=""), 0), COLUMNS[PLACES["time"]]) == ""
