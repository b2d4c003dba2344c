"""The control API: its token, what it lists, tells and forgets."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from proxy import control as control_module
from proxy.conversation import Json
from proxy.later_routes import Make
from proxy.recorder import Test
from proxy.store import Store
from tests.fakes.exchanges import CANARY, fail, make_exchange, record
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import KEY, TOKEN, RunningProxy, make_route, running_proxy
from tests.fakes.script import Hold, Reply
from tests.proxy.test_relay import ask

HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
DEADLINE_S = 30.0
"""Only ends a hang."""


class Caller:
    """Calls the control API of a running proxy."""

    def __init__(self, running: RunningProxy, session: aiohttp.ClientSession) -> None:
        self.running, self.session = running, session

    async def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        async with self.session.request(
            method, f"{self.running.base}/_turnout/{path}", data=data, headers=HEADERS
        ) as answer:
            return answer.status, await answer.json()

    async def ids(self, query: str = "") -> list[str]:
        _, said = await self("GET", f"exchanges{query}")
        return [one["id"] for one in said["exchanges"]]


@asynccontextmanager
async def calling(*routes: Any, **options: Any) -> AsyncIterator[Caller]:
    async with running_proxy(*routes, **options) as running, aiohttp.ClientSession() as session:
        yield Caller(running, session)


def making(*routes: web.RouteDef) -> Make:
    async def make() -> tuple[web.RouteDef, ...]:
        return routes

    return make


class Follower:
    """Reads the stream of events."""

    def __init__(self, content: aiohttp.StreamReader) -> None:
        self._content = content

    async def next(self, event: str | None = None) -> Any:
        """Return the next event's data; those of other names are passed over."""
        while True:
            line = json.loads(await asyncio.wait_for(self._content.readline(), DEADLINE_S))
            assert set(line) == {"event", "data"}
            if event in (None, line["event"]):
                return line["data"]


@asynccontextmanager
async def following(caller: Caller) -> AsyncIterator[Follower]:
    async with caller.session.get(f"{caller.running.base}/_turnout/events", headers=HEADERS) as answer:
        follower = Follower(answer.content)
        assert await follower.next("status") == {"running": True, "recording": True}
        yield follower


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "log.db")
    yield store
    store.close()


# ---------------------------------------------------------------------------- the token
@pytest.mark.parametrize("path", ["status", "exchanges", "exchanges/x", "events", "ours"])
@pytest.mark.parametrize("token", [None, "wrong", KEY])
async def test_an_access_key_opens_nothing_here(path: str, token: str | None) -> None:
    async def ours(_: web.Request) -> web.Response:
        return web.json_response({})

    async with (
        running_proxy(more=making(web.get("/_turnout/ours", ours))) as running,
        aiohttp.ClientSession() as stranger,
    ):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with stranger.get(f"{running.base}/_turnout/{path}", headers=headers) as answer:
            assert answer.status == 401


