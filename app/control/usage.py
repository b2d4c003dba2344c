"""What was used and what it cost, by day, profile, model and client, for the control API."""

import asyncio
from datetime import date
from typing import Any

from aiohttp import web

from app.control.answering import BadRequestError, answer
from app.control.desk import Desk
from app.costs import cost_json, cost_of, price_of

_EARLIEST, _LATEST = "0001-01-01", "9999-12-31"


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""

    async def get(request: web.Request) -> dict[str, Any]:
        first, last = _day(request, "from", _EARLIEST), _day(request, "to", _LATEST)
        return await asyncio.to_thread(read, first, last)

    def read(first: str, last: str) -> dict[str, Any]:
        profiles = desk.service.profiles
        rows = []
        for row in desk.service.recorder.usage(first, last):
            figures = row.as_json()
            cost = cost_of(figures, price_of(profiles, row.profile, row.model))
            rows.append({**figures, "cost": cost_json(cost)})
        return {"rows": rows}

    return [web.get("/_turnout/usage", answer(get))]


def _day(request: web.Request, name: str, default: str) -> str:
    given = request.query.get(name, "")
    if not given:
        return default
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise BadRequestError(f"`{name}` is not a day.", "Write it as 2026-01-31.") from None
