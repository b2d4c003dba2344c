"""A whole proxy on a loopback port, with routes to given providers: what most tests of the HTTP side start from."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from app.fallback import proxy_rules
from profiles.fallback_rules import default_rules
from proxy.access import AccessKey, AccessTable
from proxy.control import Control
from proxy.conversation import Json, Wire
from proxy.dialect import Dialect
from proxy.envelope import Sealer
from proxy.handlers import Limits
from proxy.model_list import ListedModel
from proxy.recorder import Log
from proxy.route import Endpoint, Route, RouteTable
from proxy.server import Proxy
from proxy.upstream import Timeouts

KEY = "tn-canary-access-key-0123456789"
CODEX_KEY = "tn-canary-codex-key-0123456789"
PROVIDER_KEY = "sk-canary-provider-key-0123456789"
TOKEN = "canary-control-token-0123456789"
SETTLE_SECONDS = 10.0
"""Only ends a hang."""
PATHS: Mapping[Wire, str] = {"responses": "/responses", "messages": "/messages", "chat": "/chat/completions"}


def make_route(
    base_url: str,
    wire: Wire,
    dialect: Dialect | None = None,
    *,
    profile: str = "fake",
    model: str | None = "fake-model",
    **fields: Any,
) -> Route:
    """Return a route to one endpoint; `base_url` is the provider's, up to and without the wire's path."""

    async def credential(_url: str) -> str | None:
        return PROVIDER_KEY

    endpoint = Endpoint(wire, base_url + PATHS[wire], dialect or Dialect())
    defaults: dict[str, Any] = {"provider": profile, "credential": credential, "model": model}
    return Route(profile=profile, endpoints=(endpoint,), **(defaults | fields))


class RunningProxy:
    """The proxy, a session that carries the default access key, and shorthands."""

    def __init__(self, proxy: Proxy, session: aiohttp.ClientSession) -> None:
        self.proxy, self.session = proxy, session

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.proxy.port}"

    async def post(
        self, wire: Wire, body: Any, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Post a JSON body; return status, parsed reply and headers."""
        async with self.session.post(f"{self.base}/v1{PATHS[wire]}", json=body, headers=headers) as answer:
            said = answer.status, await answer.json(content_type=None), answer.headers
        await self._settle()
        return said

    async def stream(
        self, wire: Wire, body: Any, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """Post a body and return the status and the whole text of the reply."""
        async with self.session.post(f"{self.base}/v1{PATHS[wire]}", json=body, headers=headers) as answer:
            said = answer.status, await answer.text()
        await self._settle()
        return said

    async def _settle(self) -> None:
        """Wait until the record of the answer is closed: the client has it a moment earlier."""
        async with asyncio.timeout(SETTLE_SECONDS):
            while any(exchange.state == "live" for exchange in self.proxy.recorder.exchanges(limit=1)):  # noqa: ASYNC110
                await asyncio.sleep(0.001)

    def last(self) -> Any:
        """Return the newest exchange."""
        return self.proxy.recorder.exchanges()[-1]


@asynccontextmanager
async def running_proxy(
    *routes: Route,
    timeouts: Timeouts | None = None,
    limits: Limits | None = None,
    models: tuple[ListedModel, ...] = (),
    log: Log | None = None,
    fallback: bool = False,
    **control: Any,
) -> AsyncIterator[RunningProxy]:
    """Run a proxy whose clients are all served by the first route; the others can be pinned.

    `fallback`: the others are asked where it fails, by the built-in rules. `control`: more arguments of `Control`.
    """
    table = RouteTable()
    if routes:
        profiles = {route.profile: route for route in routes}
        clients = ("codex", "claude-code", "other")
        others = [route.profile for route in routes[1:]] if fallback else []
        table.load(profiles, dict.fromkeys(clients, routes[0].profile), dict.fromkeys(clients, others))
    access = AccessTable((AccessKey("default", KEY), AccessKey("codex", CODEX_KEY, "codex")))
    proxy = Proxy(table, access, Sealer(b"k" * 32), lambda: models)
    if fallback:
        proxy.exchanges.failover.rules = proxy_rules(default_rules())
    if timeouts is not None:
        proxy.exchanges.timeouts = timeouts
    if limits is not None:
        proxy.exchanges.limits = limits

    async def reload() -> None:
        table.load({}, {})

    async def status() -> Json:
        return {"running": True, "recording": proxy.recorder.recording}

    proxy.recorder.log = log
    await proxy.start(0, Control(TOKEN, proxy.recorder, status, reload, **control))
    try:
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session:
            yield RunningProxy(proxy, session)
    finally:
        await proxy.stop(drain=0.1)
