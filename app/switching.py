"""A click: which profile serves which client, and the clients' files that go with it.

The files are written first: where one cannot be written nothing is switched. Then the pointer moves and a running
service is told; the clients' next requests go to the new profile without a restart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app import discovery, remembered
from app.context import Context
from app.errors import EXPECTED, sentence
from app.overview import is_connected
from app.port_owner import check_free
from profiles.activation import CONNECTABLE, Change
from profiles.clients.catalog import catalog, list_entries
from profiles.clients.edit import ConnectSettings
from profiles.errors import NoKeyError, NotFoundError, ProfileError
from profiles.profile import Profile
from profiles.routes import CLIENTS, Client
from profiles.secrets import resolve_key

NOT_RUNNING = "Turnout is not running; the clients reach it once it is started: turnout serve"
NO_PORT_YET = "The port is chosen at the start of Turnout; the clients are connected then: turnout serve"


@dataclass(frozen=True, slots=True)
class Switched:
    """What a switch, connect or restore did (or, in a dry run, would do)."""

    change: Change
    profile: str | None
    clients: tuple[Client, ...]
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the shape of the command line contract."""
        return {
            "changed": [
                {"path": str(one.path), "before_sha256": one.before_sha256, "after_sha256": one.after_sha256}
                for one in self.change.changed
            ],
            "diff": self.change.diff,
            "mode": "proxy",
            "profile": self.profile,
            "clients": list(self.clients),
            "warnings": list(self.warnings),
            "kept": list(self.change.kept),
        }


def switch(
    context: Context,
    profile_id: str,
    clients: Sequence[Client] = CLIENTS,
    *,
    port: int | None = None,
    dry_run: bool = False,
) -> Switched:
    """Let a profile serve the clients. `port`: where the service listens, if the caller knows.

    Raises `ProfileError` or `AppError`; then nothing has changed.
    """
    profile = context.profiles.get(profile_id)
    warnings = _check_key(context, profile)
    wanted = {client: profile for client in clients if client in CONNECTABLE}
    change, more = _connect(context, wanted, port, dry_run)
    if not dry_run:
        for client in clients:
            context.routes.set(client, profile.id)
        if port is None:
            context.tell_service()
    return Switched(change, profile.id, tuple(clients), (*warnings, *more))


def connect(
    context: Context,
    clients: Sequence[Client] | None = None,
    *,
    port: int | None = None,
    dry_run: bool = False,
) -> Switched:
    """Write the entries of clients that have a profile; None: of all that have one.

    Raises `ProfileError` where a named client, or every client, has none; and `AppError`.
    """
    served = clients
    if served is None:
        served = [client for client in CONNECTABLE if context.routes.get(client).profile] or CONNECTABLE
    wanted = {client: _serving(context, client) for client in served if client in CONNECTABLE}
    change, warnings = _connect(context, wanted, port, dry_run)
    profiles = {profile.id for profile in wanted.values()}
    return Switched(change, profiles.pop() if len(profiles) == 1 else None, tuple(wanted), warnings)


def restore(context: Context, clients: Sequence[Client] = CONNECTABLE, *, dry_run: bool = False) -> Switched:
    """Take our entries out of the clients' files; the next start of the service leaves them out."""
    chosen = tuple(client for client in clients if client in CONNECTABLE)
    change = context.activation.restore(chosen, dry_run=dry_run)
    if not dry_run:
        remembered.remove(context.paths, chosen)
    kept = (f"Kept, because somebody has changed it since: {name}" for name in change.kept)
    return Switched(change, None, chosen, (*change.warnings, *kept))


def refresh(context: Context) -> tuple[str, ...]:
    """A profile or a key has changed: write connected clients' entries anew, tell the service.

    What has changed stays changed, so a file that cannot be written is a warning.
    """
    warnings: list[str] = []
    for client in CONNECTABLE:
        if is_connected(context.activation, client) and context.routes.get(client).profile:
            try:
                connect(context, [client])
            except (*EXPECTED, OSError) as error:
                warnings.append(f"{client} still has what it had: {sentence(error)}")
    context.tell_service()
    return tuple(warnings)


# ---------------------------------------------------------------------------- inside
def _connect(
    context: Context, wanted: dict[Client, Profile], port: int | None, dry_run: bool
) -> tuple[Change, tuple[str, ...]]:
    """Write the clients' entries; returns what changed, and warnings."""
    warnings: list[str] = []
    if port is None:
        running = discovery.find(context.paths)
        port = running.port if running else context.settings.load().port
        if running is None:
            # A stranger on our port would get the clients' requests.
            check_free(port)
            warnings.append(NOT_RUNNING if port else NO_PORT_YET)
    if port == 0:
        if not dry_run:
            remembered.add(context.paths, wanted)
        return Change(tuple(wanted)), tuple(warnings)
    settings = {client: _settings(context, client, profile, port) for client, profile in wanted.items()}
    content: bytes | None = None
    if "codex" in wanted:
        entries = list_entries(context.profiles.list(), [wanted["codex"].id])
        content = catalog(entries)
        settings["codex"] = replace(
            settings["codex"],
            catalog=context.paths.catalog_json,
            catalog_models=tuple(entry.slug for entry in entries),
        )
    change = context.activation.connect(settings, content, dry_run=dry_run)
    if not dry_run:
        remembered.remove(context.paths, wanted)
    return change, (*warnings, *change.warnings)


def _settings(context: Context, client: Client, profile: Profile, port: int) -> ConnectSettings:
    model = profile.find_model(profile.model) if profile.model else None
    return ConnectSettings(
        base_url=f"http://127.0.0.1:{port}",
        access_key=context.access.get(client),
        model=profile.model,
        small_model=profile.small_model,
        context_window=model.context_window if model else None,
        env=context.env,
    )


def _serving(context: Context, client: Client) -> Profile:
    chosen = context.routes.get(client).profile
    if chosen is None:
        raise NotFoundError(
            f"No profile serves {client}.",
            f"Choose one: turnout use PROFILE --client {client}",
            code="no_profile",
        )
    return context.profiles.get(chosen)


def _check_key(context: Context, profile: Profile) -> list[str]:
    """Refuse a profile that has no key; a keyring that does not answer now is only worth a warning."""
    try:
        resolve_key(profile, context.secrets, context.env)
    except NoKeyError as error:
        if profile.key.kind == "keyring":
            raise
        return [f"{error.message} The service needs it in its own environment."]
    except ProfileError as error:
        return [sentence(error)]
    return []
