"""The service itself, for the control API: what it says of itself, and its end."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from aiohttp import web

from app.control.answering import answer, flag_of, read_object
from app.control.desk import Desk
from app.control.health import recent
from app.costs import cost_of, price_of, total
from app.overview import describe_routes, find_written
from profiles.profile import Profile
from profiles.routes import CLIENTS
from proxy.usage import UsageRow

_UNFINISHED = {
    "message": "A change of the clients' files was interrupted.",
    "fix": "The next change undoes it first; the doctor does so at once.",
}


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""

    async def stop(request: web.Request) -> dict[str, Any]:
        body = await read_object(request, ("restore",))
        default = (await asyncio.to_thread(desk.context.settings.load)).restore_on_quit
        restore = flag_of(body, "restore", default)
        desk.service.end(restore)
        return {"stopping": True, "restore": restore}

    return [web.post("/_turnout/stop", answer(stop))]


async def describe(desk: Desk) -> dict[str, Any]:
    """Return what the status says beside the process itself: routes, keyring, today's figures, the last error."""
    recorder = desk.service.recorder
    routes_now, unfinished = await asyncio.to_thread(_read_files, desk)
    affinity, fallbacks = desk.service.failover.affinity, desk.service.client_fallbacks
    for client in CLIENTS:  # which of them answers conversations in place of the client's own profile
        among = set(fallbacks.get(client, ())) - {routes_now[client]["profile"]}
        routes_now[client]["fallback"] = affinity.latest(client, among)
    return {
        "routes": routes_now,
        "keyring": (await desk.keys.keyring()).as_json(),
        "today": _add_up(recorder.today(), desk.service.profiles),
        "last_error": recent(recorder.last_error),
        "unfinished": _UNFINISHED if unfinished else None,
        "breakers": desk.service.failover.breakers.report(),
    }


def _read_files(desk: Desk) -> tuple[dict[str, dict[str, Any]], bool]:
    """Blocking: the routes as the clients' files have them, and whether a change of those was interrupted."""
    activation = desk.context.activation
    described = describe_routes(desk.service.profiles, desk.service.client_routes, activation)
    written = find_written(desk.context)
    for client, route in described.items():
        # Somebody else has changed what we wrote: the client does not come here any more.
        route["overridden"] = client in written and not route["connected"]
    return described, activation.unfinished()


def _add_up(rows: Iterable[UsageRow], profiles: Sequence[Profile]) -> dict[str, Any]:
    used = tuple(rows)
    costs = [cost_of(row.as_json(), price_of(profiles, row.profile, row.model)) for row in used]
    return {
        "requests": sum(row.requests for row in used),
        "failed": sum(row.failed for row in used),
        "cost": total(costs),
    }
