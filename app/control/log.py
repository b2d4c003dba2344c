"""What can be made of recorded requests: a curl command, an error report, an export, another try."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from aiohttp import web

from app.control.answering import BadRequestError, answer, read_object, text_of
from app.control.desk import Desk
from app.costs import cost_of_request
from app.export import as_curl, as_report, export_to
from app.export.curl import Leg
from app.export.files import Format
from app.log_filter import compile_filter
from app.replay import Replayer
from profiles.errors import NotFoundError

MAX_EXPORTED = 100_000
"""More requests than the log keeps."""


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    service, context = desk.service, desk.context
    replayer = Replayer(service.recorder, lambda: f"http://127.0.0.1:{service.port}", context.access.get)

    async def find(request: web.Request) -> dict[str, Any]:
        detail = await asyncio.to_thread(service.recorder.detail, request.match_info["id"])
        if detail is None:
            raise NotFoundError(
                "No such request is kept.", "turnout log lists them.", code="no_such_exchange"
            )
        return detail

    async def curl(request: web.Request) -> dict[str, Any]:
        leg: Leg = "client" if request.query.get("leg") == "client" else "upstream"
        return {"text": as_curl(await find(request), f"http://127.0.0.1:{service.port}", leg)}

    async def report(request: web.Request) -> dict[str, Any]:
        return {"text": as_report(await find(request))}

    async def replay(request: web.Request) -> dict[str, Any]:
        asked = await read_object(request, {"profile"})
        profile = asked.get("profile")
        if profile is not None:
            await asyncio.to_thread(context.profiles.get, text_of(asked, "profile"))
        return {"id": await replayer.replay(await find(request), profile)}

    async def export(request: web.Request) -> dict[str, Any]:
        asked = await read_object(request, {"format", "path", "ids", "filter"})
        kind: Format = asked.get("format", "har")
        path = Path(text_of(asked, "path"))
        if kind not in get_args(Format) or not path.is_absolute():
            raise BadRequestError("`format` is har or jsonl, and `path` an absolute path.")
        details = _details(desk, asked.get("ids"), str(asked.get("filter") or ""))
        count = await asyncio.to_thread(export_to, path, details, kind, f"http://127.0.0.1:{service.port}")
        return {"path": str(path), "count": count}

    return [
        web.get("/_turnout/exchanges/{id}/curl", answer(curl)),
        web.get("/_turnout/exchanges/{id}/report", answer(report)),
        web.post("/_turnout/exchanges/{id}/replay", answer(replay)),
        web.post("/_turnout/export", answer(export)),
    ]


def _details(desk: Desk, ids: object, expression: str) -> Iterator[dict[str, Any]]:
    """Yield the requests, oldest first, each read when it is its turn; blocking."""
    recorder = desk.service.recorder
    matches = compile_filter(expression)
    profiles = desk.service.profiles
    if ids is not None and not (isinstance(ids, list) and all(isinstance(one, str) for one in ids)):
        raise BadRequestError("`ids` has to be a list of requests' ids.")

    def read() -> Iterator[dict[str, Any]]:
        listed = ids
        if listed is None:
            found = recorder.summaries(
                MAX_EXPORTED, None, lambda one: matches({**one, "cost": cost_of_request(profiles, one)})
            )
            listed = [one["id"] for one in found]
        for name in listed:
            detail = recorder.detail(name)
            if detail is not None:
                yield {**detail, "cost": cost_of_request(profiles, detail)}

    return read()
