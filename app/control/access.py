"""The access keys, for the control API: what each may do and has used; its value only where it is asked for."""

import asyncio
from typing import Any

from aiohttp import web

from app.access_rules import access_keys, describe
from app.control.answering import BadRequestError, answer, flag_of, read_object, text_of
from app.control.desk import Desk, warned
from profiles.access_key import GRACE_S, AccessKey
from profiles.access_limits import MOST, NAMES
from profiles.routes import CLIENTS, Client


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    store = desk.context.access

    def told(key: AccessKey) -> dict[str, Any]:
        # With the limits as they are kept: whoever asks has just changed them, or sees the file.
        return describe(key, desk.service.gate.figures(access_keys([key])[0]))

    async def list_all(_request: web.Request) -> dict[str, Any]:
        keys = await asyncio.to_thread(store.list)
        return {"keys": [told(key) for key in keys], "clients": list(CLIENTS), "most": dict(MOST)}

    async def show(request: web.Request) -> dict[str, Any]:
        name = request.match_info["name"]
        return {"key": await asyncio.to_thread(store.get, name)}

    async def add(request: web.Request) -> tuple[int, dict[str, Any]]:
        body = await read_object(request, ("name", "client", *NAMES))
        name, client = text_of(body, "name"), _client(body) or "other"
        return 201, told(await desk.change(lambda: store.add(name, client, _limits(body))))

    async def edit(request: web.Request) -> dict[str, Any]:
        body = await read_object(request, ("client", "reset_usage", *NAMES))
        name, client, reset = request.match_info["name"], _client(body), flag_of(body, "reset_usage", False)
        work = lambda: store.edit(name, _limits(body), client=client, reset_usage=reset)  # noqa: E731
        return told(await desk.change(work))

    async def rotate(request: web.Request) -> dict[str, Any]:
        body = await read_object(request, ("grace_seconds",))
        name, grace = request.match_info["name"], body.get("grace_seconds", GRACE_S)
        if not isinstance(grace, int | float) or isinstance(grace, bool):
            raise BadRequestError("`grace_seconds` has to be a number.")

        def work() -> tuple[AccessKey, list[str]]:
            return store.rotate(name, grace), desk.rewrite_connected()

        key, warnings = await desk.change(work)
        return warned(told(key), warnings)

    async def remove(request: web.Request) -> dict[str, Any]:
        name = request.match_info["name"]
        await desk.change(lambda: store.remove(name))
        return {"removed": name}

    return [
        web.get("/_turnout/access", answer(list_all)),
        web.post("/_turnout/access", answer(add)),
        web.patch("/_turnout/access/{name}", answer(edit)),
        web.delete("/_turnout/access/{name}", answer(remove)),
        web.get("/_turnout/access/{name}/key", answer(show)),
        web.post("/_turnout/access/{name}/rotate", answer(rotate)),
    ]


def _limits(body: dict[str, Any]) -> dict[str, object]:
    return {name: body[name] for name in NAMES if name in body}


def _client(body: dict[str, Any]) -> Client | None:
    named = body.get("client")
    for client in CLIENTS:
        if client == named:
            return client
    if named is None:
        return None
    raise BadRequestError(f"There is no client {named!r:.80}.", f"There are: {', '.join(CLIENTS)}.")