async def test_a_stream_of_events_has_no_head_alone() -> None:
    """A body behind the head that was asked for would be read as the next answer."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with running_proxy() as running:
        async with running.session.head(f"{running.base}/_turnout/events", headers=headers) as answer:
            assert answer.status == 405


async def test_more_routes_are_behind_the_same_token() -> None:
    async def ours(request: web.Request) -> web.Response:
        return web.json_response({"id": request.match_info["id"]})

    async with calling(more=making(web.put("/_turnout/ours/{id}", ours))) as call:
        assert await call("PUT", "ours/7", {}) == (200, {"id": "7"})
        async with call.session.put(f"{call.running.base}/_turnout/ours/7", json={}) as answer:
            assert answer.status == 401


async def test_status_and_reload() -> None:
    async with calling() as call:
        assert await call("GET", "status") == (200, {"running": True, "recording": True})
        assert await call("POST", "reload") == (200, {"running": True, "recording": True})


# ---------------------------------------------------------------------------- requests
async def test_exchanges_and_their_detail() -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with calling(make_route(provider.url("chat"), "chat")) as call:
            for _ in range(2):
                await call.running.post("chat", ask("chat", stream=False))
            found = await call.ids("?limit=1")
            assert len(found) == 1
            status, detail = await call("GET", f"exchanges/{found[0]}")
            assert (status, detail["cost"]) == (200, None)
            assert '"hi"' in detail["bodies"]["client_response"]
            status, refusal = await call("GET", "exchanges/none")
            assert (status, refusal["error"]["code"]) == (404, "no_such_exchange")


async def test_pages_of_the_kept_log(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async with calling(log=store) as call:
        recorder = call.running.proxy.recorder
        store.start(recorder.settle)
        made = [record(recorder, make_exchange()).id for _ in range(5)]
        for _ in range(2):
            assert await call.ids() == made
            assert await call.ids("?limit=2") == made[3:]
            assert await call.ids(f"?limit=2&before={made[3]}") == made[1:3]
            assert await call.ids(f"?before={made[0]}") == await call.ids("?before=x") == []
            assert await call.ids("?limit=x") == made
            store.flush()
        monkeypatch.setattr(control_module, "MAX_LISTED", 3)
        assert await call.ids("?limit=99") == made[2:]


async def test_cost_and_filter_are_those_of_whoever_knows_them() -> None:
    def cost(summary: Json) -> Json | None:
        return {"currency": "USD", "amount": 2} if summary["state"] == "failed" else None

    def compile_filter(expression: str) -> Test:
        if expression != "dear":
            raise web.HTTPBadRequest(text='{"error":{"code":"bad_filter"}}', content_type="application/json")
        return lambda summary: bool(summary["cost"])

    async with calling(cost=cost, compile_filter=compile_filter) as call:
        recorder = call.running.proxy.recorder
        dear, cheap = record(recorder, fail(make_exchange())), record(recorder, make_exchange())
        _, said = await call("GET", "exchanges?filter=dear")
        assert [(one["id"], one["cost"]["amount"]) for one in said["exchanges"]] == [(dear.id, 2)]
        assert await call.ids("?filter=") == [dear.id, cheap.id]
        assert await call("GET", "exchanges?filter=wrong") == (400, {"error": {"code": "bad_filter"}})
        assert (await call("GET", f"exchanges/{dear.id}"))[1]["cost"]["amount"] == 2


async def test_without_a_filter_language_a_filter_is_refused() -> None:
    async with calling() as call:
        async with call.session.get(
            f"{call.running.base}/_turnout/exchanges?filter=x", headers=HEADERS
        ) as answer:
            assert answer.status == 400


async def test_deleting(store: Store) -> None:
    async with calling(log=store) as call, following(call) as follower:
        recorder = call.running.proxy.recorder
        store.start(recorder.settle)
        first = make_exchange().number
        made = [record(recorder, make_exchange(number=first + second * 1_000_000)) for second in range(3)]
        assert await call("DELETE", "exchanges", {"ids": [made[1].id, "x"]}) == (200, {"deleted": 1})
        assert await follower.next("cleared") == {}
        assert await call.ids() == [made[0].id, made[2].id]
        until = made[0].started_at.replace("+00:00", "Z")
        assert await call("DELETE", "exchanges", {"until": until}) == (200, {"deleted": 1})
        await follower.next("cleared")
        assert await call.ids() == [made[2].id]
        assert await call("DELETE", "exchanges", {"until": "2100-01-01T00:00:00+08:00"}) == (
            200,
            {"deleted": 1},
        )
        assert await call.ids() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"5",
        {"ids": 5},
        {"ids": "all"},
        {"until": 5},
        {"until": "x"},
        {},
        {"ids": [], "until": None},
    ],
    ids=range(9),
)
async def test_a_deletion_that_says_nothing_clear_deletes_nothing(body: Any) -> None:
    async with calling() as call:
        record(call.running.proxy.recorder, make_exchange())
        status, _ = await call("DELETE", "exchanges", body)
        assert status == (200 if body == {"ids": [], "until": None} else 400)
        assert len(await call.ids()) == 1


async def test_a_deletion_that_cannot_be_done_is_said(store: Store, tmp_path: Path) -> None:
    (tmp_path / "log.db").mkdir()
    async with calling(log=store) as call:
        recorder = call.running.proxy.recorder
        store.start(recorder.settle)
        status, said = await call("DELETE", "exchanges", {"until": "2100-01-01T00:00:00Z"})
        assert (status, said["error"]["code"]) == (503, "log_unavailable")
        assert "not being written" in said["error"]["message"]


async def test_recording_is_paused_and_goes_on() -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with calling(make_route(provider.url("chat"), "chat")) as call, following(call) as follower:
            assert await call("POST", "recording", {"on": False}) == (200, {"recording": False})
            assert (await follower.next("status"))["recording"] is False
            assert (await call.running.post("chat", ask("chat", stream=False)))[0] == 200
            assert await call.ids() == []
            assert await call("POST", "recording", {"on": True}) == (200, {"recording": True})
            await call.running.post("chat", ask("chat", stream=False))
            assert len(await call.ids()) == 1
            for body in (b"", {}, {"on": 1}, []):
                assert (await call("POST", "recording", body))[0] == 400


# ---------------------------------------------------------------------------- events
async def test_events_tell_begin_and_end() -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with calling(make_route(provider.url("chat"), "chat")) as call, following(call) as follower:
            await call.running.post("chat", ask("chat", stream=False))
            lines = [await follower.next("exchange") for _ in range(2)]
            assert [line["state"] for line in lines] == ["live", "done"]
            assert lines[0]["id"] == lines[1]["id"]
            assert lines[1]["cost"] is None


async def test_what_moves_is_told_again_and_what_stands_still_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control_module, "PROGRESS_SECONDS", 0.01)
    async with calling() as call, following(call) as follower:
        recorder = call.running.proxy.recorder
        exchange = make_exchange(upstream_reply=[], client_reply=[], attempts=[], secrets=())
        recorder.begin(exchange, lambda: (CANARY,))
        assert (await follower.next("exchange"))["size"] == exchange.size()
        for size in (10, 20):
            exchange.upstream_reply.append((0.1, b"x" * 10))
            told = await follower.next("exchange")
            assert (told["state"], told["id"]) == ("live", exchange.id)
            assert told["size"] == size + len(exchange.client_request) + len(exchange.upstream_request)
        await asyncio.sleep(0.1)
        recorder.finish(exchange)
        assert (await follower.next("exchange"))["state"] == "done"


async def test_what_is_published_reaches_all_and_nobody_waits_for_it() -> None:
    control: list[control_module.Control] = []
    add_routes = control_module.Control.add_routes

    def remember(self: control_module.Control, app: web.Application) -> None:
        control.append(self)
        add_routes(self, app)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(control_module.Control, "add_routes", remember)
        async with calling() as call:
            control[0].publish("profiles", {})
            async with following(call) as first, following(call) as second:
                control[0].publish("profiles", {"a": 1})
                assert [await one.next() for one in (first, second)] == [{"a": 1}] * 2
                patch.setattr(control_module, "MAX_WAITING", 5)
                async with following(call) as slow:
                    for number in range(9):
                        control[0].publish("profiles", {"n": number})
                    found = [(await slow.next())["n"] for _ in range(5)]
                    assert found == list(range(4, 9))
            for _ in range(1000):
                if not control[0]._followers:
                    break
                await asyncio.sleep(0.01)
            assert not control[0]._followers
            assert not call.running.proxy.recorder._listeners


async def test_a_stream_is_told_as_it_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control_module, "PROGRESS_SECONDS", 0.01)
    release = threading.Event()
    with FakeProvider(Reply(text="hi", troubles=[Hold(release)])) as provider:
        async with calling(make_route(provider.url("chat"), "chat")) as call, following(call) as follower:
            asking = asyncio.get_running_loop().create_task(
                call.running.stream("chat", ask("chat", stream=True))
            )
            told = [await follower.next("exchange") for _ in range(2)]
            assert [one["attempts"] for one in told] == [0, 1]
            release.set()
            while (last := await follower.next("exchange"))["state"] == "live":
                assert last["id"] == told[0]["id"]
            assert (await asking)[0] == 200


async def test_events_end_in_order_when_the_service_does() -> None:
    async with calling() as call:
        async with call.session.get(f"{call.running.base}/_turnout/events", headers=HEADERS) as answer:
            async with asyncio.timeout(DEADLINE_S):
                assert json.loads(await answer.content.readline())["event"] == "status"
                await call.running.proxy.stop()
                assert await answer.content.read() == b""
