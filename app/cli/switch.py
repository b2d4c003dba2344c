"""`turnout use`, `connect` and `restore`."""

from argparse import Namespace

from app import switching
from app.cli.output import CommandError, say, say_json, warn
from app.context import Context
from app.switching import Switched
from profiles.routes import CLIENTS, Client


def use(arguments: Namespace) -> int:
    """Switch clients to a profile."""
    if arguments.mode == "direct":
        raise CommandError(
            "`--mode direct` is not built yet.", "Use it through Turnout: leave --mode out.", "not_built_yet"
        )
    context = Context.from_environment()
    switched = switching.switch(context, arguments.id, _clients(arguments), dry_run=arguments.dry_run)
    done = f"{arguments.id} now serves {', '.join(switched.clients)}."
    return _report(switched, arguments, done)


def connect(arguments: Namespace) -> int:
    """Write Turnout's entries into the clients' files."""
    switched = switching.connect(Context.from_environment(), _clients(arguments), dry_run=arguments.dry_run)
    return _report(switched, arguments, f"Connected: {', '.join(switched.clients) or 'nothing to connect'}.")


def restore(arguments: Namespace) -> int:
    """Take Turnout's entries out of the clients' files."""
    switched = switching.restore(Context.from_environment(), _clients(arguments), dry_run=arguments.dry_run)
    return _report(switched, arguments, f"Restored: {', '.join(switched.clients) or 'nothing to restore'}.")


def _clients(arguments: Namespace) -> tuple[Client, ...]:
    return CLIENTS if arguments.client == "all" else (arguments.client,)


def _report(switched: Switched, arguments: Namespace, done: str) -> int:
    if arguments.json:
        say_json(switched.as_json())
        return 0
    for warning in switched.warnings:
        warn(warning)
    if arguments.dry_run:
        say(switched.change.diff or "Nothing would change.")
        return 0
    for change in switched.change.changed:
        say(f"{'removed' if change.after_sha256 is None else 'wrote'} {change.path}")
    say(done)
    return 0
