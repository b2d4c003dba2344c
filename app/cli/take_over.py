"""`turnout import`: providers that other programs know become profiles; their files stay as they are."""

import sys
from argparse import Namespace
from pathlib import Path

from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.errors import UsageError
from app.importing import Plan, carry_out, plan, read_place
from profiles.importers.cc_switch import SCHEME

STANDARD_INPUT = "-"


def take_over(arguments: Namespace) -> int:
    """Import what a place holds; with `--dry-run` only say what would be imported."""
    context = Context.from_environment()
    path, link = _given(arguments)
    planned = plan(context, read_place(context, arguments.place, path, link))
    new = [one for one in planned.profiles if not one.exists]
    warnings = () if arguments.dry_run else carry_out(context, new)
    if arguments.json:
        say_json(
            {
                "dry_run": arguments.dry_run,
                "profiles": [one.as_json() for one in planned.profiles],
                "skipped": [{"origin": one.origin, "reason": one.reason} for one in planned.skipped],
                "warnings": list(warnings),
            }
        )
        return 0
    _show(planned)
    for warning in warnings:
        warn(warning)
    if arguments.dry_run:
        say(f"Would import {len(new)} profile(s). Nothing was written.")
    else:
        say(
            f"Imported {len(new)} profile(s)." + (f" Use one: turnout use {new[0].profile.id}" if new else "")
        )
    return 0


def _given(arguments: Namespace) -> tuple[Path | None, str | None]:
    """Return the file, or the link that came on standard input."""
    if arguments.path is None:
        return None, None
    if arguments.path.lower().startswith(f"{SCHEME}:"):
        raise UsageError(
            "A link holds a key, and a command's arguments can be seen by others.",
            "Pipe it in: turnout import cc-switch - < FILE",
        )
    if arguments.path != STANDARD_INPUT:
        return Path(arguments.path).expanduser(), None
    if arguments.place != "cc-switch":
        raise UsageError("Only a cc-switch link is read from standard input.", "Name a file.")
    return None, sys.stdin.read()


def _show(planned: Plan) -> None:
    rows = [
        (
            one.profile.id,
            "exists" if one.exists else "new",
            one.profile.name,
            ", ".join(f"{point.wire} {point.base_url}" for point in one.profile.endpoints),
            one.as_json()["key"],
        )
        for one in planned.profiles
    ]
    if rows:
        say(table([("ID", "STATE", "NAME", "ADDRESS", "KEY"), *rows]))
    for one in planned.profiles:
        for note in one.notes:
            say(f"{one.profile.id}: {note}")
    for skipped in planned.skipped:
        say(f"skipped: {skipped.origin}: {skipped.reason}")
