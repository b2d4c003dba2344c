"""The control API that the desktop app stands on: everything about profiles, keys, switching, settings and clients.

The paths are below `/_turnout/`; `proxy.control` guards them with the control token, and has those about requests.
"""

from aiohttp import web

from app.control import (
    access,
    capabilities,
    check,
    clients,
    doctor,
    fallback,
    keys,
    log,
    mends,
    model_lists,
    presets,
    profiles,
    service,
    settings,
    switching,
    trial,
    usage,
)
from app.control.desk import Desk

_SUBJECTS = (
    capabilities,
    access,
    check,
    clients,
    doctor,
    fallback,
    keys,
    log,
    mends,
    model_lists,
    presets,
    profiles,
    service,
    settings,
    switching,
    trial,
    usage,
)


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return all routes of this package."""
    return [route for subject in _SUBJECTS for route in subject.routes(desk)]
