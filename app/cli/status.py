"""`turnout status`: what runs, and where each client goes."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from app import discovery
from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.errors import AppError, sentence
from app.files import Files, Said
from app.overview import describe_routes, describe_targets
from app.version import VERSION
from profiles.errors import ProfileError


def show(arguments: Namespace) -> int:
    """Show it; a file that cannot be read is named, and nothing is kept from being shown."""
    context = Context.from_environment()
    status = {
        **_describe(context),
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


def _describe(context: Context) -> dict[str, Any]:
    """What the running service says of itself, else what the files say."""
    problem: str | None = None
    try:
        running = discovery.find(context.paths)
        if running is not None:
            return discovery.call(running, "GET", "status")
    except AppError as error:
        problem = sentence(error)
    try:
        said = Files(context).read()
    except ProfileError as error:
        said, problem = Said(), sentence(error)
    return {
        "running": False,
        "base_url": None,
        "port": None,
        "pid": None,
        "version": VERSION,
        "routes": describe_routes(said.profiles, said.routes, context.activation),
        "problem": problem,
    }
