"""Who may come in: access keys, compared in constant time."""

import hmac
from collections.abc import Callable, Mapping

from msgspec import Struct

from proxy.limits.clock import steady_ns
from proxy.limits.rules import AccessRules
from proxy.wires import Client


class AccessKey(Struct, frozen=True):
    """A key that Turnout issued. `client` None: told by the User-Agent. `rules` None: no limit of any kind.

    `until` (nanoseconds of `steady_ns`) is when a key that has a successor stops being accepted.
    """

    name: str
    key: str
    client: Client | None = None
    rules: AccessRules | None = None
    until: int | None = None

    def __repr__(self) -> str:
        return f"AccessKey({self.name!r}, client={self.client!r}, rules={self.rules!r})"


class AccessTable:
    """The keys in force."""

    def __init__(self, keys: tuple[AccessKey, ...] = (), clock: Callable[[], int] = steady_ns) -> None:
        self._keys, self._clock = keys, clock

    def load(self, keys: tuple[AccessKey, ...]) -> None:
        """Replace the keys."""
        self._keys = keys

    def authenticate(self, headers: Mapping[str, str]) -> AccessKey | None:
        """Return the key that a request carries; every key is compared, so that time tells nothing."""
        offered = presented_key(headers)
        if offered is None:
            return None
        found: AccessKey | None = None
        for candidate in self._keys:
            if hmac.compare_digest(candidate.key.encode(), offered.encode("utf-8", "surrogateescape")):
                found = candidate
        if found is not None and found.until is not None and found.until <= self._clock():
            return None
        return found


def presented_key(headers: Mapping[str, str]) -> str | None:
    """Return what a client offers: `Authorization: Bearer` (OpenAI, Claude Code's token) or `x-api-key`."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return headers.get("x-api-key") or None


def client_of(key: AccessKey, headers: Mapping[str, str]) -> Client:
    """Tell which client asks: by its key, else by its User-Agent (Codex 0.169.0, Claude Code 2.1.329)."""
    if key.client is not None:
        return key.client
    agent = headers.get("User-Agent", "").lower()
    if agent.startswith(("codex", "openai-codex")):
        return "codex"
    return "claude-code" if agent.startswith(("claude-cli", "claude-code")) else "other"
