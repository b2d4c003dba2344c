"""A client on its provider without Turnout in the path: whether it can, and what its file then says."""

from app.context import Context
from app.errors import AppError
from app.launcher import find_launcher
from profiles.base_url import request_url
from profiles.clients.edit import Direct
from profiles.clients.key_command import WORDS
from profiles.profile import DEMO_SCHEME, Profile, Wire
from profiles.routes import Client

_NATIVE: dict[str, tuple[Wire, str]] = {
    # What each client speaks, and what it appends to its base URL (Codex 0.169.0, Claude Code 2.1.329).
    "codex": ("responses", "/responses"),
    "claude-code": ("messages", "/v1/messages"),
}


def plan_direct(context: Context, client: Client, profile: Profile) -> Direct:
    """Return what the client's file has to say. Raises `AppError` where it cannot be, naming the mode that works."""
    wire, appended = _NATIVE[client]
    endpoint = profile.endpoint(wire)
    if endpoint is None:
        spoken = ", ".join(one.wire for one in profile.endpoints)
        raise _impossible(client, profile, f"{client} speaks {wire}, and {profile.id} offers only {spoken}.")
    if endpoint.base_url.startswith(DEMO_SCHEME):
        raise _impossible(client, profile, f"{profile.id} is the demo provider, which runs inside Turnout.")
    address = request_url(endpoint.base_url, wire)
    if not address.endswith(appended):
        raise _impossible(
            client, profile, f"{client} appends {appended} to its address, and {profile.id} needs {address}."
        )
    needs_key = profile.key.kind != "none" and profile.auth != "none"
    if needs_key and client == "codex" and profile.auth == "x-api-key":
        raise _impossible(
            client, profile, f"{profile.id} takes its key as x-api-key, and codex sends it as a bearer token."
        )
    return Direct(
        address.removesuffix(appended),
        key_command(context, profile) if needs_key else (),
        dict(profile.headers),
    )


def key_command(context: Context, profile: Profile) -> tuple[str, ...]:
    """Return the command that prints the profile's key, wherever and in whatever environment it is started."""
    home = context.env.get("TURNOUT_HOME")
    where = ("--home", str(context.paths.config.parent)) if home else ()
    return (*find_launcher(), *WORDS, profile.id, *where)


def _impossible(client: Client, profile: Profile, reason: str) -> AppError:
    return AppError(
        f"{client} cannot use {profile.id} directly: {reason}",
        f"Go through Turnout, which translates: turnout use {profile.id} --client {client} --mode proxy",
        "direct_impossible",
    )
