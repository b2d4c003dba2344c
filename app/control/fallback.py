"""Which profiles are asked where one fails, by which rules, and which providers keep failing: for the control API."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from app.control.answering import BadRequestError, answer, read_object
from app.control.desk import Desk
from profiles.errors import NotFoundError
from profiles.fallback_rules import KINDS, BadRuleError, Rule, default_rules, read_rules
from profiles.routes import CLIENTS, Client


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    context, service = desk.context, desk.service

    def read() -> dict[str, Any]:
        settings = context.settings.load()
        return {
            "clients": {client: list(ids) for client, ids in context.routes.fallbacks().items()},
            "attempts": settings.fallback_attempts,
            "rules": {"own": _as_json(context.fallback.own()), "built_in": _as_json(default_rules())},
            "kinds": list(KINDS),
        }

    async def show(_request: web.Request) -> dict[str, Any]:
        return await asyncio.to_thread(read)

    async def set_profiles(request: web.Request) -> dict[str, Any]:
        client = _client(request)
        ids = (await read_object(request, ("profiles",))).get("profiles")
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise BadRequestError("`profiles` has to be a list of profiles' ids.")

        def work() -> dict[str, Any]:
            for one in ids:
                context.profiles.get(one)
            context.routes.set_fallbacks(client, ids)
            return {"client": client, "profiles": list(context.routes.fallbacks()[client])}

        return await desk.change(work)

    async def set_rules(request: web.Request) -> dict[str, Any]:
        body = await read_object(request, ("rules",))
        try:
            rules = read_rules(body.get("rules"))
        except BadRuleError as error:
            raise BadRequestError(error.message, error.fix, error.code) from None
        await desk.change(lambda: context.fallback.replace(rules))
        return {"own": _as_json(rules)}

    async def release(request: web.Request) -> dict[str, Any]:
        client = _client(request)
        service.failover.affinity.release((client,))
        return {"released": client}

    async def show_breakers(_request: web.Request) -> dict[str, Any]:
        return {"breakers": service.failover.breakers.report()}

    async def reset(request: web.Request) -> dict[str, Any]:
        name = request.match_info["id"]
        if not service.failover.breakers.reset(name):
            raise NotFoundError(f"{name!r:.80} has not failed.", code="no_such_breaker")
        return {"reset": name}

    return [
        web.get("/_turnout/fallbacks", answer(show)),
        web.put("/_turnout/fallbacks/{client}", answer(set_profiles)),
        web.post("/_turnout/fallbacks/{client}/release", answer(release)),
        web.put("/_turnout/fallback-rules", answer(set_rules)),
        web.get("/_turnout/breakers", answer(show_breakers)),
        web.post("/_turnout/breakers/{id}/reset", answer(reset)),
    ]


def _as_json(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    return [rule.as_json() for rule in rules]


def _client(request: web.Request) -> Client:
    named = request.match_info["client"]
    for client in CLIENTS:
        if client == named:
            return client
    raise NotFoundError(
        f"There is no client {named!r:.80}.", f"There are: {', '.join(CLIENTS)}.", code="client_not_found"
    )
