"""Where a request goes: the profiles as the proxy sees them, and the pointer of each client."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from proxy.conversation import Failure, Wire
from proxy.dialect import Dialect
from proxy.overrides import EVERY_MODEL, Override
from proxy.wires import Client, RequestError

Credential = Callable[[str], Awaitable[str | None]]
"""Fetches the provider's key when it is needed, for the URL that is asked: a key belongs to the origins it was given
for. None where the provider takes none. Raises `KeyUnavailableError`."""

# Which endpoint serves a client best when the provider has several: its own wire, then the one that loses least.
_PREFERENCE: Mapping[Wire, tuple[Wire, ...]] = {
    "responses": ("responses", "chat", "messages"),
    "messages": ("messages", "chat", "responses"),
    "chat": ("chat", "responses", "messages"),
}

# Side jobs (titles, classifiers) that the clients give to a small model of their own maker:
# Claude Code 2.1.329 asks for haiku, Codex 0.169.0 for luna and mini models.
_SMALL = re.compile(r"haiku|mini\b|nano\b|luna|flash|lite\b", re.IGNORECASE)
_FAMILIES = ("opus", "sonnet", "haiku")


class KeyUnavailableError(Exception):
    """The provider's key cannot be had; the message is one sentence with the fix."""

    def __init__(self, message: str, code: str = "key_unavailable") -> None:
        super().__init__(message)
        self.code = code


class Endpoint(Struct, frozen=True):
    """One URL of a provider: `url` is the full address that requests are posted to."""

    wire: Wire
    url: str
    dialect: Dialect
    models: Mapping[str, Dialect] = {}
    """The dialects of models that differ from `dialect`."""


class Route(Struct, frozen=True, kw_only=True):
    """A profile as the proxy sees it. `provider` names whose reasoning is whose."""

    profile: str
    provider: str
    endpoints: tuple[Endpoint, ...]
    credential: Credential
    auth: Literal["bearer", "x-api-key", "both", "none"] = "bearer"
    headers: Mapping[str, str] = {}
    model: str | None = None
    small_model: str | None = None
    models: tuple[str, ...] = ()
    model_map: Mapping[str, str] = {}
    policies: Mapping[str, str] = {}
    """What to do where a request needs what the provider lacks, by capability (`proxy.capability`)."""

    proxy: str = "environment"
    """How requests leave: "direct", by the environment's proxies, or by this one (http, https, socks5, socks5h)."""
    private_network: bool = False
    """The provider's name may lead into the user's own network."""
    overrides: Mapping[str, Override] = {}
    """What the user sets whatever the client says, by model; `*`: for every one that is not named itself."""

    def endpoint_for(self, wire: Wire) -> Endpoint:
        """Return the endpoint that serves a client of this wire best."""
        by_wire = {endpoint.wire: endpoint for endpoint in self.endpoints}
        return next(by_wire[candidate] for candidate in _PREFERENCE[wire] if candidate in by_wire)

    def upstream_model(self, asked: str) -> str:
        """Return the provider's model for a client's model name.

        Exact entry of the map, a model that the provider has, the family (opus, sonnet, haiku), the small
        model for small names, the default. Only a profile without a default model passes the name on.
        """
        name = asked.removesuffix("[1m]")
        if name in self.model_map:
            return self.model_map[name]
        if name in self.models or name in (self.model, self.small_model):
            return name
        lowered = name.lower()
        for family in _FAMILIES:
            if family in lowered and family in self.model_map:
                return self.model_map[family]
        if self.small_model and _SMALL.search(lowered):
            return self.small_model
        return self.model or name


class Target(Struct, frozen=True):
    """Where one request goes."""

    route: Route
    endpoint: Endpoint
    model: str

    @property
    def override(self) -> Override | None:
        """What the user sets for requests to this model."""
        overrides = self.route.overrides
        return (overrides.get(self.model) or overrides.get(EVERY_MODEL)) if overrides else None

    @property
    def dialect(self) -> Dialect:
        """How this model of this endpoint is spoken with."""
        return self.endpoint.models.get(self.model, self.endpoint.dialect)


class RouteTable:
    """The pointers. Moving one takes effect on the client's next request."""

    def __init__(self) -> None:
        self._active: dict[Client, Route] = {}
        self._profiles: dict[str, Route] = {}
        self._fallbacks: dict[Client, tuple[Route, ...]] = {}

    def load(
        self,
        profiles: Mapping[str, Route],
        active: Mapping[Client, str],
        fallbacks: Mapping[Client, Sequence[str]] | None = None,
    ) -> tuple[Client, ...]:
        """Replace everything; requests under way keep the route they started with.

        `fallbacks`: the profiles, in order, that are asked where the active one fails. Returns the clients that are
        served by another profile than before.
        """
        before = {client: route.profile for client, route in self._active.items()}
        self._profiles = dict(profiles)
        self._active = {client: profiles[name] for client, name in active.items() if name in profiles}
        self._fallbacks = {
            client: tuple(profiles[name] for name in names if name in profiles)
            for client, names in (fallbacks or {}).items()
        }
        return tuple(
            client
            for client, route in self._active.items()
            if before.get(client) not in (None, route.profile)
        )

    def active(self, client: Client) -> Route | None:
        """Return the profile that serves a client now."""
        return self._active.get(client)

    def pick(self, client: Client, wire: Wire, asked: str) -> Target:
        """Return where this request goes. Raises `RequestError` where nothing serves the client."""
        return self.candidates(client, wire, asked)[0]

    def candidates(self, client: Client, wire: Wire, asked: str) -> list[Target]:
        """Return who may answer this request: the active profile, then its fallbacks; or the one that it names.

        Raises `RequestError` where nothing serves the client.
        """
        name, at, profile = asked.rpartition("@")
        pinned = self._profiles.get(profile) if at else None
        if pinned is not None:
            return [_target(pinned, wire, name)]
        route = self._active.get(client)
        if route is None:
            raise RequestError(_nothing_serves(client))
        others = (one for one in self._fallbacks.get(client, ()) if one.profile != route.profile)
        return [_target(one, wire, asked) for one in (route, *others)]


def _target(route: Route, wire: Wire, asked: str) -> Target:
    return Target(route, route.endpoint_for(wire), route.upstream_model(asked))


def _nothing_serves(client: Client) -> Failure:
    return Failure(
        kind="bad_request",
        code="no_profile",
        fault="client",
        message=f"No profile serves this client. Choose one: turnout use PROFILE --client {client}",
    )
