"""`turnout export`: requests into a file, as an HTTP archive or as JSON lines."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import discovery
from app.cli.output import say, say_json
from app.context import Context
from app.export import export_to
from app.kept_requests import KeptRequests

MOST = 20_000
"""More than any viewer of such files opens."""


def export(arguments: Namespace) -> int:
    """Write the requests that match, oldest first."""
    context = Context.from_environment()
    running = discovery.find(context.paths)
    kept = KeptRequests(context, running)
    listed = kept.list(arguments.filter, min(arguments.limit, MOST))

    def details() -> Iterator[dict[str, Any]]:
        for summary in listed:
            detail = kept.find(summary["id"])
            if detail is not None:
                yield detail

    path = Path(arguments.out).absolute()
    port = running.port if running else context.settings.load().port
    count = export_to(path, details(), arguments.format, f"http://127.0.0.1:{port}")
    if arguments.json:
        say_json({"path": str(path), "count": count})
    else:
        say(f"Wrote {count} request(s) to {path}. It holds what was asked and answered; keys are masked.")
    return 0
