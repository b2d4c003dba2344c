"""One request as an error report in Markdown, fit for an issue tracker: no prompts, no keys, no user's name."""

import platform
from pathlib import Path
from typing import Any

from app.causes import explain
from app.version import VERSION

MAX_REPLY_CHARS = 2_000
"""Of a provider's error body so much is quoted; more is a web page."""


def as_report(detail: dict[str, Any]) -> str:
    """Return the report. Of the bodies only a failed provider's own reply is quoted."""
    error = detail["error"]
    lines = [f"### {_title(detail)}", ""]
    if error:
        lines += [f"> {error['message']}", ""]
        cause = explain(error["code"])
        if cause is not None:
            lines += [f"Cause: {cause.cause}", f"Fix: {cause.fix}", ""]
    lines += ["| | |", "|---|---|", *(f"| {name} | {_cell(value)} |" for name, value in _rows(detail)), ""]
    if detail["attempts_detail"]:
        lines += ["| attempt | address | status | ms | error |", "|---|---|---|---|---|"]
        lines += [
            f"| {number} | {_cell(one['url'])} | {one['status'] or '–'} | {one['ms']} | {_cell(one['error'])} |"
            for number, one in enumerate(detail["attempts_detail"], 1)
        ]
        lines.append("")
    if detail["notes"]:
        lines += ["What translation changed:", ""]
        lines += [f"- `{note['path']}`: {note['action']}" for note in detail["notes"]]
        lines.append("")
    reply = detail["bodies"]["upstream_response"] if error else ""
    if reply:
        fence = "`" * max(3, _longest_run(reply) + 1)
        lines += ["The provider's reply:", "", fence, reply[:MAX_REPLY_CHARS], fence, ""]
    return "\n".join(lines).replace(str(Path.home()), "~")


def _title(detail: dict[str, Any]) -> str:
    error = detail["error"]
    what = f"{error['code']} ({detail['fault']})" if error else detail["state"]
    return f"Turnout {VERSION}: {detail['client']} → {detail['profile'] or 'no profile'}: {what}"


def _rows(detail: dict[str, Any]) -> list[tuple[str, object]]:
    return [
        ("Time", detail["started_at"]),
        ("Client", f"{detail['client']} {detail.get('client_version') or ''}".strip()),
        ("Wires", f"{detail['inbound_wire']} → {detail['upstream_wire'] or '–'}"),
        (
            "Model",
            f"{detail['requested_model']} → {detail['upstream_model']} → {detail['served_model'] or '–'}",
        ),
        ("Status", detail["status"]),
        ("Streamed", detail["streamed"]),
        ("First byte, total", f"{detail['ttft_ms'] or '–'} ms, {detail['total_ms'] or '–'} ms"),
        ("System", f"{platform.system()} {platform.release()}, Python {platform.python_version()}"),
        ("Request", detail["id"]),
    ]


def _cell(value: object) -> str:
    text = "–" if value is None else " ".join(str(value).split())
    return text.replace("|", "\\|")


def _longest_run(text: str) -> int:
    """Return how many backticks stand together at most: the fence has to be longer."""
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
