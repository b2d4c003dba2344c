"""Profiles as the proxy sees them: Profile -> Route, and the models that clients may ask for."""

import asyncio
import time
from collections.abc import Iterable, Mapping

import msgspec

from profiles.base_url import request_url
from profiles.errors import ProfileError
from profiles.presets import dialect_for
from profiles.profile import DEMO_SCHEME, Profile
from profiles.secrets import KeyringSecrets, resolve_key
from proxy.dialect import Dialect
from proxy.route import Credential, Endpoint, KeyUnavailableError, Route

KEY_SECONDS = 15 * 60
"""So long a key is kept in memory; the keyring is not asked at every request."""


class KeyCache:
    """Fetches providers' keys when they are needed; forgets them after `KEY_SECONDS`, or at once when told."""

    def __init__(self, secrets: KeyringSecrets, env: Mapping[str, str]) -> None:
        self._secrets, self._env = secrets, env
        self._kept: dict[str, tuple[float, str | None]] = {}

    def forget(self) -> None:
        """Fetch every key anew when it is next needed."""
        self._kept.clear()

    def values(self) -> tuple[str, ...]:
        """Return the keys in memory, for the record to leave out."""
        return tuple(key for _, key in self._kept.values() if key)

    def credential(self, profile: Profile) -> Credential:
        """Return what fetches this profile's key."""

        async def fetch() -> str | None:
            fetched, key = self._kept.get(profile.id, (0.0, None))
            if profile.id in self._kept and time.monotonic() - fetched < KEY_SECONDS:
                return key
            try:
                key = await asyncio.to_thread(resolve_key, profile, self._secrets, self._env)
            except ProfileError as error:
                raise KeyUnavailableError(f"{error.message} {error.fix}".strip()) from error
            self._kept[profile.id] = (time.monotonic(), key)
            return key

        return fetch


def route_of(profile: Profile, keys: KeyCache, demo_url: str | None = None) -> Route:
    """Return the proxy's view of a profile. `demo_url`: where the built-in demo provider listens."""
    return Route(
        profile=profile.id,
        provider=profile.preset or profile.id,
        endpoints=tuple(
            Endpoint(
                wire=endpoint.wire,
                url=demo_url
                if demo_url is not None and endpoint.base_url.startswith(DEMO_SCHEME)
                else request_url(endpoint.base_url, endpoint.wire),
                dialect=msgspec.convert(dialect_for(profile, endpoint), Dialect),
            )
            for endpoint in profile.endpoints
        ),
        credential=keys.credential(profile),
        auth=profile.auth,
        headers=profile.headers,
        model=profile.model,
        small_model=profile.small_model,
        models=tuple(model.id for model in profile.models),
        model_map=profile.model_map,
    )


def uses_demo(profiles: Iterable[Profile]) -> bool:
    """Tell whether the demo provider has to run."""
    return any(
        endpoint.base_url.startswith(DEMO_SCHEME) for profile in profiles for endpoint in profile.endpoints
    )
