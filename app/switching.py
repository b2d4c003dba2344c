"""A click: which profile serves which client, and the clients' files that go with it.

The files are written first: where one cannot be written nothing is switched. Then the pointer moves and a running
service is told; the clients' next requests go to the new profile without a restart.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import discovery
from app.context import Context
from profiles import safe_write
from profiles.activation import CONNECTABLE, Activation, Change
from profiles.clients.catalog import catalog, list_entries
from profiles.clients.edit import ConnectSettings
from profiles.errors import NoKeyError, NotFoundError, ProfileError
from profiles.profile import Profile
from profiles.routes import CLIENTS, Client
from profiles.secrets import resolve_key


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

    Raises `ProfileError`; then nothing has changed.
    """
    profile = context.profiles.get(profile_id)
    warnings = _check_key(context, profile)
    running = None if port is not None else discovery.find(context.paths)
    if port is None:
        port = running.port if running else context.settings.load().port
        if running is None:
            warnings.append("Turnout is not running; the clients reach it once it is started: turnout serve")
    wanted = {client: profile for client in clients if client in CONNECTABLE}
    change = _connect(context, wanted, port, dry_run)
    if not dry_run:
        for client in clients:
            context.routes.set(client, profile.id)
        _remember(context, set(_remembered(context)) - set(clients))
        if running is not None:
            discovery.call(running, "POST", "reload")
    return Switched(change, profile.id, tuple(clients), (*warnings, *change.warnings))


def connect(
    context: Context,
    clients: Sequence[Client] = CONNECTABLE,
    *,
    port: int | None = None,
    dry_run: bool = False,
) -> Switched:
    """Write the entries of clients that have a profile. Raises `ProfileError` where one has none."""
    wanted = {client: _serving(context, client) for client in clients if client in CONNECTABLE}
    if port is None:
        running = discovery.find(context.paths)
        port = running.port if running else context.settings.load().port
    change = _connect(context, wanted, port, dry_run)
    profiles = {profile.id for profile in wanted.values()}
    return Switched(change, profiles.pop() if len(profiles) == 1 else None, tuple(wanted), change.warnings)


def restore(context: Context, clients: Sequence[Client] = CONNECTABLE, *, dry_run: bool = False) -> Switched:
    """Take our entries out of the clients' files; the next start of the service leaves them out."""
    chosen = tuple(client for client in clients if client in CONNECTABLE)
    change = Activation(context.paths, context.env).restore(chosen, dry_run=dry_run)
    if not dry_run:
        _remember(context, set(_remembered(context)) - set(chosen))
    warnings = (
        *change.warnings,
        *(f"Kept, because somebody has changed it since: {name}" for name in change.kept),
    )
    return Switched(change, None, chosen, warnings)


def refresh(context: Context) -> None:
    """Write the entries of connected clients anew (after a key or a profile changed), tell the service."""
    activation = Activation(context.paths, context.env)
    clients = [
        client
        for client in CONNECTABLE
        if activation.connected(client) and context.routes.get(client).profile
    ]
    if clients:
        connect(context, clients)
    context.tell_service()


def suspend(context: Context) -> None:
    """The service ends: give the clients their files back, remember who is to be connected again."""
    activation = Activation(context.paths, context.env)
    connected = [client for client in CONNECTABLE if activation.connected(client)]
    _remember(context, connected)
    activation.restore(connected)


def resume(context: Context, port: int) -> tuple[tuple[Client, ...], tuple[str, ...]]:
    """The service has started on this port: connect who was connected. Returns the clients and warnings.

    A file that cannot be written is a warning: the other client, and the service, go on.
    """
    activation = Activation(context.paths, context.env)
    remembered = _remembered(context)
    connected: list[Client] = []
    warnings: list[str] = []
    for client in CONNECTABLE:
        if client not in remembered and not activation.connected(client):
            continue
        try:
            warnings += connect(context, [client], port=port).warnings
            connected.append(client)
        except ProfileError as error:
            warnings.append(f"{client} was not connected: {error.message} {error.fix}".strip())
    _remember(context, set(remembered) - set(connected))
    return tuple(connected), tuple(warnings)


def describe_routes(context: Context) -> dict[str, dict[str, Any]]:
    """Return who is served by what: `routes` of `turnout status --json`."""
    activation = Activation(context.paths, context.env)
    profiles = {profile.id: profile for profile in context.profiles.list()}
    described: dict[str, dict[str, Any]] = {}
    for client, route in context.routes.all().items():
        profile = profiles.get(route.profile or "")
        described[client] = {
            "profile": route.profile,
            "model": profile.model if profile else None,
            "mode": route.mode,
            "connected": client in CONNECTABLE and activation.connected(client),
        }
    return described


# ---------------------------------------------------------------------------- inside
def _connect(context: Context, wanted: dict[Client, Profile], port: int, dry_run: bool) -> Change:
    profiles = context.profiles.list()
    base_url = f"http://127.0.0.1:{port}"
    settings: dict[Client, ConnectSettings] = {}
    content: bytes | None = None
    for client, profile in wanted.items():
        model = profile.find_model(profile.model) if profile.model else None
        settings[client] = ConnectSettings(
            base_url=base_url,
            access_key=context.access.get(client),
            model=profile.model,
            small_model=profile.small_model,
            context_window=model.context_window if model else None,
            env=context.env,
        )
        if client == "codex":
            entries = list_entries(profiles, [profile.id])
            content = catalog(entries)
            settings[client] = replace(
                settings[client],
                catalog=context.paths.catalog_json,
                catalog_models=tuple(entry.slug for entry in entries),
            )
    return Activation(context.paths, context.env).connect(settings, content, dry_run=dry_run)


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
        return [f"{error.message} {error.fix}".strip()]
    return []


def _remembered(context: Context) -> list[str]:
    try:
        return [str(client) for client in json.loads(_memory(context).read_bytes())]
    except (OSError, ValueError, TypeError):
        return []


def _remember(context: Context, clients: Iterable[str]) -> None:
    said = json.dumps(sorted(clients)).encode()
    if said != b"[]" or _memory(context).exists():
        safe_write.update(_memory(context), lambda _: said)


def _memory(context: Context) -> Path:
    """Return the file that names the clients to connect at the next start."""
    return context.paths.state / "resume.json"
