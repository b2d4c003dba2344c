"""Start a check of a profile: its route, its key, the demo provider where it is that, and the events of its run."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from msgspec.structs import replace

from app.check.engine import Check, Options
from app.demo import DemoProvider
from app.routing import KeyCache, route_of, uses_demo
from profiles.profile import Profile
from proxy.route import Credential

Event = dict[str, Any]


async def check_events(
    profile: Profile, keys: KeyCache, options: Options, key: str | None = None
) -> AsyncGenerator[Event, None]:
    """Yield `{"event","data"}`: the plan, each step, the result. Closing the iterator cancels the check.

    `key`: instead of the profile's own, which a draft has not stored yet ("": none). Raises `InvalidProfileError`.
    """
    demo = DemoProvider()
    try:
        if uses_demo([profile]):
            await demo.start()
        route = route_of(profile, keys, demo.url or None)
        if key is not None:
            route = replace(route, credential=_given(key))
        check = Check(profile, route, options)
        yield {"event": "plan", "data": check.plan_json()}
        async with aclosing(check.run()) as results:
            async for result in results:
                yield {"event": "step", "data": result.as_json()}
        yield {"event": "result", "data": check.result().as_json()}
    finally:
        await demo.stop()


def _given(key: str) -> Credential:
    async def fetch(_url: str) -> str | None:
        return key or None

    return fetch
