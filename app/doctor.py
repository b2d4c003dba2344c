"""Finds what could stop Turnout from working. A first set; each finding has a cause and a fix."""

import shutil
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app import discovery
from app.context import Context
from app.port_owner import find_owner
from profiles.errors import ProfileError
from profiles.secrets import resolve_key

_DEFEATING = ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
"""Shell variables that may stand against what Turnout writes into settings.json."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` is a stable word. severe: it does not work; warning: it may not."""

    id: str
    severity: Literal["severe", "warning"]
    message: str
    cause: str
    fix: str
    fixable: bool = False


def examine(context: Context) -> list[Finding]:
    """Return what was found, severe things first."""
    found = [*_files(context), *_service(context), *_keys(context), *_environment(context), *_clients()]
    return sorted(found, key=lambda finding: finding.severity != "severe")


def _files(context: Context) -> Iterator[Finding]:
    for read in (context.profiles.list, context.routes.all, context.settings.load, context.access.list):
        try:
            read()
        except ProfileError as error:
            yield Finding(error.code, "severe", error.message, "The file cannot be read as it is.", error.fix)


def _service(context: Context) -> Iterator[Finding]:
    if discovery.find(context.paths) is not None:
        return
    yield Finding(
        "not_running",
        "warning",
        "Turnout is not running.",
        "Connected clients cannot reach it.",
        "turnout serve",
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
            "Turnout cannot listen on the port that clients are connected to.",
            "Stop that program, or choose another port: turnout config set port N",
        )


def _keys(context: Context) -> Iterator[Finding]:
    try:
        profiles = context.profiles.list()
        used = {route.profile for route in context.routes.all().values()}
    except ProfileError:
        return
    for profile in profiles:
        try:
            resolve_key(profile, context.secrets, context.env)
        except ProfileError as error:
            severity: Literal["severe", "warning"] = "severe" if profile.id in used else "warning"
            yield Finding(
                "key_missing", severity, error.message, "Requests to it cannot be authorised.", error.fix
            )


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
    proxies = urllib.request.getproxies_environment()
    if (proxies.get("http") or proxies.get("all")) and not urllib.request.proxy_bypass_environment(
        "127.0.0.1"
    ):
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
