"""`turnout status`: what runs, and where each client goes."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.overview import describe_service, describe_targets


def show(arguments: Namespace) -> int:
    """Show it; a file that cannot be read is named, and nothing is kept from being shown."""
    context = Context.from_environment()
    status = {
        **describe_service(context),
        "keyring": context.secrets.state(),
        "targets": describe_targets(context.activation),
    }
    if arguments.json:
        say_json(status)
        return 0
    if status["running"]:
        say(f"Turnout {status['version']} listens on {status['base_url']} (pid {status['pid']}).")
    else:
        say("Turnout is not running. Start it: turnout serve")
    rows = [("CLIENT", "PROFILE", "MODEL", "CONNECTED")]
    for client, route in status["routes"].items():
        rows.append((client, route["profile"] or "–", route["model"] or "–", _describe_connection(route)))
    say(table(rows))
    targets = (
        (one["path"], one["place"] or one["client"], one["state"].replace("_", " "))
        for one in status["targets"]
    )
    say(table([("FILE", "OF", "STATE"), *targets]))
    if context.secrets.storage == "file":
        say(f"Keys: in a file ({context.paths.secrets_toml})")
    else:
        say(f"Keyring: {status['keyring']}")
    if status["problem"]:
        warn(f"{'What was read before stays in force. ' if status['running'] else ''}{status['problem']}")
    return 0


def _describe_connection(route: Mapping[str, Any]) -> str:
    if not route["connected"]:
        return "no"
    return "directly" if route["mode"] == "direct" else "yes"
