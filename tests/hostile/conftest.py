"""What the hostile tests stand on: the whole service with a provider behind it, and the right keys for both doors."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app import discovery
from app.context import Context
from profiles.making import make_profile
from profiles.profile import KeyRef
from proxy.later_routes import LaterRoutes
from tests.app.serving import ServiceInThread, ask
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply

PROVIDER_KEY = "sk-canary-hostile-0123456789"


@dataclass(frozen=True, slots=True)
class Surface:
    """A running service as somebody sees it who has its keys: what is refused then is refused by the guard alone."""

    running: ServiceInThread
    provider: FakeProvider
    key: str
    token: str

    @property
    def port(self) -> int:
        return self.running.port

    def credential(self, path: str) -> tuple[str, str]:
        """Return the header that opens a path."""
        token = self.token if path.startswith("/_turnout/") else self.key
        return "Authorization", f"Bearer {token}"

    def routes(self) -> list[tuple[str, str]]:
        """Return method and path of every route of the running listener, with words for what is variable."""
        service = self.running.service
        assert service is not None
        assert service.proxy._runner is not None
        # Whoever asks first has them made, and is refused like all others.
        status, _ = ask(f"{self.running.base}/_turnout/settings", "GET", None, {})
        assert status == 401
        router = service.proxy._runner.app.router
        later = [one._router for one in router.resources() if isinstance(one, LaterRoutes)]
        found = {
            (route.method, "/".join("x" if part[:1] == "{" else part for part in _path(route).split("/")))
            for one in (router, *later)
            if one is not None
            for route in one.routes()
        }
        return sorted(found)


def _path(route: object) -> str:
    return str(getattr(route, "resource").canonical)  # noqa: B009  # aiohttp: None for a route of no resource


def prepare(provider: FakeProvider) -> Context:
    """Make the provider the profile of every client; return Turnout's files."""
    context = Context.from_environment()
    made = make_profile(
        "fake",
        base_url=provider.url("chat"),
        wire="chat",
        model="fake-model",
        key=KeyRef("env", "FAKE_KEY"),
    )
    context.profiles.add(made.profile)
    for client in ("codex", "claude-code", "other"):
        context.routes.set(client, "fake")
    return context


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    monkeypatch.setenv("FAKE_KEY", PROVIDER_KEY)
    with FakeProvider(Reply(text="reached")) as one:
        yield one


@pytest.fixture
def surface(provider: FakeProvider) -> Iterator[Surface]:
    context = prepare(provider)
    with ServiceInThread() as running:
        announced = discovery.read(running.context.paths)
        assert announced is not None
        yield Surface(running, provider, context.access.get("default"), announced.token)
