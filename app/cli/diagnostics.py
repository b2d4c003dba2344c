"""`turnout diagnostics`: a file for a bug report, listed first and written where that is asked for."""

from argparse import Namespace
from pathlib import Path

from app.cli.output import say, say_json, table
from app.context import Context
from app.diagnostics import collect, manifest, save
from app.errors import UsageError


def gather(arguments: Namespace) -> int:
    """List what is in it; with `--out`, write it."""
    if arguments.bodies and not arguments.requests:
        raise UsageError(
            "--bodies goes with --requests N: of which requests?", "See: turnout diagnostics --help"
        )
    entries = collect(Context.from_environment(), arguments.requests, bodies=arguments.bodies)
    path = None if arguments.out is None else Path(arguments.out).absolute()
    if path is not None:
        save(path, entries, replace=arguments.force)
    listed = manifest(entries)
    if arguments.json:
        say_json({"path": None if path is None else str(path), "entries": listed})
        return 0
    rows = [(one["name"], str(one["size"]), one["holds"], one["left_out"] or "–") for one in listed]
    say(table([("FILE", "BYTES", "HOLDS", "LEFT OUT"), *rows]))
    say(
        f"Wrote {path}. Look into it before you hand it on."
        if path
        else "Write it: turnout diagnostics --out F"
    )
    return 0
