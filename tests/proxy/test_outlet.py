"""The client's end: nothing before there is something to say, never silent after."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from proxy.exchange import Exchange
from proxy.outlet import Outlet
from proxy.tasks import spawn
from proxy.upstream import Timeouts
from proxy.wires import ReplyContext, codec

Handler = Callable[[Outlet], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(
    handler: Handler, timeouts: Timeouts
) -> AsyncIterator[tuple[aiohttp.ClientSession, str, Exchange]]:
    exchange = Exchange("other", "default", "messages", "/")

    async def handle(request: web.Request) -> web.StreamResponse:
        encoder = codec("messages").reply_encoder(ReplyContext(model="m"))
        outlet = Outlet(request, exchange, encoder, timeouts)
        watch = spawn(outlet.watch(), "watch")
        try:
            return await handler(outlet)
        finally:
            watch.cancel()

    app = web.Application()
    app.router.add_get("/", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as session:
            yield session, f"http://127.0.0.1:{runner.addresses[0][1]}/", exchange
    finally:
        await runner.cleanup()


async def test_the_first_write_commits() -> None:
    async def handler(outlet: Outlet) -> web.StreamResponse:
        assert not outlet.committed
        await outlet.write(b"data: 1\n\n")
        assert outlet.committed
        return await outlet.end()

    async with serving(handler, Timeouts()) as (session, url, exchange), session.get(url) as answer:
        assert await answer.read() == b"data: 1\n\n"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert answer.content_type == "text/event-stream"
        assert [chunk for _, chunk in exchange.client_reply] == [b"data: 1\n\n"]
        assert exchange.status == 200


async def test_the_last_bytes_go_out_with_the_end() -> None:
    async def handler(outlet: Outlet) -> web.StreamResponse:
        return await outlet.end(b"data: all\n\n")

    async with serving(handler, Timeouts()) as (session, url, exchange), session.get(url) as answer:
        assert await answer.read() == b"data: all\n\n"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert [chunk for _, chunk in exchange.client_reply] == [b"data: all\n\n"]
        assert exchange.status == 200


async def test_silence_is_filled_even_before_the_provider_answers() -> None:
    async def handler(outlet: Outlet) -> web.StreamResponse:
        while not outlet.committed:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return await outlet.end()

    async with serving(handler, Timeouts(keepalive=0.05)) as (session, url, _), session.get(url) as answer:
        assert b"event: ping" in await asyncio.wait_for(answer.read(), 10)


@pytest.mark.parametrize("phase", ["first_byte", "idle"])
async def test_a_silent_provider_is_closed(phase: str) -> None:
    class Source:
        closed = False

        def close(self) -> None:
            self.closed = True

    source = Source()

    async def handler(outlet: Outlet) -> web.StreamResponse:
        outlet.reads(source)  # type: ignore[arg-type]
        if phase == "idle":
            outlet.hear(0.0)
        while not outlet.stalled:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert outlet.stalled == phase
        await outlet.write(b"data: end\n\n")
        return await outlet.end()

    limits = {"first_byte": 30.0, "idle": 30.0} | {phase: 0.05}
    async with (
        serving(handler, Timeouts(keepalive=60, **limits)) as (session, url, _),
        session.get(url) as answer,
    ):
        assert await asyncio.wait_for(answer.read(), 10) == b"data: end\n\n"
    assert source.closed
