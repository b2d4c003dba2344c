"""The control API that the desktop app stands on: everything about profiles, keys, switching, settings and clients.

The paths are below `/_turnout/`; `proxy.control` guards them with the control token, and has those about requests. A
service loads the rest of this package when it is first asked for it.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from app.control.desk import Desk


async def load() -> None:
    """Import all of it, in a thread: streams go on meanwhile."""
    await asyncio.to_thread(_import_subjects)


def routes(desk: "Desk") -> list[web.RouteDef]:
    """Return all routes of this package."""
    from app.control import subjects

    return subjects.routes(desk)


async def describe(desk: "Desk") -> dict[str, Any]:
    """Return what the status says beside the process itself."""
    from app.control import service

    return await service.describe(desk)


def _import_subjects() -> None:
    from app.control import subjects  # noqa: F401
