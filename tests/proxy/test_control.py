"""The control API: its token, and what it tells."""

import asyncio
import json

import aiohttp
import pytest

from tests.fakes.provider import FakeProvider
from tests.fakes.relay import KEY, TOKEN, make_route, running_proxy
from tests.fakes.script import Reply
from tests.proxy.test_relay import ask

HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["status", "exchanges", "exchanges/x", "events"])
@pytest.mark.parametrize("token", [None, "wrong", KEY])
async def test_an_access_key_opens_nothing_here(path: str, token: str | None) -> None:
    async with running_proxy() as running, aiohttp.ClientSession() as stranger:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with stranger.get(f"{running.base}/_turnout/{path}", headers=headers) as answer:
            assert answer.status == 401


async def test_exchanges_and_their_detail() -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with (
            running_proxy(make_route(provider.url("chat"), "chat")) as running,
            aiohttp.ClientSession() as control,
        ):
            for _ in range(2):
                await running.post("chat", ask("chat", stream=False))
            async with control.get(f"{running.base}/_turnout/exchanges?limit=1", headers=HEADERS) as answer:
                found = (await answer.json())["exchanges"]
            assert len(found) == 1
            async with control.get(
                f"{running.base}/_turnout/exchanges/{found[0]['id']}", headers=HEADERS
            ) as answer:
                detail = await answer.json()
            assert '"hi"' in detail["bodies"]["client_response"]
            async with control.get(f"{running.base}/_turnout/exchanges/none", headers=HEADERS) as answer:
                assert answer.status == 404


async def test_status_and_reload() -> None:
    async with running_proxy() as running, aiohttp.ClientSession() as control:
        async with control.get(f"{running.base}/_turnout/status", headers=HEADERS) as answer:
            assert await answer.json() == {"running": True}
        async with control.post(f"{running.base}/_turnout/reload", headers=HEADERS) as answer:
            assert answer.status == 200


async def test_events_tell_begin_and_end() -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with (
            running_proxy(make_route(provider.url("chat"), "chat")) as running,
            aiohttp.ClientSession() as control,
        ):
            async with control.get(f"{running.base}/_turnout/events", headers=HEADERS) as answer:
                await running.post("chat", ask("chat", stream=False))
                lines = [json.loads(await asyncio.wait_for(answer.content.readline(), 10)) for _ in range(2)]
            assert [line["state"] for line in lines] == ["live", "done"]
            assert lines[0]["id"] == lines[1]["id"]


async def test_events_end_in_order_when_the_service_does() -> None:
    async with running_proxy() as running, aiohttp.ClientSession() as control:
        async with control.get(f"{running.base}/_turnout/events", headers=HEADERS) as answer:
            async with asyncio.timeout(10):
                await running.proxy.stop()
                assert await answer.content.read() == b""
