"""What the bundle says of what happened: the ends of the logs, crashes, and the newest requests where they are asked
for."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import discovery
from app.context import Context
from app.errors import AppError
from app.kept_requests import KeptRequests

LOGS = ("service.log", "service.old.log", "turnout.log", "turnout.old.log", "crash.log", "crash.old.log")
"""What the service printed, what nobody foresaw, what ended the app; each with the file that was set aside."""
TAIL_BYTES = 128 * 1024
"""The newest lines of each: days of an ordinary service."""
MAX_BODY_CHARACTERS = 256 * 1024
"""Of each body: with all that a bundle may hold it stays below what issue trackers take."""
_PRIVATE = ("project", "session", "error")
_CUT = "\n… (cut here: {left} more characters)"


def log_tails(context: Context) -> Iterator[tuple[str, str]]:
    """Yield each log that is there and not empty, by its name, with its newest whole lines."""
    for name in LOGS:
        text = _tail(context.paths.logs / name)
        if text:
            yield name, text


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            begin = max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES)
            file.seek(begin)
            text = file.read(TAIL_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"(it cannot be read: {error.strerror or error})\n"
    return text.partition("\n")[2] if begin else text


def requests(context: Context, limit: int, *, bodies: bool) -> list[dict[str, Any]]:
    """Return the newest requests, oldest first: figures and names or, with `bodies`, all that is kept of them.

    Raises `AppError` where the log cannot be read.
    """
    kept = _kept(context)
    listed = kept.list("", limit)
    if not bodies:
        return [_without_words(summary) for summary in listed]
    found = (kept.find(summary["id"]) for summary in listed)
    return [_cut(one) for one in found if one is not None]


def _kept(context: Context) -> KeptRequests:
    try:
        return KeptRequests(context, discovery.find(context.paths))
    except AppError:  # it runs and does not answer: its file does
        return KeptRequests(context, None)


def _without_words(summary: dict[str, Any]) -> dict[str, Any]:
    """Without what a provider said, which may repeat what was asked, and what the user works on."""
    error = summary.get("error") or {}
    told = {name: value for name, value in summary.items() if name not in _PRIVATE}
    return {**told, "path": str(told.get("path", "")).partition("?")[0], "error": error.get("code")}


def _cut(detail: dict[str, Any]) -> dict[str, Any]:
    """Without the events, which say the bodies once more."""
    bodies = {name: _shorten(body) for name, body in detail["bodies"].items()}
    return {**{name: value for name, value in detail.items() if name != "events"}, "bodies": bodies}


def _shorten(body: str) -> str:
    left = len(body) - MAX_BODY_CHARACTERS
    return body if left <= 0 else body[:MAX_BODY_CHARACTERS] + _CUT.format(left=left)
