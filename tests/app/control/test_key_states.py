"""What is known of keys: states and hints, never the key; a slow keyring is not waited for."""

import threading
import time

from app.control.key_states import KeyState, KeyStates, hint_of
from profiles.errors import KeyringTimeoutError, KeyringUnavailableError
from profiles.making import make_profile
from profiles.profile import KeyRef, Profile

KEY = "sk-canary-states-0123456789"


class Kept:
    """Secrets in memory, with a gate that may be closed."""

    def __init__(self, **kept: str) -> None:
        self.kept = kept
        self.said = "ok: Memory"
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[str] = []

    def get(self, profile_id: str) -> str | None:
        self.asked.append(profile_id)
        self.gate.wait(60)
        if self.error:
            raise self.error
        return self.kept.get(profile_id)

    def set(self, profile_id: str, value: str) -> None:
        raise NotImplementedError

    def delete(self, profile_id: str) -> None:
        raise NotImplementedError

    def state(self) -> str:
        return self.said


def profile(name: str, key: KeyRef | None = None) -> Profile:
    return make_profile(name, preset="deepseek", key=key).profile


def states(kept: Kept, env: dict[str, str] | None = None) -> tuple[KeyStates, list[int]]:
    changes: list[int] = []
    return KeyStates(kept, env or {}, lambda: changes.append(1)), changes


async def test_each_place_of_a_key() -> None:
    found, changes = states(Kept(a=KEY, b="short"), {"X_KEY": f" {KEY} ", "EMPTY": " "})
    profiles = [
        profile("a"),
        profile("b"),
        profile("c"),
        profile("d", KeyRef("none")),
        profile("e", KeyRef("env", "X_KEY")),
        profile("f", KeyRef("env", "EMPTY")),
    ]
    assert await found.of(profiles) == {
        "a": KeyState("present", "…6789"),
        "b": KeyState("present", None),
        "c": KeyState("missing"),
        "d": KeyState("not_needed"),
        "e": KeyState("present", "…6789"),
        "f": KeyState("missing"),
    }
    assert not changes
    assert KEY not in str(found._seen)


async def test_it_asks_once_until_told() -> None:
    kept = Kept(a=KEY)
    found, _ = states(kept)
    for _ in range(3):
        await found.of([profile("a")])
    assert kept.asked == ["a"]
    found.forget()
    await found.of([profile("a")])
    assert kept.asked == ["a", "a"]


async def test_a_slow_keyring_is_not_waited_for() -> None:
    kept = Kept(a=KEY)
    kept.gate.clear()
    found, changes = states(kept)
    began = time.monotonic()
    assert await found.of([profile("a")]) == {"a": KeyState("unknown")}
    assert time.monotonic() - began < 30
    kept.gate.set()
    assert found._reading
    await found._reading
    assert changes == [1]
    assert await found.of([profile("a")]) == {"a": KeyState("present", "…6789")}


async def test_one_that_stays_silent_is_no_change() -> None:
    kept = Kept(a=KEY)
    kept.error = KeyringTimeoutError("No answer.")
    kept.gate.clear()
    found, changes = states(kept)
    await found.of([profile("a")])
    kept.gate.set()
    assert found._reading
    await found._reading
    assert not changes
    assert await found.of([profile("a")]) == {"a": KeyState("unknown")}


async def test_what_was_asked_before_it_was_told_to_forget_is_not_kept() -> None:
    kept = Kept(a=KEY)
    kept.gate.clear()
    found, _ = states(kept)
    assert await found.of([profile("a")]) == {"a": KeyState("unknown")}
    late = found._reading
    found.forget()
    kept.kept = {}
    kept.gate.set()
    assert await found.of([profile("a")]) == {"a": KeyState("missing")}
    assert late
    await late
    assert await found.of([profile("a")]) == {"a": KeyState("missing")}


async def test_a_locked_keyring_is_not_opened() -> None:
    kept = Kept(a=KEY)
    kept.said = "locked: SecretService"
    found, _ = states(kept)
    assert await found.of([profile("a")]) == {"a": KeyState("unknown")}
    assert kept.asked == []
    assert (await found.keyring()).as_json() == {
        "backend": "SecretService", "state": "locked", "message": "",
    }  # fmt: skip


async def test_no_keyring_at_all() -> None:
    kept = Kept()
    kept.said = "none: there is no keyring, or use `--key-env VARIABLE`"
    kept.error = KeyringUnavailableError("None.")
    found, _ = states(kept)
    assert await found.of([profile("a")]) == {"a": KeyState("missing")}
    keyring = await found.keyring()
    assert (keyring.state, keyring.backend) == ("missing", None)
    assert "environment variable" in keyring.message
    kept.said = "ok: Memory"
    found._described_at = 0.0  # long ago
    assert (await found.keyring()).state == "ok"


def test_hints() -> None:
    assert hint_of("0123456789ab") == "…89ab"
    assert hint_of("0123456789a") is None
