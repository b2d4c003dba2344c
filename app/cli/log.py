"""`turnout log`: the requests that the running service has seen."""

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from app import discovery
from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.discovery import Running
from app.errors import AppError
from app.log_filter import compile_filter

Summary = dict[str, Any]

_HEADINGS = ("ID", "TIME", "CLIENT", "PROFILE", "MODEL", "STATUS", "STATE", "MS", "IN", "OUT", "ERROR")
_DETAILS = (
    "id", "started_at", "client", "inbound_wire", "upstream_wire", "profile", "requested_model",
    "upstream_model", "served_model", "status", "state", "fault", "error", "ttft_ms", "total_ms", "usage", "attempts",
)  # fmt: skip
_ERROR_WIDTH = 120


def show_log(arguments: Namespace) -> int:
    """List requests, newest last; with `--follow` go on with what comes."""
    matches = compile_filter(arguments.filter)
    running = _find_service()
    if arguments.follow:
        return _follow(running, matches, arguments)
    found = _read(running)
    shown = _newest(filter(matches, found), arguments.limit)
    if arguments.json:
        say_json(shown)
    elif shown:
        say(table([_HEADINGS, *(_row(exchange) for exchange in shown)]))
    else:
        say("No request matches." if found else "No requests yet.")
    return 0


def show_exchange(arguments: Namespace) -> int:
    """Show one request with everything that is kept of it."""
    found = discovery.call(_find_service(), "GET", f"exchanges/{quote(arguments.exchange, safe='')}")
    if not found:
        raise AppError(
            f"No request {arguments.exchange!r} is kept.", "turnout log lists them.", "no_such_exchange"
        )
    if arguments.json:
        say_json(found)
        return 0
    say(table([(name, _plain(found.get(name))) for name in _DETAILS]))
    for note in found["notes"]:
        say(f"note: {note['path']}: {note['action']}")
    for name, body in found["bodies"].items():
        say(f"\n--- {name.replace('_', ' ')}\n{body or '(not kept)'}")
    return 0


def _follow(running: Running, matches: Callable[[Summary], bool], arguments: Namespace) -> int:
    """Print a line for each request that has ended, until the service ends or Ctrl-C."""

    def show(exchange: Summary) -> None:
        if arguments.json:
            say_json(exchange, indent=None)
        else:
            say("  ".join(_row(exchange)))

    try:
        # The events first: what ends while the list is read is then in one of them.
        with discovery.follow(running) as events:
            ended = [exchange for exchange in _read(running) if _has_ended(exchange)]
            for exchange in _newest(filter(matches, ended), arguments.limit):
                show(exchange)
            known = {exchange["id"] for exchange in ended}
            for exchange in events:
                if _has_ended(exchange) and exchange["id"] not in known and matches(exchange):
                    show(exchange)
    except KeyboardInterrupt:
        return 0
    warn("Turnout has ended.")
    return 0


def _read(running: Running) -> list[Summary]:
    found: list[Summary] = discovery.call(running, "GET", "exchanges").get("exchanges", [])
    return found


def _newest(exchanges: "filter[Summary]", limit: int) -> list[Summary]:
    found = list(exchanges)
    return found[-limit:] if limit else []


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


def _find_service() -> Running:
    running = discovery.find(Context.from_environment().paths)
    if running is None:
        raise AppError(
            "Turnout is not running, so there is no log.", "Start it: turnout serve", "not_running"
        )
    return running
