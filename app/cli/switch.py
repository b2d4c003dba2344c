"""`turnout use`, `connect`, `restore` and `undo`."""

from argparse import Namespace

from app import resumption, switching
from app.cli.output import say, say_json, warn
from app.context import Context
from app.errors import UsageError
from app.instance import sole_service
from app.overview import is_connected
from app.switching import Switched
from profiles.activation import CONNECTABLE
from profiles.routes import CLIENTS, Client

_SAID = {"proxy": "", "direct": " directly, without Turnout in between"}


def use(arguments: Namespace) -> int:
    """Switch clients to a profile."""
    context = Context.from_environment()
    clients = _chosen(arguments) or CLIENTS
    switched = switching.switch(
        context, arguments.id, clients, mode=arguments.mode, dry_run=arguments.dry_run
    )
    done = f"{arguments.id} now serves {', '.join(switched.clients)}{_SAID[switched.mode]}."
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
    if arguments.until_start:
        return _suspend(context, arguments)
    switched = switching.restore(context, _chosen(arguments) or CONNECTABLE, dry_run=arguments.dry_run)
    done = f"Restored: {_listed(switched)}."
    if switched.clients and not switched.change.changed:
        done = f"Nothing of Turnout's was in the files of {_listed(switched)}."
    return _report(switched, arguments, done)


def undo(arguments: Namespace) -> int:
    """Undo the last use, connect or restore."""
    context = Context.from_environment()
    switched = switching.undo(context, arguments.dry_run)
    return _report(switched, arguments, f"Undone for {', '.join(switched.clients)}.")


def _suspend(context: Context, arguments: Namespace) -> int:
    """Do what a service does at its end, for one that could not. Raises `AlreadyRunningError` where one runs."""
    if arguments.client != "all" or arguments.dry_run:
        raise UsageError("--until-start goes with no other option.", "See: turnout restore --help")
    with sole_service(context.paths):
        warnings = resumption.suspend(context)
    left = [client for client in CONNECTABLE if is_connected(context.activation, client)]
    if arguments.json:
        say_json({"warnings": list(warnings), "connected": left})
    else:
        for warning in warnings:
            warn(warning)
        say("The clients have their own settings until the next start of Turnout.")
    return 1 if left else 0


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
