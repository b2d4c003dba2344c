"""Removed profiles, kept in memory for some minutes so that a removal can be taken back."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from profiles.errors import NotFoundError
from profiles.profile import Profile
from profiles.routes import Client, Mode

KEPT_SECONDS = 10 * 60
"""A mistake is noticed within minutes; a key has no business in memory for longer."""


@dataclass(frozen=True, slots=True)
class Removal:
    """All that went with a profile. `order` are the ids of all profiles as they stood, `check` its last result,
    `origins` those that the key was for (None: all of the profile)."""

    profile: Profile
    order: tuple[str, ...]
    routes: tuple[tuple[Client, Mode], ...] = ()
    key: str | None = field(default=None, repr=False)
    check: dict[str, Any] | None = field(default=None, repr=False)
    origins: tuple[str, ...] | None = None


class Removed:
    """Removals by token, each for one use."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, Removal]] = {}

    def keep(self, removal: Removal) -> str:
        """Return the token that gives the removal back."""
        self.sweep()
        token = secrets.token_urlsafe(16)
        self._kept[token] = (self._clock(), removal)
        return token

    def take(self, token: str) -> Removal:
        """Return a removal and forget it. Raises `NotFoundError`."""
        self.sweep()
        if token not in self._kept:
            raise NotFoundError(
                "This removal cannot be undone any more.", "Add the profile again.", code="undo_expired"
            )
        return self._kept.pop(token)[1]

    def restore(self, token: str, removal: Removal) -> None:
        """Keep a removal that could not be undone just now."""
        self._kept[token] = (self._clock(), removal)

    def sweep(self) -> None:
        """Forget what is too old."""
        latest = self._clock() - KEPT_SECONDS
        self._kept = {token: one for token, one in self._kept.items() if one[0] > latest}
