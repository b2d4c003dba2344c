"""`turnout status`: what runs, and where each client goes."""

from argparse import Namespace

from app import discovery
from app.cli.output import say, say_json, table
from app.context import Context
from app.switching import describe_routes
from app.version import VERSION


def show(arguments: Namespace) -> int:
    """Show it."""
    context = Context.from_environment()
    running = discovery.find(context.paths)
    status: dict[str, object] = {
        "running": running is not None,
        "base_url": running.base_url if running else None,
        "port": running.port if running else None,
        "pid": running.pid if running else None,
        "version": running.version if running else VERSION,
        "routes": describe_routes(context),
        "keyring": context.secrets.state(),
    }
    if arguments.json:
        say_json(status)
        return 0
    if running:
        say(f"Turnout {running.version} listens on {running.base_url} (pid {running.pid}).")
    else:
        say("Turnout is not running. Start it: turnout serve")
    rows = [("CLIENT", "PROFILE", "MODEL", "CONNECTED")]
    for client, route in describe_routes(context).items():
        rows.append(
            (client, route["profile"] or "–", route["model"] or "–", "yes" if route["connected"] else "no")
        )
    say(table(rows))
    say(f"Keyring: {status['keyring']}")
    return 0
