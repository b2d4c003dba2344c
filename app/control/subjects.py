"""All subjects of the control API, each a module with its routes."""

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
    """Return the routes of all subjects."""
    return [route for subject in _SUBJECTS for route in subject.routes(desk)]
