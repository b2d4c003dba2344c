"""How the tests of the check run one: against a fake provider, without waiting for caches or rate limits."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec.structs import replace

from app.check.engine import Options
from app.check.line import Line
from app.check.probe import Probe, Shared
from app.check.start import check_events
from app.context import Context
from app.routing import KeyCache, route_of
from profiles.profile import Endpoint, KeyRef, Profile
from proxy.conversation import Wire
from tests.fakes.provider import FakeProvider
from tests.fakes.zoo import KEY
from tests.fakes.zoo_provider import MODEL

Examine = Callable[..., Awaitable[dict[str, Any]]]


def keys() -> KeyCache:
    """The zoo's key, in the environment."""
    return KeyCache(Context.from_environment({**os.environ, "ZOO_KEY": KEY}).keys)


def profile_at(fake: FakeProvider, *wires: Wire, **changes: Any) -> Profile:
    """A profile of a fake provider."""
    endpoints = tuple(Endpoint(wire, fake.url(wire)) for wire in wires or ("chat",))
    return Profile(
        **{
            "id": "p",
            "name": "P",
            "endpoints": endpoints,
            "model": MODEL,
            "key": KeyRef("env", "ZOO_KEY"),
            **changes,
        }
    )


@asynccontextmanager
async def probing(fake: FakeProvider, wire: Wire = "chat", **changes: Any) -> AsyncIterator[Probe]:
    """A probe on one wire of a fake provider, as a step gets it."""
    profile = profile_at(fake, wire, **changes)
    route = route_of(profile, keys())
    route = replace(route, model=route.model)
    async with Line(route, {one.wire: one for one in route.endpoints}, 0.0, lambda _: None) as line:
        line.secrets = (KEY,)
        yield Probe(Shared(profile, line, False, 0.0), wire)


@pytest.fixture
def examine() -> Examine:
    """`await examine(profile, quick=False)` checks it and returns the result's JSON."""

    async def run(profile: Profile, **options: Any) -> dict[str, Any]:
        wanted = Options(**{"settle": 0.0, "patience": 0.0, **options})
        result: dict[str, Any] = {}
        async for event in check_events(profile, keys(), wanted):
            if event["event"] == "result":
                result = event["data"]
        return result

    return run


def step(
    result: dict[str, Any], step_id: str, wire: str | None = None, via: str = "native"
) -> dict[str, Any]:
    """The one step of this id, wire and way."""
    (found,) = [
        one for one in result["steps"] if (one["id"], one["wire"], one["via"]) == (step_id, wire, via)
    ]
    return found


def found(probe: Probe) -> list[str]:
    """The ids found so far."""
    return [finding.id for finding in probe.shared.findings]
