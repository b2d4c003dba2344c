"""What every command and the service work with: Turnout's files, profiles, routes, settings and keys."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import discovery
from profiles.access import AccessKeys
from profiles.activation import Activation
from profiles.bound_keys import BoundKeys
from profiles.errors import ProfileError
from profiles.fallback_rules import FallbackRules
from profiles.key_origins import KeyOrigins
from profiles.paths import Paths
from profiles.routes import RouteTable
from profiles.settings import SettingsStore
from profiles.store import ProfileStore
from profiles.stored_secrets import StoredSecrets


@dataclass(frozen=True, slots=True)
class Context:
    """One for each process; everything in it reads its files when asked."""

    env: Mapping[str, str]
    paths: Paths
    profiles: ProfileStore
    routes: RouteTable
    fallback: FallbackRules
    settings: SettingsStore
    access: AccessKeys
    secrets: StoredSecrets
    keys: BoundKeys
    activation: Activation

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> "Context":
        """Return the context of this process's environment. Raises `OSError` where a folder cannot be made."""
        env = os.environ if env is None else env
        paths = Paths.from_env(env)
        paths.make()
        activation = Activation(paths, env)
        if activation.unfinished():
            # Nobody waits here, and whoever writes the files next is told what is wrong with them.
            with suppress(ProfileError, OSError):
                activation.recover(patience_s=0)
        secrets = StoredSecrets(paths)
        return cls(
            env=env,
            paths=paths,
            profiles=ProfileStore(paths),
            routes=RouteTable(paths),
            fallback=FallbackRules(paths),
            settings=SettingsStore(paths),
            access=AccessKeys(paths),
            secrets=secrets,
            keys=BoundKeys(secrets, KeyOrigins(paths.key_origins_json), env),
            activation=activation,
        )

    @property
    def log_file(self) -> Path:
        """Where the requests are kept."""
        return self.paths.state / "log.db"

    def tell_service(self) -> bool:
        """Make a running service read its files and the keyring again; returns whether one runs."""
        running = discovery.find(self.paths)
        if running is None:
            return False
        discovery.call(running, "POST", "reload")
        return True

    def release_conversations(self, clients: Sequence[str]) -> None:
        """Let the clients' conversations go where their user has sent them now, also those that a fallback answers."""
        running = discovery.find(self.paths)
        if running is not None:
            for client in clients:
                discovery.call(running, "POST", f"fallbacks/{client}/release")
