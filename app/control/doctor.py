"""What could stop Turnout from working, for the control API, and the findings that it mends itself."""

import asyncio
from dataclasses import asdict
from typing import Any

from aiohttp import web

from app import doctor
from app.control.answering import answer, read_object, text_of
from app.control.desk import Desk


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""

    def find() -> dict[str, Any]:
        return {"findings": [asdict(finding) for finding in doctor.find_problems(desk.context)]}

    async def get(_request: web.Request) -> dict[str, Any]:
        return await asyncio.to_thread(find)

    async def fix(request: web.Request) -> dict[str, Any]:
        finding = text_of(await read_object(request, ("id",)), "id")
        await desk.change(lambda: doctor.mend(desk.context, finding, desk.service.port))
        return await asyncio.to_thread(find)

    return [web.get("/_turnout/doctor", answer(get)), web.post("/_turnout/doctor/fix", answer(fix))]
