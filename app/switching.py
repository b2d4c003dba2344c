"""A click: which profile serves which client, and the clients' files that go with it.

The files and the pointer are one change: where one cannot be written nothing is switched. Then a running service is
told; the clients' next requests go to the new profile without a restart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import discovery, remembered
from app.context import Context
from app.direct import plan_direct
from app.errors import EXPECTED, AppError, sentence
from app.overview import is_connected
from app.port_owner import check_free
from profiles.activation import CONNECTABLE, Change
from profiles.bound_keys import KeyUnconfirmedError
from profiles.clients.catalog import catalog, list_entries
from profiles.clients.edit import ConnectSettings
from profiles.errors import NoKeyError, NotFoundError, ProfileError
from profiles.profile import Profile
from profiles.routes import CLIENTS, Client, ClientRoute, Mode

NOT_RUNNING = "Turnout is not running; the clients reach it once it is started: turnout serve"
NO_PORT_YET = "The port is chosen at the start of Turnout; the clients are connected then: turnout serve"


@dataclass(frozen=True, slots=True)
class Switched:
    """What a switch, connect, restore or undo did (or, in a dry run, would do)."""

    change: Change
    profile: str | None
    clients: tuple[Client, ...]
    warnings: tuple[str, ...] = ()
    mode: Mode = "proxy"

    def as_json(self) -> dict[str, Any]:
        """Return the shape of the command line contract."""
        return {
            "changed": [
                {"path": str(one.path), "before_sha256": one.before_sha256, "after_sha256": one.after_sha256}
                for one in self.change.changed
            ],
            "diff": self.change.diff,
            "mode": self.mode,
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
    mode: Mode = "proxy",
    port: int | None = None,
    dry_run: bool = False,
) -> Switched:
    """Let a profile serve the clients. `port`: where the service listens, if the caller knows.

    Directly, all clients are those that have a file. Raises `ProfileError` or `AppError`; then nothing has
    changed.
    """
    profile = context.profiles.get(profile_id)
    if mode == "direct":
        clients = _those_with_files(clients)
    warnings = _check_key(context, profile, mode)
    routes = {client: ClientRoute(profile.id, mode) for client in clients}
    wanted = {client: profile for client in clients if client in CONNECTABLE}
    change, more = _connect(context, wanted, port, dry_run, routes=routes, mode=mode)
    if port is None and not dry_run and context.tell_service():
        context.release_conversations(clients)
    return Switched(change, profile.id, tuple(clients), (*warnings, *more), mode)


def connect(
    context: Context,
    clients: Sequence[Client] | None = None,
    *,
    port: int | None = None,
    dry_run: bool = False,
    undoable: bool = True,
) -> Switched:
    """Write the entries of clients that have a profile; None: of all that have one.

    `undoable`: a person wants it, and may want it undone. Raises `ProfileError` where a named client, or every
    client, has no profile; and `AppError`.
    """
    served = clients
    if served is None:
        served = [client for client in CONNECTABLE if context.routes.get(client).profile] or CONNECTABLE
    wanted = {client: _serving(context, client) for client in served if client in CONNECTABLE}
    change, warnings = _connect(context, wanted, port, dry_run, undoable=undoable)
    profiles = {profile.id for profile in wanted.values()}
    modes = {context.routes.get(client).mode for client in wanted}
    return Switched(
        change,
        profiles.pop() if len(profiles) == 1 else None,
        tuple(wanted),
        warnings,
        "direct" if modes == {"direct"} else "proxy",
    )


def restore(context: Context, clients: Sequence[Client] = CONNECTABLE, *, dry_run: bool = False) -> Switched:
    """Take our entries out of the clients' files; the next start of the service leaves them out."""
    chosen = tuple(client for client in clients if client in CONNECTABLE)
    change = context.activation.restore(
        chosen, dry_run=dry_run, along=lambda: remembered.plan(context.paths, remove=chosen)
    )
    return Switched(change, None, chosen, (*change.warnings, *_say_kept(change)))


def undo(context: Context, dry_run: bool = False, *, port: int | None = None) -> Switched:
    """Undo the last switch, connect or restore: files and routes as before, but for what others have edited since.

    Raises `ProfileError`: nothing to undo, or a file that cannot be written; then nothing has changed.
    """
    last = context.activation.last()
    before = last.note.get("routes", {}) if last else {}
    routes = {client: ClientRoute(*before[client]) for client in CLIENTS if client in before}

    def along() -> dict[Path, bytes | None]:
        return {context.routes.path: context.routes.plan(routes)} if routes else {}

    change = context.activation.undo(dry_run=dry_run, along=along)
    warnings = [*change.warnings, *_say_kept(change)]
    if not dry_run:
        warnings += _lead_here(context, change.clients, port)
    profiles = {route.profile for route in routes.values()}
    modes = {route.mode for route in routes.values()}
    return Switched(
        change,
        profiles.pop() if len(profiles) == 1 else None,
        tuple(client for client in CLIENTS if client in {*change.clients, *routes}),
        tuple(warnings),
        "direct" if modes == {"direct"} else "proxy",
    )


