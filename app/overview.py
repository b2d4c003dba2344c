"""What runs, and which client is served by what: `turnout status --json`."""

from collections.abc import Iterable, Mapping
from typing import Any

from app import discovery
from app.context import Context
from app.errors import AppError, sentence
from app.files import Files, Said
from app.version import VERSION
from profiles import record
from profiles.activation import CONNECTABLE, Activation
from profiles.errors import ProfileError
from profiles.profile import Profile
from profiles.routes import CLIENTS, Client, ClientRoute


def describe_routes(
    profiles: Iterable[Profile], routes: Mapping[Client, ClientRoute], activation: Activation
) -> dict[str, dict[str, Any]]:
    """Return `profile`, `model`, `mode` and `connected` of every client."""
    known = {profile.id: profile for profile in profiles}
    described: dict[str, dict[str, Any]] = {}
    for client in CLIENTS:
        route = routes.get(client, ClientRoute())
        profile = known.get(route.profile or "")
        described[client] = {
            "profile": route.profile,
            "model": profile.model if profile else None,
            "mode": route.mode,
            "connected": is_connected(activation, client),
        }
    return described


def describe_service(context: Context) -> dict[str, Any]:
    """What the running service says of itself, else what the files say."""
    problem: str | None = None
    try:
        running = discovery.find(context.paths)
        if running is not None:
            return discovery.call(running, "GET", "status")
    except AppError as error:
        problem = sentence(error)
    try:
        said = Files(context).read()
    except ProfileError as error:
        said, problem = Said(), sentence(error)
    return {
        "running": False,
        "base_url": None,
        "port": None,
        "pid": None,
        "version": VERSION,
        "routes": describe_routes(said.profiles, said.routes, context.activation),
        "problem": problem,
    }


def describe_targets(activation: Activation, client: Client | None = None) -> list[dict[str, Any]]:
    """Return every file that leads a client somewhere, with `place` (empty: the client's own file) and `state`."""
    try:
        described = activation.describe()
    except (ProfileError, OSError):
        return []  # said elsewhere
    return [
        {"client": one.client, "place": one.name, "path": str(one.path), "state": one.state}
        for one in described
        if client in (None, one.client)
    ]


def find_written(context: Context) -> frozenset[Client]:
    """Return the clients whose files hold entries of ours by our record, whatever has become of them since."""
    try:
        known = record.read(context.paths.activation_json)
    except ProfileError:
        return frozenset()
    return frozenset(client for client in CONNECTABLE if context.activation.file_of(client) in known)


def is_connected(activation: Activation, client: Client) -> bool:
    """Tell whether the client's file sends it to Turnout; one that cannot be read does not."""
    try:
        return client in CONNECTABLE and activation.connected(client)
    except ProfileError:
        return False
