"""Finds what could stop Turnout from working. A first set; each finding has a cause and a fix."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app import discovery
from app.context import Context
from app.discovery import Running
from app.errors import AppError
from app.files import Files, Said
from app.overview import is_connected
from app.port_owner import find_owner
from app.switching import connect
from profiles.activation import CONNECTABLE
from profiles.errors import NoKeyError, ProfileError
from profiles.secrets import resolve_key

Severity = Literal["severe", "warning"]

_DEFEATING = ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
"""Shell variables that may stand against what Turnout writes into settings.json."""
_PROXIES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_NO_PROXY = ("NO_PROXY", "no_proxy")


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` is a stable word. severe: it does not work; warning: it may not."""

    id: str
    severity: Severity
    message: str
    cause: str
    fix: str
    fixable: bool = False


def find_problems(context: Context) -> list[Finding]:
    """Return what was found, severe things first."""
    found = [*_own_files(context), *_service(context)]
    try:
        said = Files(context).read()
    except ProfileError:
        pass  # found above
    else:
        found += [*_routes(said), *_keys(context, said)]
    found += [*_client_files(context), *_environment(context), *_clients()]
    return sorted(found, key=lambda finding: finding.severity != "severe")


def _own_files(context: Context) -> Iterator[Finding]:
    for read in (context.profiles.list, context.routes.all, context.settings.load, context.access.list):
        try:
            read()
        except ProfileError as error:
            yield Finding(error.code, "severe", error.message, "The file cannot be used as it is.", error.fix)


def _service(context: Context) -> Iterator[Finding]:
    connected = [client for client in CONNECTABLE if is_connected(context.activation, client)]
    try:
        running = discovery.find(context.paths)
        status = discovery.call(running, "GET", "status") if running else {}
    except AppError as error:
        yield Finding(
            "not_answering", "severe", error.message, "It hangs.", "End its process, start it again."
        )
        return
    if running is not None:
        if status.get("problem"):
            yield Finding(
                "not_read_again",
                "severe",
                str(status["problem"]),
                "A file was edited and cannot be used; Turnout goes on with what it read before.",
                "Repair the file: it counts from the next request on.",
            )
        yield from _strays(context, running)
        return
    yield Finding(
        "not_running",
        "severe" if connected else "warning",
        "Turnout is not running.",
        f"{' and '.join(connected)} cannot reach it." if connected else "Nobody has started it.",
        "turnout serve" + (", or give the clients their files back: turnout restore" if connected else ""),
    )
    try:
        port = context.settings.load().port
    except ProfileError:
        return
    owner = find_owner(port) if port else None
    if owner is not None:
        yield Finding(
            "port_taken",
            "severe",
            f"Port {port} is held by {owner}.",
            "Turnout cannot listen on the port that it is set to.",
            "Stop that program, or choose another port: turnout config set port N",
        )


def _strays(context: Context, running: Running) -> Iterator[Finding]:
    """Clients with a profile whose files do not lead to the running service."""
    for client in CONNECTABLE:
        try:
            if not context.routes.get(client).profile:
                continue
            connected = is_connected(context.activation, client)
            planned = connect(context, [client], port=running.port, dry_run=True).change.changed
        except ProfileError:
            continue  # found elsewhere
        if not connected:
            yield Finding(
                "not_connected",
                "warning",
                f"{client} has a profile and is not connected.",
                "Its file does not lead to Turnout.",
                f"turnout connect --client {client}",
            )
        elif context.activation.file_of(client) in [change.path for change in planned]:
            yield Finding(
                "entries_old",
                "severe",
                f"{client} has old entries of Turnout.",
                f"Its file does not lead to {running.base_url} with the present access key and model.",
                f"turnout connect --client {client}",
            )


def _routes(said: Said) -> Iterator[Finding]:
    known = {profile.id for profile in said.profiles}
    for client, route in said.routes.items():
        if route.profile is not None and route.profile not in known:
            yield Finding(
                "profile_missing",
                "severe",
                f"{client} is to be served by {route.profile}, which is not there.",
                "The profile was removed or renamed in profiles.toml.",
                f"turnout use ID --client {client}",
            )


def _keys(context: Context, said: Said) -> Iterator[Finding]:
    used = {route.profile for route in said.routes.values()}
    for profile in said.profiles:
        severity: Severity = "severe" if profile.id in used else "warning"
        try:
            resolve_key(profile, context.secrets, context.env)
        except NoKeyError as error:
            yield Finding(
                "key_missing", severity, error.message, "Requests to it cannot be authorised.", error.fix
            )
        except ProfileError as error:
            cause = f"The key of {profile.id} cannot be had, so requests to it cannot be authorised."
            yield Finding(error.code, severity, error.message, cause, error.fix)


def _client_files(context: Context) -> Iterator[Finding]:
    for client in CONNECTABLE:
        try:
            context.activation.restore([client], dry_run=True)
        except ProfileError as error:
            cause = f"{client} cannot be connected or restored."
            yield Finding(error.code, "severe", error.message, cause, error.fix)


def _environment(context: Context) -> Iterator[Finding]:
    for name in _DEFEATING:
        if context.env.get(name):
            yield Finding(
                "shell_variable",
                "warning",
                f"{name} is set in this shell.",
                "A client started without its settings file takes it instead of Turnout.",
                f"Remove it from your shell's start files: unset {name}",
            )
    excepted = {host.strip() for name in _NO_PROXY for host in context.env.get(name, "").split(",")}
    if any(context.env.get(name) for name in _PROXIES) and not excepted & {"*", "127.0.0.1"}:
        yield Finding(
            "no_proxy",
            "severe",
            "HTTP_PROXY is set and NO_PROXY does not name 127.0.0.1.",
            "Codex and Claude Code send even local requests through HTTP_PROXY, so they do not reach Turnout.",
            "export NO_PROXY=127.0.0.1,localhost",
        )


def _clients() -> Iterator[Finding]:
    for command, package in (("codex", "@openai/codex"), ("claude", "@anthropic-ai/claude-code")):
        if shutil.which(command) is None:
            yield Finding(
                "client_missing",
                "warning",
                f"{command} is not on the PATH.",
                "It is not installed, or in a folder that this shell does not search.",
                f"npm install -g {package}",
            )
