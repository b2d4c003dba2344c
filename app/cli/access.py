"""`turnout access`: the keys by which clients reach Turnout."""

from argparse import Namespace

from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.switching import refresh


def list_all(arguments: Namespace) -> int:
    """List the access keys by name; the keys themselves are not shown."""
    keys = Context.from_environment().access.list()
    if arguments.json:
        say_json([{"name": key.name, "client": key.client, "created_at": key.created_at} for key in keys])
    else:
        rows = [(key.name, key.client, key.created_at) for key in keys]
        say(table([("NAME", "CLIENT", "CREATED"), *rows]))
    return 0


def show(arguments: Namespace) -> int:
    """Print one key."""
    key = Context.from_environment().access.find(arguments.name)
    if arguments.json:
        say_json({"name": key.name, "client": key.client, "created_at": key.created_at, "key": key.key})
    else:
        say(key.key)
    return 0


def rotate(arguments: Namespace) -> int:
    """Replace a key; a connected client's file gets the new one in the same step."""
    context = Context.from_environment()
    key = context.access.rotate(arguments.name)
    warnings = refresh(context)
    if arguments.json:
        say_json({"name": key.name, "client": key.client, "rotated": True, "warnings": list(warnings)})
        return 0
    for warning in warnings:
        warn(warning)
    say(f"The access key {key.name} is new; the old one opens nothing any more.")
    say(f"To see it: turnout access show {key.name}")
    return 0
