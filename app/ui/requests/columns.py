"""The columns of the list: what each says, how it sorts, how wide it is and whether it is shown from the start."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.ui.requests import wording
from app.ui.requests.plain_text import one_line
from app.ui.requests.row import Row
from app.ui.service_words import localize
from app.ui.widgets.pill import Kind

translate = QCoreApplication.translate

Key = float | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """`key` names it in the settings. `sort` gives a figure or a text; None goes to the end either way."""

    key: str
    width: int
    text: Callable[[Row], str]
    sort: Callable[[Row], Key]
    right: bool = False
    shown: bool = True


def title(key: str) -> str:
    """Return a column's heading in the current language."""
    return {
        "mark": "",
        "time": translate("RequestColumns", "Time"),
        "client": translate("RequestColumns", "Client"),
        "project": translate("RequestColumns", "Project"),
        "session": translate("RequestColumns", "Session"),
        "model": translate("RequestColumns", "Model"),
        "profile": translate("RequestColumns", "Profile"),
        "status": translate("RequestColumns", "Status"),
        "ttft": translate("RequestColumns", "TTFT"),
        "total": translate("RequestColumns", "Total"),
        "tokens": translate("RequestColumns", "Input (cached) / output"),
        "reasoning": translate("RequestColumns", "Reasoning"),
        "speed": translate("RequestColumns", "Tokens/s"),
        "cost": translate("RequestColumns", "Cost"),
        "retries": translate("RequestColumns", "Retries"),
        "size": translate("RequestColumns", "Size"),
        "stream": translate("RequestColumns", "Stream"),
        "path": translate("RequestColumns", "Path"),
    }[key]


def full_title(key: str) -> str:
    """Return a column's name where its heading says too little: for menus and screen readers."""
    return {
        "mark": translate("RequestColumns", "Pin and note"),
        "ttft": translate("RequestColumns", "Time to first token"),
        "total": translate("RequestColumns", "Total time"),
        "model": translate("RequestColumns", "Requested → served model"),
        "tokens": translate("RequestColumns", "Tokens: input (cached) / output"),
        "reasoning": translate("RequestColumns", "Reasoning tokens"),
        "speed": translate("RequestColumns", "Tokens per second"),
    }.get(key) or title(key)


def status_text(row: Row) -> str:
    """Return the status as a word or a number; never only as a colour."""
    summary = row.summary
    state, status = summary.get("state"), summary.get("status")
    if state == "live":
        return translate("RequestColumns", "live")
    if state == "cancelled":
        return translate("RequestColumns", "cancelled")
    if state == "failed":
        # The head of a stream said 200 before it failed: the number alone would read as a success.
        failed = translate("RequestColumns", "failed")
        return str(status) if status and status >= 400 else f"{status} {failed}" if status else failed
    return str(status or wording.UNKNOWN)


def status_kind(row: Row) -> Kind:
    """Return what kind of sign the status has: live, ok, warn, error or off."""
    state, status = row.summary.get("state"), row.summary.get("status") or 0
    if state == "live":
        return "live"
    if state == "cancelled":
        return "off"
    if status == 429:
        return "warn"
    if not status and state == "done":
        return "off"
    return "error" if state == "failed" or status >= 400 else "ok"


def models(row: Row) -> tuple[str, str]:
    """Return what was asked for and what answered; the second is empty where they are the same."""
    summary = row.summary
    asked = one_line(str(summary.get("requested_model") or summary.get("upstream_model") or ""))
    served = one_line(str(summary.get("served_model") or summary.get("upstream_model") or ""))
    return (asked or wording.UNKNOWN, "" if served == asked else served)


def tool_tip(row: Row, column: Column) -> str:
    """Return what a cell has no room for, as markup in which the text itself is none; "" for nothing."""
    said = cell(row, column)
    error = row.summary.get("error") or {}
    if column.key == "status" and error:
        said = one_line(localize(str(error.get("message") or error.get("code") or "")))
    elif column.key == "mark":
        said = one_line(str(row.summary.get("note") or ""))
    elif column.key == "client" and row.summary.get("project"):
        said = f"{said} · {one_line(str(row.summary['project']))}"
    elif column.key == "time" and (at := wording.moment(row.summary.get("started_at", ""))):
        said = f"{at:%Y-%m-%d %H:%M:%S}"
    elif column.key not in ("model", "profile", "path", "project", "session"):
        return ""
    return f"<qt>{html.escape(said)}</qt>" if said and said != wording.UNKNOWN else ""


