"""Use, connect, restore and undo, for the control API."""

import asyncio
from collections.abc import Callable
from typing import Any, get_args

from aiohttp import web

from app import switching
from app.control.answering import BadRequestError, answer, flag_of, read_object, text_of
from app.control.desk import Desk, warned
from app.switching import Switched
from profiles.activation import CONNECTABLE
from profiles.routes import CLIENTS, Client, Mode


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    context = desk.context

    async def done(work: Callable[[], Switched], dry_run: bool) -> dict[str, Any]:
        switched = await (asyncio.to_thread(work) if dry_run else desk.change(work))
        return warned(switched.as_json(), switched.warnings)

    async def use(request: web.Request) -> dict[str, Any]:
        body = await read_object(request, ("profile", "clients", "mode", "dry_run"))
        profile, mode = text_of(body, "profile"), body.get("mode", "proxy")
        clients, dry_run = _clients(body) or CLIENTS, flag_of(body, "dry_run", False)
        if mode not in get_args(Mode):
            raise BadRequestError(f"{mode!r} is not a mode.", f"Use {' or '.join(get_args(Mode))}.")
        port = desk.service.port
        said = await done(
            lambda: switching.switch(context, profile, clients, mode=mode, port=port, dry_run=dry_run),
            dry_run,
        )
        if not dry_run:
            desk.service.failover.affinity.release(clients)
        return said

    async def connect(request: web.Request) -> dict[str, Any]:
        body = await read_object(request, ("clients", "dry_run"))
        clients, dry_run = _clients(body), flag_of(body, "dry_run", False)
        return await done(
            lambda: switching.connect(context, clients, port=desk.service.port, dry_run=dry_run), dry_run
        )

    async def restore(request: web.Request) -> dict[str, Any]:
        body = await read_object(request, ("clients", "dry_run"))
        clients, dry_run = _clients(body) or CONNECTABLE, flag_of(body, "dry_run", False)
        return await done(lambda: switching.restore(context, clients, dry_run=dry_run), dry_run)

    async def undo(request: web.Request) -> dict[str, Any]:
        dry_run = flag_of(await read_object(request, ("dry_run",)), "dry_run", False)
        return await done(lambda: switching.undo(context, dry_run, port=desk.service.port), dry_run)

    return [
        web.post("/_turnout/undo", answer(undo)),
        web.post("/_turnout/use", answer(use)),
        web.post("/_turnout/connect", answer(connect)),
        web.post("/_turnout/restore", answer(restore)),
    ]


def _clients(body: dict[str, Any]) -> tuple[Client, ...] | None:
    """The clients that are named; None: those that the action is for."""
    named = body.get("clients")
    if named is None:
        return None
    if not isinstance(named, list) or not named:
        raise BadRequestError("`clients` has to be a list of clients.", f"There are: {', '.join(CLIENTS)}.")
    unknown = [one for one in named if one not in CLIENTS]
    if unknown:
        raise BadRequestError(f"There is no client {unknown[0]!r}.", f"There are: {', '.join(CLIENTS)}.")
    return tuple(client for client in CLIENTS if client in named)
