"""Whether each profile's key is there, without keeping the key: a state, and its last characters to know it by."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.control.answering import in_a_window
from profiles.errors import KeyProblemError, KeyringUnavailableError
from profiles.profile import Profile
from profiles.secrets import Secrets
from proxy.tasks import spawn

PATIENCE_SECONDS = 1.0
"""A keyring that is open answers in milliseconds; a list of profiles waits no longer for one that is not."""
DOUBT_SECONDS = 10.0
"""A keyring that is locked or missing is looked at again after this long; an open one stays open."""
HINT_CHARACTERS = 4
SHORTEST_HINTED = 12
"""Characters; of a shorter key four would be too much."""

State = Literal["present", "missing", "unknown", "not_needed"]


@dataclass(frozen=True, slots=True)
class KeyState:
    """`hint` is an ellipsis and the key's end, or None."""

    state: State
    hint: str | None = None


UNKNOWN = KeyState("unknown")


_KeyringWord = Literal["ok", "locked", "missing", "unknown"]
_WORDS: Mapping[str, _KeyringWord] = {"ok": "ok", "locked": "locked"}


@dataclass(frozen=True, slots=True)
class KeyringState:
    """`backend` is its name, where there is one; `message` says what is wrong."""

    state: _KeyringWord = "unknown"
    backend: str | None = None
    message: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the control API's shape."""
        return {"backend": self.backend, "state": self.state, "message": self.message}


class KeyStates:
    """What was last seen of the keyring. `changed` is called where an answer came later than its question."""

    def __init__(self, secrets: Secrets, env: Mapping[str, str], changed: Callable[[], None]) -> None:
        self._secrets, self._env, self._changed = secrets, env, changed
        self.forget()

    def forget(self) -> None:
        """Look again when next asked."""
        self._seen: dict[str, KeyState] = {}
        self._asked: set[str] = set()
        self._keyring, self._described_at = KeyringState(), 0.0
        self._reading: asyncio.Task[None] | None = None

    async def keyring(self) -> KeyringState:
        """Return the keyring's state; unknown where it does not say so at once."""
        old = time.monotonic() - self._described_at > DOUBT_SECONDS
        if self._keyring.state == "unknown" or (self._keyring.state != "ok" and old):
            await self._read(set())
        return self._keyring

    async def of(self, profiles: Iterable[Profile]) -> dict[str, KeyState]:
        """Return the state of each profile's key by the profile's id; waits at most `PATIENCE_SECONDS`."""
        profiles = tuple(profiles)
        missing = {one.id for one in profiles if one.key.kind == "keyring"} - self._seen.keys()
        if missing:
            await self._read(missing)
        return {one.id: self._state_of(one) for one in profiles}

    def _state_of(self, profile: Profile) -> KeyState:
        if profile.key.kind == "none":
            return KeyState("not_needed")
        if profile.key.env is not None:
            return _describe(self._env.get(profile.key.env, "").strip() or None)
        return self._seen.get(profile.id, UNKNOWN)

    async def _read(self, ids: set[str]) -> None:
        """Ask for these, in one task for all who wait; it goes on where it takes longer than they do."""
        self._asked |= ids
        if self._reading is None or self._reading.done():
            self._reading = spawn(self._run(), "reading the state of the keyring")
        reading, seen, known = self._reading, self._seen, len(self._seen)
        done, _ = await asyncio.wait({reading}, timeout=PATIENCE_SECONDS)
        if not done:
            # Only where something has come: a keyring that stays slow would be asked without end.
            reading.add_done_callback(lambda _: self._changed() if len(seen) > known else None)

    async def _run(self) -> None:
        seen, asked = self._seen, self._asked
        keyring = await asyncio.to_thread(self._describe_keyring)
        if seen is self._seen:
            self._keyring, self._described_at = keyring, time.monotonic()
        while asked and seen is self._seen:
            profile_id = asked.pop()
            # A locked one is not asked: it would open its dialog.
            state = UNKNOWN if keyring.state == "locked" else await asyncio.to_thread(self._look, profile_id)
            if state is not UNKNOWN:
                seen[profile_id] = state

    def _describe_keyring(self) -> KeyringState:
        word, _, text = self._secrets.state().partition(": ")
        name = text if text and " " not in text else None
        state = _WORDS.get(word, "missing")
        return KeyringState(state, name, "" if name else in_a_window(text))

    def _look(self, profile_id: str) -> KeyState:
        try:
            return _describe(self._secrets.get(profile_id))
        except KeyringUnavailableError:
            return KeyState("missing")
        except KeyProblemError:
            return UNKNOWN


def hint_of(key: str) -> str | None:
    """Return what a key may be known by."""
    return f"…{key[-HINT_CHARACTERS:]}" if len(key) >= SHORTEST_HINTED else None


def _describe(key: str | None) -> KeyState:
    return KeyState("missing") if key is None else KeyState("present", hint_of(key))
