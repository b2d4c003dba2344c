"""Routes that are made at the first request: once, with their names and methods, beside those that are there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from proxy.later_routes import LaterRoutes, Make


async def say_name(request: web.Request) -> web.Response:
    return web.Response(text=request.match_info.get("name", "-"))


ROUTES = (web.get("/api/things", say_name), web.put("/api/things/{name}", say_name))


@asynccontextmanager
async def serving(make: Make) -> AsyncIterator[aiohttp.ClientSession]:
    app = web.Application()
    app.router.add_get("/api/first", say_name)
    app.router.register_resource(LaterRoutes("/api", make))
    async with TestServer(app) as server, aiohttp.ClientSession(server.make_url("/")) as session:
        yield session


async def status_and_text(session: aiohttp.ClientSession, method: str, path: str) -> tuple[int, str]:
    async with session.request(method, path) as answer:
        return answer.status, await answer.text()


async def test_they_are_made_once_and_only_when_asked_for() -> None:
    made = []

    async def make() -> Sequence[web.RouteDef]:
        made.append(1)
        await asyncio.sleep(0.01)
        return ROUTES

    async with serving(make) as session:
        assert await status_and_text(session, "GET", "/api/first") == (200, "-")
        assert (await status_and_text(session, "GET", "/elsewhere"))[0] == 404
        assert not made
        together = [status_and_text(session, "PUT", f"/api/things/{number}") for number in range(5)]
        assert await asyncio.gather(*together) == [(200, str(number)) for number in range(5)]
        assert await status_and_text(session, "GET", "/api/things") == (200, "-")
        assert len(made) == 1


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("GET", "/api/nothing", 404, ""),
        ("DELETE", "/api/things/7", 405, "PUT"),
        ("DELETE", "/api/things", 405, "GET,HEAD"),
        ("DELETE", "/api/first", 405, "GET,HEAD"),
    ],
)
async def test_what_is_not_there_is_refused_as_ever(
    method: str, path: str, status: int, allowed: str
) -> None:
    async def make() -> Sequence[web.RouteDef]:
        return ROUTES

    async with serving(make) as session, session.request(method, path) as answer:
        assert (answer.status, answer.headers.get("Allow", "")) == (status, allowed)


async def test_what_could_not_be_made_is_tried_again() -> None:
    tries = []

    async def make() -> Sequence[web.RouteDef]:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("a file of ours is being replaced")
        return ROUTES

    async with serving(make) as session:
        assert (await status_and_text(session, "GET", "/api/things"))[0] == 500
        assert (await status_and_text(session, "GET", "/api/things"))[0] == 200
