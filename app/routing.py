"""Profiles as the proxy sees them: Profile -> Route, and the models that clients may ask for."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from app.capabilities import models_of, spoken
from app.errors import sentence
from profiles.base_url import request_url
from profiles.bound_keys import BoundKey, BoundKeys, KeyUnconfirmedError
from profiles.errors import InvalidProfileError, NotFoundError, ProfileError
from profiles.key_origins import origins_of
from profiles.overrides import EVERY_MODEL, write_override
from profiles.profile import DEMO_SCHEME, Profile
from profiles.profile import Endpoint as ProfileEndpoint
from proxy.dialect import Dialect
from proxy.overrides import Override, joined
from proxy.route import Credential, Endpoint, KeyUnavailableError, Route

KEY_SECONDS = 15 * 60
"""So long a key is kept in memory; the keyring is not asked at every request."""


class KeyCache:
    """Fetches providers' keys when they are needed; forgets them after `KEY_SECONDS`, or at once when told.

    Requests that come together ask the keyring once.
    """

    def __init__(self, keys: BoundKeys) -> None:
        self._keys = keys
        self._kept: dict[str, tuple[float, BoundKey]] = {}
        self._former: set[str] = set()
        self._fetching: dict[str, asyncio.Future[BoundKey]] = {}

    def forget(self) -> None:
        """Fetch every key anew when it is next needed."""
        self._former.update(key.value for _, key in self._kept.values() if key.value)
        self._kept, self._fetching = {}, {}

    def let_go(self) -> None:
        """No request is under way, so that none has a former key: those leave the memory."""
        self._former.clear()

    def values(self) -> tuple[str, ...]:
        """Return the keys in memory, for the record to leave out: a request under way still has a former one."""
        return (*(key.value for _, key in self._kept.values() if key.value), *self._former)

    def credential(self, profile: Profile) -> Credential:
        """Return what fetches this profile's key for a URL; it comes only where it was given for that origin."""

        async def fetch(url: str) -> str | None:
            try:
                return (await self._key_of(profile)).at(url)
            except KeyUnconfirmedError as error:
                raise KeyUnavailableError(sentence(error), error.code) from error
            except ProfileError as error:
                raise KeyUnavailableError(sentence(error)) from error

        return fetch

    async def _key_of(self, profile: Profile) -> BoundKey:
        found = self._kept.get(profile.id)
        if found is not None and _is_fresh(found):
            return found[1]
        fetching = self._fetching.get(profile.id)
        if fetching is None:
            fetching = self._begin(profile)
        # Whoever leaves does not take it from the others.
        return await asyncio.shield(fetching)

    def _begin(self, profile: Profile) -> "asyncio.Future[BoundKey]":
        loop, kept = asyncio.get_running_loop(), self._kept
        fetching = loop.run_in_executor(None, self._keys.key_of, profile)
        self._fetching[profile.id] = fetching

        def take(done: "asyncio.Future[BoundKey]") -> None:
            if self._fetching.get(profile.id) is done:
                del self._fetching[profile.id]
            if done.cancelled() or done.exception() is not None:
                return
            key = done.result()
            if kept is self._kept:
                kept[profile.id] = entry = (time.monotonic(), key)
                loop.call_later(KEY_SECONDS, self._expire, profile.id, entry)
            elif key.value:  # told to forget meanwhile: only those that wait for it have it
                self._former.add(key.value)

        fetching.add_done_callback(take)
        return fetching

    def _expire(self, profile_id: str, entry: tuple[float, BoundKey]) -> None:
        """Nobody has asked for it since: it leaves the memory, once no request has it any more."""
        if self._kept.get(profile_id) is entry:
            del self._kept[profile_id]
            if entry[1].value:
                self._former.add(entry[1].value)


def _is_fresh(kept: tuple[float, BoundKey]) -> bool:
    return time.monotonic() - kept[0] < KEY_SECONDS


def route_of(
    profile: Profile,
    keys: KeyCache,
    demo_url: str | None = None,
    check: Mapping[str, Any] | None = None,
) -> Route:
    """Return the proxy's view of a profile. `demo_url`: where the built-in demo provider listens.

    `check`: its last check, whose findings change how the checked model is spoken with.

    Raises `InvalidProfileError` where a hand-edited dialect is not one.
    """
    return Route(
        profile=profile.id,
        # Reasoning goes back to whom it came from: another address is somebody else, also by the same preset.
        provider=" ".join((profile.preset or profile.id, *origins_of(profile))),
        endpoints=tuple(_endpoint_of(profile, endpoint, demo_url, check) for endpoint in profile.endpoints),
        credential=keys.credential(profile),
        auth=profile.auth,
        headers=profile.headers,
        model=profile.model,
        small_model=profile.small_model,
        models=tuple(model.id for model in profile.models),
        model_map=profile.model_map,
        policies=profile.policies,
        overrides=_overrides_of(profile),
        proxy=profile.proxy,
        private_network=profile.private_network,
    )


def _overrides_of(profile: Profile) -> dict[str, Override]:
    """What is set for each model, with what holds for all in it."""
    found = {
        model: msgspec.convert(write_override(one), Override) for model, one in profile.overrides.items()
    }
    every = found.get(EVERY_MODEL)
    return {
        model: one if every is None or model == EVERY_MODEL else joined(every, one)
        for model, one in found.items()
    }


def _endpoint_of(
    profile: Profile, endpoint: ProfileEndpoint, demo_url: str | None, check: Mapping[str, Any] | None
) -> Endpoint:
    try:
        general = spoken(profile, endpoint, None, check).table
        dialect = msgspec.convert(general, Dialect)
        models = {
            model: msgspec.convert(table, Dialect)
            for model in models_of(profile, check)
            if (table := spoken(profile, endpoint, model, check).table) != general
        }
    except (msgspec.ValidationError, NotFoundError) as error:
        raise InvalidProfileError(
            f"Profile {profile.id}: its dialect for {endpoint.wire} cannot be used: {error}."
        ) from error
    if demo_url is not None and endpoint.base_url.startswith(DEMO_SCHEME):
        return Endpoint(endpoint.wire, demo_url, dialect, models)
    return Endpoint(endpoint.wire, request_url(endpoint.base_url, endpoint.wire), dialect, models)


def uses_demo(profiles: Iterable[Profile]) -> bool:
    """Tell whether the demo provider has to run."""
    return any(
        endpoint.base_url.startswith(DEMO_SCHEME) for profile in profiles for endpoint in profile.endpoints
    )
