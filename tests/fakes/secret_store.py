"""Provider keys in memory, for tests that are not about the keyring."""

import os
from collections.abc import Mapping

from profiles.bound_keys import BoundKeys
from profiles.key_origins import KeyOrigins
from profiles.paths import Paths
from profiles.secrets import Secrets


def bound(secrets: Secrets, env: Mapping[str, str] | None = None) -> BoundKeys:
    """The keys with the addresses they are for, which this test's home keeps."""
    return BoundKeys(secrets, KeyOrigins(Paths.from_env(os.environ).key_origins_json), env or {})


class MemorySecrets:
    """`profiles.secrets.Secrets` without a keyring."""

    def __init__(self, **kept: str) -> None:
        self.kept = dict(kept)

    def get(self, profile_id: str) -> str | None:
        return self.kept.get(profile_id)

    def set(self, profile_id: str, value: str, deadline_s: float | None = None) -> None:
        self.kept[profile_id] = value

    def delete(self, profile_id: str, deadline_s: float | None = None) -> None:
        self.kept.pop(profile_id, None)

    def state(self) -> str:
        return "ok: memory"
