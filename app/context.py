"""What every command and the service work with: Turnout's files, profiles, routes, settings and keys."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from app import discovery
from profiles.access import AccessKeys
from profiles.activation import Activation
from profiles.paths import Paths
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
    activation: Activation

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> "Context":
        """Return the context of this process's environment. Raises `OSError` where a folder cannot be made."""
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
            activation=Activation(paths, env),
        )

    def tell_service(self) -> bool:
        """Make a running service read its files and the keyring again; returns whether one runs."""
        running = discovery.find(self.paths)
        if running is None:
            return False
        discovery.call(running, "POST", "reload")
        return True
