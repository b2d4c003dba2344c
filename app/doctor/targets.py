"""The files beside the clients' own: editors' settings, homes in WSL, and places that are none any more."""

from collections.abc import Iterator
from pathlib import Path

from app import discovery
from app.context import Context
from app.doctor.finding import Finding
from app.errors import AppError
from app.overview import is_connected
from profiles.clients.wsl import SystemWsl, Wsl, is_mirrored
from profiles.errors import ProfileError
from profiles.paths import WINDOWS

WSL: Wsl | None = SystemWsl() if WINDOWS else None


def examine(context: Context) -> Iterator[Finding]:
    """Yield places that do not say what the client's own file says, and WSL where it cannot reach us."""
    try:
        described = context.activation.describe()
    except ProfileError:
        return  # found elsewhere
    for one in described:
        where = f"{one.name} ({one.path})"
        connect = f"turnout connect --client {one.client}"
        if one.state == "former":
            yield Finding(
                "target_former",
                "warning",
                f"{one.path} still has Turnout's entries.",
                f"{one.client} is configured in another place now, or an editor was taken away.",
                f"turnout doctor --fix takes them out, and so does: {connect}",
            )
        elif one.name and one.state != "connected" and is_connected(context.activation, one.client):
            changed = one.state == "changed"
            yield Finding(
                "target_changed" if changed else "target_not_connected",
                "warning",
                f"{where} does not lead {one.client} to where its own file does.",
                "Somebody has changed Turnout's entries since it wrote them."
                if changed
                else "It came after the last switch, or could not be written then.",
                f"Keep it as it is, or: {connect}" if changed else connect,
            )
    yield from _loopback(context)


def _loopback(context: Context) -> Iterator[Finding]:
    """Programs in WSL mean themselves with 127.0.0.1, unless it shares the loopback of Windows."""
    distributions = dict.fromkeys(one.distribution for one in context.activation.places())
    for distribution in filter(None, distributions):
        if not _is_reached(context, distribution):
            yield Finding(
                "wsl_loopback",
                "severe",
                f"Clients in WSL {distribution} do not reach Turnout.",
                "127.0.0.1 is their own there, as long as WSL does not mirror the network of Windows.",
                "Put `networkingMode=mirrored` below [wsl2] in %USERPROFILE%\\.wslconfig, then: wsl --shutdown",
            )


def _is_reached(context: Context, distribution: str) -> bool:
    """Tried where the service runs; without it, what WSL is set to."""
    try:
        running = discovery.find(context.paths)
    except AppError:
        running = None
    reached = WSL.reaches(distribution, running.port) if WSL and running else None
    if reached is not None:
        return reached
    try:
        file = Path(context.env.get("USERPROFILE", ""), ".wslconfig")
        return is_mirrored(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return False