def refresh(context: Context) -> tuple[str, ...]:
    """A profile or a key has changed: write connected clients' entries anew, tell the service.

    What has changed stays changed, so a file that cannot be written is a warning.
    """
    warnings = _write_anew(context, CONNECTABLE, None)
    context.tell_service()
    return tuple(warnings)


# ---------------------------------------------------------------------------- inside
def _lead_here(context: Context, clients: Sequence[Client], port: int | None) -> list[str]:
    """What came back leads to a running service; it may be on another port than then."""
    told = port is None and context.tell_service()
    return _write_anew(context, clients, port) if told or port is not None else []


def _write_anew(context: Context, clients: Sequence[Client], port: int | None) -> list[str]:
    warnings: list[str] = []
    for client in clients:
        if is_connected(context.activation, client) and context.routes.get(client).profile:
            try:
                connect(context, [client], port=port, undoable=False)
            except (*EXPECTED, OSError) as error:
                warnings.append(f"{client} still has what it had: {sentence(error)}")
    return warnings


def _connect(
    context: Context,
    wanted: Mapping[Client, Profile],
    port: int | None,
    dry_run: bool,
    *,
    routes: Mapping[Client, ClientRoute] | None = None,
    mode: Mode | None = None,
    undoable: bool = True,
) -> tuple[Change, tuple[str, ...]]:
    """Write the clients' entries and, in the same change, the routes; returns what changed, and warnings.

    `mode`: of all of them; None: of each the one of its route.
    """
    routes = routes or {}
    modes = {client: mode or context.routes.get(client).mode for client in wanted}
    written = dict(wanted)
    waiting: list[Client] = []
    warnings: list[str] = []
    through_us = [client for client in wanted if modes[client] == "proxy"]
    # The other apps' route is no file, and still needs somebody who listens.
    if port is None and (through_us or mode == "proxy"):
        running = discovery.find(context.paths)
        port = running.port if running else context.settings.load().port
        if running is None:
            # A stranger on our port would get the clients' requests.
            check_free(port)
            warnings.append(NOT_RUNNING if port else NO_PORT_YET)
    if port == 0:
        waiting = through_us
        written = {client: profile for client, profile in wanted.items() if client not in waiting}
    settings = {
        client: _settings(context, client, profile, port or 0, modes[client])
        for client, profile in written.items()
    }
    content: bytes | None = None
    if "codex" in written:
        serving = written["codex"]
        # Directly, nobody would know what `model@profile` means.
        directly = modes["codex"] == "direct"
        entries = list_entries([serving] if directly else context.profiles.list(), [serving.id])
        entries = tuple(one for one in entries if not (directly and one.slug.endswith(f"@{serving.id}")))
        content = catalog(entries)
        settings["codex"] = replace(
            settings["codex"],
            catalog=context.paths.catalog_json,
            catalog_models=tuple(entry.slug for entry in entries),
        )

    def along() -> dict[Path, bytes | None]:
        files = remembered.plan(context.paths, remove=written, add=waiting)
        return {**files, context.routes.path: context.routes.plan(routes)} if routes else files

    known = context.routes.all()
    note = {"routes": {client: [known[client].profile, known[client].mode] for client in routes}}
    change = context.activation.connect(
        settings, content, dry_run=dry_run, undoable=undoable, along=along, note=note
    )
    return change, (*warnings, *change.warnings, *_say_kept(change))


def _say_kept(change: Change) -> tuple[str, ...]:
    return tuple(f"Kept, because somebody has changed it since: {name}" for name in change.kept)


def _those_with_files(clients: Sequence[Client]) -> tuple[Client, ...]:
    """The clients that can go to a provider directly. Raises `AppError` where none is among them."""
    found = tuple(client for client in clients if client in CONNECTABLE)
    if not found:
        raise AppError(
            "Other apps have no file that Turnout could write, so they cannot be sent to a provider directly.",
            "Give them the provider's address and key yourself, or go through Turnout: leave --mode out.",
            "direct_impossible",
        )
    return found


def _settings(context: Context, client: Client, profile: Profile, port: int, mode: Mode) -> ConnectSettings:
    model = profile.find_model(profile.model) if profile.model else None
    direct = plan_direct(context, client, profile) if mode == "direct" else None
    return ConnectSettings(
        base_url="" if direct else f"http://127.0.0.1:{port}",
        access_key="" if direct else context.access.get(client),
        model=profile.model,
        small_model=profile.small_model,
        context_window=model.context_window if model else None,
        env=context.env,
        direct=direct,
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


def _check_key(context: Context, profile: Profile, mode: Mode) -> list[str]:
    """Refuse a profile that has no key; a keyring that does not answer now is only worth a warning."""
    try:
        context.keys.key_of(profile)
        context.keys.demand_confirmed(profile)
    except KeyUnconfirmedError as error:
        if mode == "direct":
            raise
        return [sentence(error)]
    except NoKeyError as error:
        if profile.key.kind == "keyring":
            raise
        who = "Directly, the client needs it" if mode == "direct" else "The service needs it"
        return [f"{error.message} {who} in its own environment."]
    except ProfileError as error:
        return [sentence(error)]
    return []
