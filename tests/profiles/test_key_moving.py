"""Keys on the way from one store to another are never only on the way, wherever the process is killed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from profiles.errors import KeyringLockedError, KeyringUnavailableError
from profiles.key_moving import copy, drop_copies
from tests.fakes.key_mover import KEYS
from tests.fakes.secret_store import MemorySecrets
from tests.tree import ROOT

KEY, OTHER = "sk-canary-0123456789", "sk-canary-9876543210"


@pytest.mark.parametrize("move", ["file", "keyring", "service"])
def test_killed_at_every_step(move: str, tmp_path: Path) -> None:
    """Before each call that changes something; `service`: from an older service name of the keyring."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.key_mover", str(tmp_path), move],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    runs = json.loads(done.stdout)
    assert len(runs) > 10, "that few steps cannot be all"
    for step, run in enumerate(runs):
        assert run["killed"]["read"] == KEYS, f"lost at step {step}"
        assert run["mended"]["read"] == KEYS, f"lost in mending after step {step}"
        for name, held in run["mended"]["held"].items():
            assert sorted(held, key=str) == sorted([None, KEYS[name]], key=str), (
                f"{name} twice after step {step}"
            )
        assert not run["moving"]
    whole = runs[-1]["killed"]
    assert whole["read"] == KEYS
    if move != "service":
        assert whole["storage"] == move
        assert {run["mended"]["storage"] for run in runs} == {"keyring", "file"}


def test_copies_are_read_back() -> None:
    class Lying(MemorySecrets):
        def set(self, profile_id: str, value: str, deadline_s: float | None = None) -> None:
            super().set(profile_id, value[:-1])

    with pytest.raises(KeyringUnavailableError, match="does not give it back"):
        copy(MemorySecrets(p=KEY), Lying(), ["p"])


def test_only_copies_are_deleted() -> None:
    place, other = MemorySecrets(a=KEY, b=KEY, c=KEY), MemorySecrets(a=KEY, b=OTHER)
    assert drop_copies(place, other, ["a", "b", "c", "d"]) == ()
    assert place.kept == {"b": KEY, "c": KEY}
    assert drop_copies(place, other, ["b", "c"], stale=True) == ()
    assert place.kept == {"c": KEY}


def test_what_does_not_answer_is_left() -> None:
    class Locked(MemorySecrets):
        def delete(self, profile_id: str, deadline_s: float | None = None) -> None:
            raise KeyringLockedError("The keyring is locked.")

    assert drop_copies(Locked(a=KEY), MemorySecrets(a=KEY), ["a"]) == ("a",)
