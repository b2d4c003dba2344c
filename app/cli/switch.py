"""`turnout use`, `connect` and `restore`."""

from argparse import Namespace

from app import switching
from app.cli.output import say, say_json, warn
from app.context import Context
from app.errors import AppError
from app.switching import Switched
from profiles.activation import CONNECTABLE
from profiles.routes import CLIENTS, Client


def use(arguments: Namespace) -> int:
    """Switch clients to a profile."""
    if arguments.mode == "direct":
        raise AppError(
            "`--mode direct` is not built yet.", "Use it through Turnout: leave --mode out.", "not_built_yet"
        )
    context = Context.from_environment()
    clients = _chosen(arguments) or CLIENTS
    switched = switching.switch(context, arguments.id, clients, dry_run=arguments.dry_run)
    done = f"{arguments.id} now serves {', '.join(switched.clients)}."
    if clients == ("other",):
        done += (
            " Other apps need the base URL of `turnout status` and the key of `turnout access show default`."
        )
    return _report(switched, arguments, done)


def connect(arguments: Namespace) -> int:
    """Write Turnout's entries into the clients' files."""
    context = Context.from_environment()
    switched = switching.connect(context, _chosen(arguments), dry_run=arguments.dry_run)
    return _report(switched, arguments, f"Connected: {_listed(switched)}.")


def restore(arguments: Namespace) -> int:
    """Take Turnout's entries out of the clients' files."""
    context = Context.from_environment()
    switched = switching.restore(context, _chosen(arguments) or CONNECTABLE, dry_run=arguments.dry_run)
    return _report(switched, arguments, f"Restored: {_listed(switched)}.")


def _chosen(arguments: Namespace) -> tuple[Client, ...] | None:
    return None if arguments.client == "all" else (arguments.client,)


def _listed(switched: Switched) -> str:
    return ", ".join(switched.clients) or "nothing, other apps have no file of ours"


def _report(switched: Switched, arguments: Namespace, done: str) -> int:
    if arguments.json:
        say_json(switched.as_json())
        return 0
    for warning in switched.warnings:
        warn(warning)
    if arguments.dry_run:
        say(switched.change.diff or "Nothing would change in the clients' files.")
        return 0
    for change in switched.change.changed:
        say(f"{'removed' if change.after_sha256 is None else 'wrote'} {change.path}")
    say(done)
    return 0
