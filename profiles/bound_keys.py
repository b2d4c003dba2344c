"""Providers' keys as requests get them: each with the addresses it was given for, and given out for no other."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from profiles.errors import FileProblemError, KeyProblemError, KeyringUnavailableError
from profiles.key_origins import Binding, KeyOrigins, origin_of, origins_of
from profiles.profile import KeyRef, Profile
from profiles.secrets import Secrets, check_key, resolve_key

TRIES = 3
"""So often a key is read again that was changed while it was read."""
_KEYRING = KeyRef("keyring")


class KeyUnconfirmedError(KeyProblemError):
    """The key was given for other addresses."""

    code = "key_unconfirmed"


@dataclass(frozen=True, slots=True)
class BoundKey:
    """A key (None: the provider needs none) and the origins that may have it."""

    profile_id: str
    value: str | None = field(repr=False)
    origins: tuple[str, ...] = ()

    def at(self, url: str) -> str | None:
        """The key, for a request to this URL. Raises KeyUnconfirmedError."""
        if self.value is not None and origin_of(url) not in self.origins:
            raise unconfirmed(self.profile_id, self.origins, (origin_of(url),))
        return self.value


class BoundKeys:
    """Gives, takes and reads keys together with their addresses. Everything blocks, as `Secrets` does."""

    def __init__(self, secrets: Secrets, origins: KeyOrigins, env: Mapping[str, str]) -> None:
        self._secrets, self._env = secrets, env
        self.origins = origins

    def give(
        self,
        profile: Profile,
        value: str,
        deadline_s: float | None = None,
        *,
        then: Callable[[], None] = lambda: None,
        origins: Iterable[str] | None = None,
    ) -> None:
        """Keep a key for the addresses that the profile has (or for these origins).

        `then` makes the profile what it is to be, before the key can be used. Raises KeyProblemError or
        FileProblemError; a key that is kept by then goes nowhere.
        """
        value = check_key(value)
        self.origins.unbind(profile.id, _KEYRING)
        self._secrets.set(profile.id, value, deadline_s)
        then()
        self.origins.bind(_at_keyring(profile), origins)

    def name(self, profile: Profile) -> None:
        """A profile was made that names a variable: what is in it is for the addresses it was named with."""
        if profile.key.kind == "env":
            self.origins.bind(profile)

    def drop(self, profile_id: str, deadline_s: float | None = None) -> None:
        """Forget a key. Where that fails, what is left of it goes nowhere. Raises KeyProblemError."""
        self.origins.unbind(profile_id, _KEYRING)
        self._secrets.delete(profile_id, deadline_s)
        self.origins.forget(profile_id, _KEYRING)

    def key_of(self, profile: Profile) -> BoundKey:
        """The profile's key with its addresses. Raises NoKeyError, and whatever keyring and files raise."""
        if profile.key.kind == "none":
            return BoundKey(profile.id, None)
        for _ in range(TRIES):
            with suppress(FileProblemError):  # a full disk keeps nobody from working
                self.origins.see([profile])
            before = self.origins.of(profile)
            value = resolve_key(profile, self._secrets, self._env)
            if self.origins.of(profile) == before:  # nobody has given another one meanwhile
                return BoundKey(profile.id, value, self._allowed(profile, before))
        raise KeyringUnavailableError(f"The key of {profile.id} is being changed.", "Try again.")

    def _allowed(self, profile: Profile, binding: Binding | None) -> tuple[str, ...]:
        if binding is not None:
            return binding.origins
        waiting = self.origins.unconfirmed(profile)
        return tuple(origin for origin in origins_of(profile) if origin not in waiting)

    def demand_confirmed(self, profile: Profile) -> None:
        """Raise KeyUnconfirmedError where the key does not go to each of the profile's addresses."""
        if waiting := self.origins.unconfirmed(profile):
            binding = self.origins.of(profile)
            raise unconfirmed(profile.id, binding.origins if binding else (), waiting)


def unconfirmed(profile_id: str, origins: Iterable[str], wanted: Iterable[str]) -> KeyUnconfirmedError:
    """The error of a key that is not for these addresses."""
    given = " and ".join(origins) or "no address that is known"
    return KeyUnconfirmedError(
        f"The key of {profile_id} was given for {given}, so it is not sent to {' and '.join(wanted)}.",
        f"If that is the provider's: turnout profile confirm-key {profile_id} (or give the key again).",
    )


def _at_keyring(profile: Profile) -> Profile:
    return profile if profile.key.kind == "keyring" else replace(profile, key=_KEYRING)
