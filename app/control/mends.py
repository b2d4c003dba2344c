"""What was mended while requests ran, for the control API: what it was, and keeping it in the profile."""

import asyncio
from typing import Any

from aiohttp import web

from app.control.answering import answer
from app.control.desk import Desk
from app.mends import mend_json, with_mends


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    profiles = desk.context.profiles

    async def get(request: web.Request) -> dict[str, Any]:
        profile = await asyncio.to_thread(profiles.get, request.match_info["id"])
        return {"mends": [mend_json(one) for one in desk.service.mends.learned(profile.id)]}

    async def keep(request: web.Request) -> dict[str, Any]:
        profile_id = request.match_info["id"]
        learned = desk.service.mends.learned(profile_id)

        def work() -> list[str]:
            before = profiles.get(profile_id)
            profile = with_mends(before, learned)
            if profile != before:
                profiles.update(profile)
            return desk.rewrite_connected()

        warnings = await desk.change(work)
        desk.service.mends.forget(profile_id)
        return {"kept": [mend_json(one) for one in learned], "warnings": warnings}

    return [
        web.get("/_turnout/profiles/{id}/mends", answer(get)),
        web.post("/_turnout/profiles/{id}/mends/keep", answer(keep)),
    ]
