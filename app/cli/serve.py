"""`turnout serve`."""

import asyncio
import gc
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import say, warn
from app.context import Context
from app.crash import keep_private
from app.end_signals import ignore_from_now
from app.open_files import allow_many_files
from app.trouble import log_to_file
from app.volatile import write_now
from proxy.aiohttp_import import import_aiohttp

if TYPE_CHECKING:
    from app.service import Announcement

GC_THRESHOLD = (10_000, 5, 5)
"""A streamed chunk makes a handful of short-lived values; at Python's own 700 the collector ran every few chunks. A
request leaves some ten values in circles: at 50,000, megabytes of them wait for it."""
SWITCH_SECONDS = 0.0005
"""While a thread works on a large body, the loop waits so long for its turn after each read and write of a stream. At
Python's own 5 ms that adds up to a tenth of a second where there are five streams."""


def serve(arguments: Namespace) -> int:
    """Run the service in the foreground until SIGTERM or Ctrl-C."""
    context = Context.from_environment()

    def announce(announcement: "Announcement") -> None:
        say(f"listening on {announcement.base_url}")
        for warning in announcement.warnings:
            warn(warning)
        for line in _next_steps(context, announcement):
            say(line)
        if arguments.port_file:
            write_now(Path(arguments.port_file), f"{announcement.port}\n")

    again = ["serve"]
    if arguments.port_file:
        again += ["--port-file", str(Path(arguments.port_file).absolute())]
    run_service(context, arguments.port, announce, again)
    return 0


def run_service(
    context: Context, port: int | None, announce: "Callable[[Announcement], None]", again: Sequence[str] = ()
) -> None:
    """Run a service to its end, and soon after that of the process; `again`: as in `Service.run`.

    Raises `AppError` or `ProfileError` where it cannot.
    """
    import_aiohttp()
    from app.service import Service

    keep_private()
    allow_many_files()
    log_to_file(context.paths)
    # What lives now lives as long as the service: the collector need not look at it at each pass. Nor is it
    # worth a pass now, which takes as long as a tenth of the start.
    gc.freeze()
    gc.enable()
    gc.set_threshold(*GC_THRESHOLD)
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        asyncio.run(Service(context).run(port, announce, again))
    finally:
        ignore_from_now()


def _next_steps(context: Context, announcement: "Announcement") -> Iterator[str]:
    """Say what is there, and what to do next in another terminal."""
    profiles = context.profiles.list()
    if not profiles:
        yield "No profiles yet. In another terminal: turnout preset list"
        yield "Then: turnout profile add ID --preset P --key-stdin, and turnout use ID"
        yield "To look around offline first: turnout demo"
        return
    for client in announcement.connected:
        yield f"{client} is connected"
    if announcement.connected:
        yield "To watch the requests, in another terminal: turnout log --follow"
    else:
        yield f"No client is connected. In another terminal: turnout use {profiles[0].id}"
