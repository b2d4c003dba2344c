"""Changes: one at a time, each to its end, also where whoever asked has left."""

import asyncio
import threading
from typing import Any

import pytest

from app.context import Context
from app.control.desk import Desk, clients_of, warned
from profiles.routes import Client, ClientRoute
from proxy.recorder import Recorder


class Service:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.port, self.recorder = 1, Recorder()
        self.profiles: tuple[Any, ...] = ()
        self.client_routes: dict[Client, ClientRoute] = {}
        self.reloads = 0

    async def reload(self) -> None:
        self.reloads += 1

    def publish(self, event: str, data: dict[str, object]) -> None:
        raise AssertionError(event)

    def end(self, restore: bool) -> None:
        raise AssertionError(restore)


@pytest.fixture
def service() -> Service:
    return Service()


async def test_a_change_is_told(context: Context, service: Service) -> None:
    desk = Desk(context, service)
    assert await desk.change(lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        await desk.change(lambda: 1 / 0)
    assert service.reloads == 2  # what failed may have changed something all the same


async def test_one_goes_on_after_its_caller_has_left_and_the_next_waits(
    context: Context, service: Service
) -> None:
    desk, go, done = Desk(context, service), threading.Event(), []

    def slow() -> None:
        go.wait(60)
        done.append("slow")

    async with asyncio.TaskGroup() as group:
        caller = group.create_task(desk.change(slow))
        await asyncio.sleep(0)
        caller.cancel()
        follower = group.create_task(desk.change(lambda: done.append("next")))
        await asyncio.sleep(0.05)
        assert done == []
        go.set()
        await follower
    assert done == ["slow", "next"]
    assert service.reloads == 2


def test_who_is_served() -> None:
    served: dict[Client, str] = {"codex": "a", "claude-code": "b", "other": "a"}
    routes = {client: ClientRoute(profile) for client, profile in served.items()}
    assert clients_of(routes, "a") == ["codex", "other"]


def test_warnings_once_and_in_a_windows_words() -> None:
    answer = warned({"x": 1}, ["`turnout key set a`", "b", "b"])
    assert answer == {"x": 1, "warnings": ["Open the profile and enter its key.", "b"]}
