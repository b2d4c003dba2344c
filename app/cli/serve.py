"""`turnout serve`, and `turnout` alone."""

import asyncio
import gc
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from app.cli.output import CommandError, say, warn
from app.context import Context
from app.service import Announcement, PortTakenError, Service, write_port_file

GC_THRESHOLD = (50_000, 20, 100)
"""A streamed chunk makes a handful of short-lived values; at Python's own 700 the collector ran every few chunks."""


def start_app(arguments: Namespace) -> int:
    """Start the tray app; without a display serve, and say so."""
    if not _has_display():
        warn(
            "There is no display, so Turnout serves without its tray app. Everything works from the command line."
        )
        return serve(arguments)
    warn("The tray app comes with a later version; Turnout serves in this terminal.")
    return serve(arguments)


def serve(arguments: Namespace) -> int:
    """Run the service in the foreground until SIGTERM or Ctrl-C."""
    context = Context.from_environment()

    def announce(announcement: Announcement) -> None:
        say(f"listening on {announcement.base_url}")
        for client in announcement.connected:
            say(f"{client} is connected")
        for warning in announcement.warnings:
            warn(warning)
        if not context.profiles.list():
            say("No profiles yet. In another terminal: turnout profile add ID --preset P --key-stdin")
            say("Then: turnout use ID. To look around offline first: turnout demo")
        if arguments.port_file:
            write_port_file(Path(arguments.port_file), announcement.port)

    run_service(context, arguments.port, announce)
    return 0


def run_service(context: Context, port: int | None, announce: Callable[[Announcement], None]) -> None:
    """Run a service to its end. Raises `CommandError` where the port is taken."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    # What lives now lives as long as the service: the collector need not look at it at each pass.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)
    try:
        asyncio.run(Service(context).run(port, announce))
    except PortTakenError as error:
        raise CommandError(str(error), code="port_taken") from error


def _has_display() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
