"""One proxy in front of one strict provider that speaks all three wires; a test says which one is used now."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from proxy.conversation import WIRES, Wire
from proxy.model_list import ListedModel
from proxy.route import Route
from tests.catalogue.replies import Said, read_stream, read_whole
from tests.catalogue.talk import dialect
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import PROVIDER_KEY, RunningProxy, make_route, running_proxy
from tests.fakes.script import Reply, Script

MODELS = ("gpt-5.1-codex-mini", "gpt-5.3-codex", "gpt-5.4")
CLIENTS = ("codex", "claude-code", "other")


class Gateway:
    """What a client of the proxy can do, and what is to be seen at either end."""

    def __init__(self, running: RunningProxy, provider: FakeProvider, routes: Mapping[str, Route]) -> None:
        self.running, self.provider, self._routes = running, provider, routes

    def use(self, profile: str) -> None:
        """Serve every client by this profile: a wire, or one of `more`."""
        self.running.proxy.routes.load(self._routes, dict.fromkeys(CLIENTS, profile))

    async def ask(self, wire: Wire, body: Mapping[str, Any], **headers: str) -> Said:
        """Send a request that succeeds, streamed or not as it says."""
        if body.get("stream"):
            status, text = await self.running.stream(wire, body, headers)
            assert status == 200, text
            return read_stream(wire, text)
        status, answer, _ = await self.running.post(wire, body, headers)
        assert status == 200, answer
        return read_whole(wire, answer)

    @property
    def asks(self) -> list[Ask]:
        """The requests that the provider received."""
        return self.provider.asks

    @property
    def sent(self) -> Any:
        """The body of the newest one."""
        return self.asks[-1].body

    @property
    def notes(self) -> list[str]:
        """The notes on the newest exchange, as `path: action`."""
        return [f"{note.path}: {note.action}" for note in self.running.last().notes]


@asynccontextmanager
async def gateway(
    script: Script = Reply(text="Hello there."),  # noqa: B008 - a frozen value
    *,
    more: Mapping[str, tuple[Wire, str]] | None = None,
    route: Mapping[str, Any] | None = None,
    strict: bool = True,
    **provider_fields: Any,
) -> AsyncIterator[Gateway]:
    """Profiles named by their wires, spoken to as unknown third parties; `more`: wire and dialect of others.

    `route`: fields of all routes.
    """
    tables = {**{wire: (wire, f"generic-{wire}") for wire in WIRES}, **(more or {})}
    listed = tuple(ListedModel(name, "turnout", name, {"slug": name}) for name in MODELS)
    with FakeProvider(script, strict=strict, key=PROVIDER_KEY, **provider_fields) as provider:
        routes = {
            name: make_route(
                provider.url(wire),
                wire,
                dialect(table),
                profile=name,
                model=None,
                models=MODELS,
                **(route or {}),
            )
            for name, (wire, table) in tables.items()
        }
        async with running_proxy(*routes.values(), models=listed) as running:
            yield Gateway(running, provider, routes)
    assert not provider.problems
