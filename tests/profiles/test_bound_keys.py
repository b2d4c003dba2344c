"""A key is given out for its addresses alone, also while another one is being given."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from profiles import safe_write
from profiles.bound_keys import BoundKey, BoundKeys, KeyUnconfirmedError
from profiles.errors import FileProblemError, KeyringUnavailableError, NoKeyError
from profiles.key_origins import KeyOrigins
from profiles.profile import Endpoint, KeyRef, Profile
from tests.fakes.secret_store import MemorySecrets

KEY, OTHER = "sk-canary-bound-0123456789", "sk-canary-other-0123456789"
KEYRING = KeyRef("keyring")
A, B = "https://a.example", "https://b.example"


def at(origin: str, key: KeyRef = KEYRING) -> Profile:
    return Profile(id="p", name="P", endpoints=(Endpoint("chat", f"{origin}/v1"),), key=key)


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def keys(tmp_path: Path, secrets: MemorySecrets) -> BoundKeys:
    return BoundKeys(secrets, KeyOrigins(tmp_path / "key-origins.json"), {"VAR": OTHER})


def test_a_key_goes_where_it_was_given_for(keys: BoundKeys) -> None:
    keys.give(at(A), f" {KEY}\n")
    assert keys.key_of(at(A)).at(f"{A}/v1/chat/completions") == KEY
    with pytest.raises(
        KeyUnconfirmedError, match=r"given for https://a\.example, .* https://b\.example"
    ) as error:
        keys.key_of(at(B)).at(f"{B}/v1/chat/completions")
    assert "confirm-key p" in error.value.fix
    with pytest.raises(KeyUnconfirmedError):
        keys.demand_confirmed(at(B))
    keys.origins.confirm(at(B), [B])
    keys.demand_confirmed(at(B))
    assert keys.key_of(at(B)).at(f"{B}/v1") == KEY


def test_no_key_is_shown() -> None:
    assert KEY not in repr(BoundKey("p", KEY, (A,)))


def test_without_a_key_there_is_nothing_to_confirm(keys: BoundKeys) -> None:
    assert keys.key_of(at(A, KeyRef("none"))).at(B) is None
    with pytest.raises(NoKeyError):
        keys.key_of(at(A))


def test_a_variable_counts_for_the_address_it_was_named_with(keys: BoundKeys) -> None:
    env = KeyRef("env", "VAR")
    assert keys.key_of(at(A, env)).at(A) == OTHER
    with pytest.raises(KeyUnconfirmedError):
        keys.key_of(at(B, env)).at(B)


def test_a_variable_that_is_named_again(keys: BoundKeys) -> None:
    env = KeyRef("env", "VAR")
    keys.name(at(A, env))
    keys.name(at(B, env))
    keys.name(at(A))
    assert keys.key_of(at(B, env)).origins == (B,)
    assert keys.origins.of(at(A)) is None


def test_a_key_that_could_not_be_dropped_serves_nobody(keys: BoundKeys, secrets: MemorySecrets) -> None:
    class Stuck(MemorySecrets):
        def delete(self, profile_id: str, deadline_s: float | None = None) -> None:
            raise KeyringUnavailableError("stuck")

    keys.give(at(A), KEY)
    stuck = BoundKeys(Stuck(**secrets.kept), keys.origins, {})
    with pytest.raises(KeyringUnavailableError):
        stuck.drop("p")
    with pytest.raises(KeyUnconfirmedError, match="no address that is known"):
        stuck.key_of(at(A)).at(A)
    keys.drop("p")
    assert secrets.kept == {}
    assert keys.origins.of(at(A)) is None


def test_a_new_key_is_used_once_the_profile_is_what_it_was_given_for(keys: BoundKeys) -> None:
    """Read at any moment of the change, each key is at its own address alone."""
    keys.give(at(A), KEY)
    seen: list[BoundKey] = []
    keys.give(at(B), OTHER, then=lambda: seen.append(keys.key_of(at(A))))
    assert [one.origins for one in seen] == [()]
    assert keys.key_of(at(B)).origins == (B,)


def test_a_key_that_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    changes: list[Callable[[], None]] = []

    class Racing(MemorySecrets):
        def get(self, profile_id: str) -> str | None:
            found = super().get(profile_id)
            if changes:
                changes.pop()()
            return found

    secrets = Racing()
    keys = BoundKeys(secrets, KeyOrigins(tmp_path / "key-origins.json"), {})
    keys.give(at(A), KEY)
    changes.append(lambda: keys.give(at(B), OTHER))
    found = keys.key_of(at(B))
    assert (found.value, found.origins) == (OTHER, (B,))
    changes.extend(lambda number=number: keys.give(at(B), f"{KEY}{number}") for number in range(4))  # type: ignore[misc]
    with pytest.raises(KeyringUnavailableError, match="being changed"):
        keys.key_of(at(B))


def test_a_full_disk_keeps_nobody_from_working(
    keys: BoundKeys, secrets: MemorySecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: object) -> bytes:
        raise FileProblemError(path, "No space left.")

    secrets.kept["p"] = KEY
    monkeypatch.setattr(safe_write, "update", full)
    assert keys.key_of(at(A)).at(A) == KEY


def test_a_key_goes_into_the_keyring_of_a_profile_that_had_a_variable(keys: BoundKeys) -> None:
    before = at(A, KeyRef("env", "VAR"))
    keys.give(before, KEY)
    assert keys.key_of(replace(before, key=KeyRef("keyring"))).at(A) == KEY