def _model(row: Row) -> str:
    asked, served = models(row)
    return f"{asked} → {served}" if served else asked


def _client(row: Row) -> str:
    name = one_line(wording.client_name(row.summary.get("client")))
    version = row.summary.get("client_version")
    return f"{name} {one_line(str(version), 20)}" if version else name


def _project(row: Row) -> str:
    project = one_line(str(row.summary.get("project") or ""))
    return project.rstrip("/\\").replace("\\", "/").rpartition("/")[2] or wording.UNKNOWN


def _retries(row: Row) -> int:
    return max(0, (row.summary.get("attempts") or 0) - 1)


def _stream(row: Row) -> str:
    return (
        translate("RequestColumns", "yes")
        if row.summary.get("streamed")
        else translate("RequestColumns", "no")
    )


def _mark(row: Row) -> str:
    return ("★" if row.is_pinned else "") + ("✎" if row.summary.get("note") else "")


def _of(name: str) -> Callable[[Row], Any]:
    return lambda row: row.summary.get(name)


def _usage(name: str) -> Callable[[Row], Any]:
    return lambda row: (row.summary.get("usage") or {}).get(name)


def _tokens(row: Row) -> Key:
    usage = row.summary.get("usage")
    return None if not usage else (usage.get("input") or 0) + (usage.get("output") or 0)


def _input_output(row: Row) -> str:
    usage = row.summary.get("usage")
    return wording.tokens({**usage, "reasoning": None} if usage else None)


def _cost(row: Row) -> Key:
    cost = row.summary.get("cost")
    return float(cost["amount"]) if cost else None


def _words(*names: str) -> Callable[[Row], Key]:
    """Sort by texts as the service tells them: cleaning ten thousand for display takes many frames."""
    return lambda row: " ".join([str(row.summary.get(name) or "") for name in names]).lower()


COLUMNS: tuple[Column, ...] = (
    Column("mark", 24, _mark, lambda row: None if not _mark(row) else _mark(row)),
    Column("time", 74, lambda row: wording.clock(row.summary.get("started_at", "")), lambda row: row.number),
    Column("client", 108, _client, _words("client", "client_version")),
    Column("model", 250, _model, _words("requested_model", "served_model")),
    Column("profile", 98, lambda row: one_line(row.profile or wording.UNKNOWN),
           lambda row: row.profile.lower() or None),
    Column("status", 96, status_text, lambda row: f"{row.summary.get('status') or 0:03}{row.summary.get('state')}"),
    Column("ttft", 76, lambda row: wording.duration(row.summary.get("ttft_ms")), _of("ttft_ms"), right=True),
    Column("total", 68, lambda row: wording.duration(row.total_ms), lambda row: row.total_ms, right=True),
    Column("tokens", 164, _input_output, _tokens, right=True),
    Column("cost", 64, lambda row: wording.cost(row.summary.get("cost")), _cost, right=True),
    Column(
        "reasoning", 76, lambda row: wording.count(_usage("reasoning")(row)), _usage("reasoning"),
        right=True, shown=False,
    ),
    Column(
        "speed", 72, lambda row: wording.speed(row.summary.get("tokens_per_second")), _of("tokens_per_second"),
        right=True, shown=False,
    ),
    Column("retries", 60, lambda row: str(_retries(row) or wording.UNKNOWN), _retries, right=True, shown=False),
    Column("size", 76, lambda row: wording.size(row.summary.get("size")), _of("size"), right=True, shown=False),
    Column("stream", 60, _stream, _stream, shown=False),
    Column("project", 110, _project, _words("project"), shown=False),
    Column("session", 110, lambda row: one_line(row.session, 24) or wording.UNKNOWN, lambda row: row.session or None,
           shown=False),
    Column("path", 150, lambda row: one_line(str(row.summary.get("path") or "")), _of("path"), shown=False),
)  # fmt: skip
PLACES = {column.key: place for place, column in enumerate(COLUMNS)}
"""A column's number in the model, by its key."""


def cell(row: Row, column: Column) -> str:
    """Return a cell's text, worked out once."""
    text = row.cells.get(column.key)
    if text is None:
        text = row.cells[column.key] = column.text(row)
    return text
