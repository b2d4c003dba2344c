"""`turnout log`: the requests that Turnout has seen, whether it runs or not."""

import json
from argparse import Namespace
from datetime import datetime
from typing import Any

from app import discovery
from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.discovery import Running
from app.errors import AppError
from app.kept_requests import KeptRequests
from app.log_filter import compile_filter

Summary = dict[str, Any]

_HEADINGS = ("ID", "TIME", "CLIENT", "PROFILE", "MODEL", "STATUS", "STATE", "MS", "IN", "OUT", "ERROR")
_DETAILS = (
    "id", "started_at", "client", "inbound_wire", "upstream_wire", "profile", "requested_model",
    "upstream_model", "served_model", "status", "state", "fault", "error", "ttft_ms", "total_ms", "usage", "attempts",
)  # fmt: skip
_ERROR_WIDTH = 120
_MOST_LIVE = 100
"""So many of the newest may be under way, and are not listed before they have ended."""


def show_log(arguments: Namespace) -> int:
    """List requests, newest last; with `--follow` go on with what comes."""
    compile_filter(arguments.filter)  # a mistake in it is said before anything else
    context = Context.from_environment()
    running = discovery.find(context.paths)
    if arguments.follow:
        return _follow(context, running, arguments)
    kept = KeptRequests(context, running)
    shown = kept.list(arguments.filter, arguments.limit)
    if arguments.json:
        say_json(shown)
    elif shown:
        say(table([_HEADINGS, *(_row(exchange) for exchange in shown)]))
    else:
        say("No request matches." if kept.list("", 1) else "No requests yet.")
    return 0


def show_exchange(arguments: Namespace) -> int:
    """Show one request with everything that is kept of it."""
    context = Context.from_environment()
    found = KeptRequests(context, discovery.find(context.paths)).find(arguments.exchange)
    if not found:
        raise AppError(
            f"No request {arguments.exchange!r} is kept.", "`turnout log` lists them.", "no_such_exchange"
        )
    if arguments.json:
        say_json(found)
        return 0
    say(table([(name, _plain(found.get(name))) for name in _DETAILS]))
    for note in found["notes"]:
        say(f"{'warning' if note.get('code') else 'note'}: {note['path']}: {note['action']}")
    for name, body in found["bodies"].items():
        say(f"\n--- {name.replace('_', ' ')}\n{body or '(not kept)'}")
    return 0


def _follow(context: Context, running: Running | None, arguments: Namespace) -> int:
    """Print a line for each request that has ended, until the service ends or Ctrl-C."""
    if running is None:
        raise AppError(
            "Turnout is not running, so there is nothing to follow.",
            "Start it: turnout serve. Without --follow, turnout log shows what is kept.",
            "not_running",
        )
    matches, kept = compile_filter(arguments.filter), KeptRequests(context, running)

    def show(exchange: Summary) -> None:
        if arguments.json:
            say_json(exchange, indent=None)
        else:
            say("  ".join(_row(exchange)))

    try:
        # The events first: what ends while the list is read is then in one of them.
        with discovery.follow(running) as events:
            listed = kept.list(arguments.filter, arguments.limit + _MOST_LIVE) if arguments.limit else []
            ended = [exchange for exchange in listed if _has_ended(exchange)]
            for exchange in ended[-arguments.limit :]:
                show(exchange)
            known = {exchange["id"] for exchange in ended}
            for event in events:
                exchange = event["data"]
                if event["event"] != "exchange" or not _has_ended(exchange) or exchange["id"] in known:
                    continue
                if matches(exchange):
                    show(exchange)
    except KeyboardInterrupt:
        return 0
    warn("Turnout has ended.")
    return 0


def _has_ended(exchange: Summary) -> bool:
    return bool(exchange["state"] != "live")


def _row(exchange: Summary) -> tuple[str, ...]:
    usage = exchange["usage"] or {}
    error = exchange["error"] or {}
    return (
        exchange["id"],
        datetime.fromisoformat(exchange["started_at"]).astimezone().strftime("%H:%M:%S"),
        exchange["client"],
        _plain(exchange["profile"]),
        _plain(exchange["upstream_model"]),
        _plain(exchange["status"]),
        exchange["state"],
        _plain(exchange["total_ms"]),
        _plain(usage.get("input")),
        _plain(usage.get("output")),
        " ".join(str(error.get("message", "")).split())[:_ERROR_WIDTH],
    )


def _plain(value: object) -> str:
    if value is None:
        return "–"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
