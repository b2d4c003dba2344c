"""What the bundle says of the machine and of Turnout as it runs: versions, the doctor's findings, the status."""

import platform
import sys
from dataclasses import asdict
from importlib import metadata
from typing import Any

from app.clients_found import ClientFinder
from app.context import Context
from app.doctor import find_problems
from app.overview import describe_service, describe_targets
from app.version import VERSION
from profiles.activation import CONNECTABLE

PACKAGES = ("aiohttp", "keyring", "msgspec", "orjson", "platformdirs", "tomlkit", "PySide6-Essentials")
"""Those whose versions have explained failures."""


def versions(context: Context) -> dict[str, Any]:
    """Blocks while the clients say their versions."""
    finder = ClientFinder(context.env)
    found = {client: finder.find(client) for client in CONNECTABLE}
    return {
        "turnout": VERSION,
        "packaged": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "desktop": context.env.get("XDG_CURRENT_DESKTOP", ""),
        "packages": {name: _version_of(name) for name in PACKAGES},
        "clients": {
            client: None if one is None else {"version": one.version, "program": str(one.program)}
            for client, one in found.items()
        },
    }


def findings(context: Context) -> list[dict[str, Any]]:
    """Return what the doctor finds now."""
    return [asdict(finding) for finding in find_problems(context)]


def status(context: Context) -> dict[str, Any]:
    """Return the status, without what a provider said last: that may repeat what was asked."""
    found = describe_service(context)
    last = found.get("last_error")
    said = {"last_error": {**last, "message": None}} if isinstance(last, dict) else {}
    keyring = found.get("keyring") or context.secrets.state()
    return {**found, **said, "keyring": keyring, "targets": describe_targets(context.activation)}


def _version_of(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
