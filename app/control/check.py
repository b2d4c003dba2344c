"""The provider check, for the control API: a stream of steps, and the last result of each profile."""

import asyncio
from contextlib import aclosing
from typing import Any

import orjson
from aiohttp import web

from app.check import kept
from app.control.answering import BadRequestError, answer, flag_of, read_object, refuse
from app.control.desk import Desk
from app.control.model_lists import profile_of
from app.errors import EXPECTED
from app.profile_editing import FIELDS
from app.routing import KeyCache
from profiles.activation import CONNECTABLE
from profiles.profile import Profile
from proxy.wires import Client


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""

    async def post(request: web.Request) -> web.StreamResponse:
        """Stream the plan, each step and the result, a JSON line each; whoever leaves cancels."""
        # Forty modules that a start of the service need not wait for.
        from app.check.engine import Options
        from app.check.start import check_events

        try:
            body = await read_object(request, (*FIELDS, "profile", "key", "clients", "quick"))
            options = Options(_clients_of(body), quick=flag_of(body, "quick", False))
            profile, key = await asyncio.to_thread(_profile, desk, body)
        except EXPECTED as error:
            return refuse(error)
        keys = KeyCache(desk.context.keys)
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        is_kept = _is_kept(body)
        async with aclosing(check_events(profile, keys, options, key)) as events:
            async for event in events:
                if event["event"] == "result" and is_kept:
                    await asyncio.to_thread(kept.keep, desk.context.paths, event["data"])
                    await desk.service.reload()  # what it saw counts from the next request on
                await response.write(orjson.dumps(event) + b"\n")
        return response

    async def get(_request: web.Request) -> dict[str, Any]:
        return {"checks": await asyncio.to_thread(kept.read_all, desk.context.paths)}

    return [web.post("/_turnout/check", post), web.get("/_turnout/checks", answer(get))]


def _is_kept(body: dict[str, Any]) -> bool:
    """Tell whether a saved profile is checked as it is: only then the result is about it."""
    return isinstance(body.get("profile"), str) and not body.get("key") and not FIELDS & body.keys()


def _profile(desk: Desk, body: dict[str, Any]) -> tuple[Profile, str | None]:
    """Blocking: the profile to check, and the key that came along (None: the profile's own)."""
    if _is_kept(body):
        return desk.context.profiles.get(body["profile"]), None
    profile, key = profile_of(desk, {name: body[name] for name in body if name not in ("clients", "quick")})
    # A draft's own key is not stored yet: where none came along, none is sent.
    return profile, key or ""


def _clients_of(body: dict[str, Any]) -> tuple[Client, ...]:
    wanted = body.get("clients", list(CONNECTABLE))
    if not isinstance(wanted, list) or not wanted or any(one not in CONNECTABLE for one in wanted):
        raise BadRequestError(f"`clients` has to be a list of {', '.join(CONNECTABLE)}.")
    return tuple(client for client in CONNECTABLE if client in wanted)
