"""`turnout log`: the requests that the running service has seen."""

import http.client
import json
from argparse import Namespace
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from app import discovery
from app.cli.output import CommandError, say, say_json, table
from app.context import Context
from app.discovery import Running
from app.log_filter import FilterError, compile_filter


def show_log(arguments: Namespace) -> int:
    """List requests, newest last; with `--follow` go on with what comes."""
    running = _running()
    try:
        matches = compile_filter(arguments.filter)
    except FilterError as error:
        raise CommandError(str(error), code="bad_filter") from error
    found = discovery.call(running, "GET", "exchanges").get("exchanges", [])
    shown = [exchange for exchange in found if matches(exchange)][-max(arguments.limit, 0) :]
    if arguments.limit <= 0:
        shown = []
    if not arguments.follow:
        if arguments.json:
            say_json(shown)
        elif not shown:
            say("No requests yet." if not found else "No request matches.")
        else:
            say(table([_HEADINGS, *(_row(exchange) for exchange in shown)]))
        return 0
    for exchange in shown:
        _say_line(exchange, arguments.json)
    for exchange in _follow(running):
        if exchange["state"] != "live" and matches(exchange):
            _say_line(exchange, arguments.json)
    return 0


def show_exchange(arguments: Namespace) -> int:
    """Show one request with everything that is kept of it."""
    found = discovery.call(_running(), "GET", f"exchanges/{quote(arguments.exchange, safe='')}")
    if not found:
        raise CommandError(
            f"No request {arguments.exchange} is kept.", "turnout log lists them.", "no_such_exchange"
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


_HEADINGS = ("ID", "TIME", "CLIENT", "PROFILE", "MODEL", "STATUS", "STATE", "MS", "IN", "OUT", "ERROR")
_DETAILS = (
    "id", "started_at", "client", "inbound_wire", "upstream_wire", "profile", "requested_model",
    "upstream_model", "served_model", "status", "state", "fault", "error", "ttft_ms", "total_ms", "usage", "attempts",
)  # fmt: skip


def _row(exchange: dict[str, Any]) -> tuple[str, ...]:
    usage = exchange["usage"] or {}
    error = exchange["error"] or {}
    return (
        exchange["id"],
        exchange["started_at"][11:19],
        exchange["client"],
        _plain(exchange["profile"]),
        _plain(exchange["upstream_model"]),
        _plain(exchange["status"]),
        exchange["state"],
        _plain(exchange["total_ms"]),
        _plain(usage.get("input")),
        _plain(usage.get("output")),
        str(error.get("message", ""))[:60],
    )


def _say_line(exchange: dict[str, Any], as_json: bool) -> None:
    say(json.dumps(exchange, ensure_ascii=False) if as_json else "  ".join(_row(exchange)))


def _plain(value: object) -> str:
    if value is None:
        return "–"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _running() -> Running:
    running = discovery.find(Context.from_environment().paths)
    if running is None:
        raise CommandError(
            "Turnout is not running, so there is no log.", "Start it: turnout serve", "not_running"
        )
    return running


def _follow(running: Running) -> Iterator[dict[str, Any]]:
    """Yield the service's events until it ends."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port)
    try:
        connection.request("GET", "/_turnout/events", headers=discovery.headers(running))
        answer = connection.getresponse()
        while line := answer.readline():
            yield json.loads(line)
    except (OSError, http.client.HTTPException) as error:
        raise CommandError("The service ended.", code="service_ended") from error
    finally:
        connection.close()
