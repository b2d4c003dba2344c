"""What every command and the service work with: Turnout's files, profiles, routes, settings and keys."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from app import discovery
from profiles.access import AccessKeys
from profiles.paths import Paths
from profiles.profile import Profile
from profiles.routes import RouteTable
from profiles.secrets import KeyringSecrets
from profiles.settings import SettingsStore
from profiles.store import ProfileStore


@dataclass(frozen=True, slots=True)
class Context:
    """One for each process; everything in it reads its files when asked."""

    env: Mapping[str, str]
    paths: Paths
    profiles: ProfileStore
    routes: RouteTable
    settings: SettingsStore
    access: AccessKeys
    secrets: KeyringSecrets

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> "Context":
        """Return the context of this process's environment."""
        env = os.environ if env is None else env
        paths = Paths.from_env(env)
        paths.make()
        return cls(
            env=env,
            paths=paths,
            profiles=ProfileStore(paths),
            routes=RouteTable(paths),
            settings=SettingsStore(paths),
            access=AccessKeys(paths),
            secrets=KeyringSecrets(),
        )

    def tell_service(self) -> bool:
        """Make a running service read its files again; returns whether one runs."""
        running = discovery.find(self.paths)
        if running is None:
            return False
        discovery.call(running, "POST", "reload")
        return True

    def store_key(self, profile: Profile, key: str) -> None:
        """Put a key into the keyring. The profile then looks for it there."""
        from profiles.making import with_key
        from profiles.profile import KeyRef

        self.secrets.set(profile.id, key)
        if profile.key.kind != "keyring":
            self.profiles.update(with_key(profile, KeyRef("keyring")))
