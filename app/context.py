"""What every command and the service work with: Turnout's files, profiles, routes, settings and keys."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app import discovery
from profiles.access import AccessKeys
from profiles.bound_keys import BoundKeys
from profiles.errors import ProfileError
from profiles.fallback_rules import FallbackRules
from profiles.key_origins import KeyOrigins
from profiles.paths import Paths
from profiles.routes import RouteTable
from profiles.settings import SettingsStore
from profiles.store import ProfileStore
from profiles.stored_secrets import StoredSecrets

if TYPE_CHECKING:
    from profiles.activation import Activation


@dataclass(frozen=True)
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

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> "Context":
        """Return the context of this process's environment. Raises `OSError` where a folder cannot be made."""
        env = os.environ if env is None else env
        paths = Paths.from_env(env)
        paths.make()
        secrets = StoredSecrets(paths)
        context = cls(
            env=env,
            paths=paths,
            profiles=ProfileStore(paths),
            routes=RouteTable(paths),
            fallback=FallbackRules(paths),
            settings=SettingsStore(paths),
            access=AccessKeys(paths),
            secrets=secrets,
            keys=BoundKeys(secrets, KeyOrigins(paths.key_origins_json), env),
        )
        if paths.journal_json.exists():
            # Nobody waits here, and whoever writes the files next is told what is wrong with them.
            with suppress(ProfileError, OSError):
                context.activation.recover(patience_s=0)
        return context

    @cached_property
    def activation(self) -> "Activation":
        """The clients' files, with which most commands have nothing to do."""
        from profiles.activation import Activation

        return Activation(self.paths, self.env)

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
