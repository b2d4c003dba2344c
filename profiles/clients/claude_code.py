"""Plan what Claude Code's settings.json gets: a few variables of its `env`, nothing else."""

import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from profiles import no_proxy
from profiles.access_key import PREFIX
from profiles.clients.edit import (
    NOTHING,
    ConnectSettings,
    Direct,
    Edit,
    KeyPath,
    Owned,
    Text,
    apply,
    is_ours,
    lookup,
)
from profiles.clients.json_text import JsonText, format_string
from profiles.clients.key_command import is_key_command
from profiles.errors import BadFileError
from profiles.paths import WINDOWS

FILE = "settings.json"
CONTAINERS: tuple[KeyPath, ...] = (("env",),)
_NAMES = (
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "CLAUDE_CODE_MAX_CONTEXT_TOKENS",
    "CLAUDE_CODE_ATTRIBUTION_HEADER",
)
_TOKEN: KeyPath = ("env", "ANTHROPIC_AUTH_TOKEN")
_API_KEY: KeyPath = ("env", "ANTHROPIC_API_KEY")
_OWN_HEADERS: KeyPath = ("env", "ANTHROPIC_CUSTOM_HEADERS")
_HELPER: KeyPath = ("apiKeyHelper",)

# Variables that send Claude Code 2.1.329 elsewhere whatever the base URL is.
_ELSEWHERE = ("CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY")
# With one of these, auto mode cannot check a tool call and refuses it (Claude Code 2.1.329): never ours to set.
_BREAK_AUTO_MODE = ("DISABLE_TELEMETRY", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC")


def plan_connect(
    original: bytes | None,
    settings: ConnectSettings,
    path: Path,
    previous: Mapping[KeyPath, Owned] = NOTHING,
) -> Edit:
    """The file with our entries. Raises BadFileError where it is not valid JSON.

    `previous` is what we own there already.
    """
    text = JsonText(original or b"", path)
    if not isinstance(text.values.get("env", {}), dict):
        raise BadFileError(path, "`env` is not an object")
    direct = settings.direct
    wanted = _want_direct(text, direct, previous) if direct else _want_turnout(text, settings, previous)
    env: dict[str, str] = {}
    if settings.model:
        env["ANTHROPIC_DEFAULT_OPUS_MODEL"] = settings.model
        env["ANTHROPIC_DEFAULT_SONNET_MODEL"] = settings.model
        env["ANTHROPIC_DEFAULT_HAIKU_MODEL"] = settings.small_model or settings.model
    if settings.context_window:
        env["CLAUDE_CODE_MAX_CONTEXT_TOKENS"] = str(settings.context_window)
    # Claude's billing line in the system prompt changes with every version and spoils other prompt caches.
    env["CLAUDE_CODE_ATTRIBUTION_HEADER"] = "0"
    wanted |= {("env", name): _own(value) for name, value in env.items()}
    edit = apply(text, path, wanted, original, previous)
    return replace(edit, warnings=_find_conflicts(text.values, settings))


def _want_turnout(
    text: JsonText, settings: ConnectSettings, previous: Mapping[KeyPath, Owned]
) -> dict[KeyPath, Owned]:
    wanted: dict[KeyPath, Owned] = {
        ("env", "ANTHROPIC_BASE_URL"): _own(settings.base_url.rstrip("/"), firm=True),
        _TOKEN: _own(settings.access_key, firm=True),
    }
    return {**wanted, **_except_us(text, settings, previous)}


def _want_direct(text: JsonText, direct: Direct, previous: Mapping[KeyPath, Owned]) -> dict[KeyPath, Owned]:
    """The provider itself. The user's own credentials and headers are set aside: they are not for it."""
    wanted: dict[KeyPath, Owned] = {
        ("env", "ANTHROPIC_BASE_URL"): _own(direct.base_url.rstrip("/"), firm=True)
    }
    if direct.headers:
        lines = "\n".join(f"{name}: {value}" for name, value in direct.headers.items())
        wanted[_OWN_HEADERS] = _own(lines)
    if direct.key_command:
        wanted[_HELPER] = _own(_join(direct.key_command), firm=True)
    for place in (_TOKEN, _API_KEY, _HELPER, _OWN_HEADERS):
        if place not in wanted and (text.source(place) is not None or place in previous):
            wanted[place] = Owned(None, None, firm=True)
    return wanted


def _join(command: tuple[str, ...]) -> str:
    """The command as the shell takes it that Claude Code 2.1.329 runs it in."""
    return subprocess.list2cmdline(command) if WINDOWS else shlex.join(command)


def _own(value: str, firm: bool = False) -> Owned:
    return Owned(None, format_string(value), firm=firm)


def find_leftovers(text: Text) -> dict[KeyPath, Owned]:
    """Entries that are ours by their look, where nothing else is known of them (a lost state folder)."""
    key, helper = lookup(text.values, _TOKEN), lookup(text.values, _HELPER)
    through_us = isinstance(key, str) and key.startswith(PREFIX)
    directly = isinstance(helper, str) and "turnout" in helper and is_key_command(helper.split())
    if not through_us and not directly:
        return {}
    places: list[KeyPath] = [("env", name) for name in _NAMES]
    places += [_TOKEN] if through_us else [_HELPER]
    return {place: Owned(None, source) for place in places if (source := text.source(place)) is not None}


def _except_us(
    text: JsonText, settings: ConnectSettings, previous: Mapping[KeyPath, Owned]
) -> dict[KeyPath, Owned]:
    """NO_PROXY in both spellings, where another proxy would get the requests to 127.0.0.1.

    Once written it stays until our entries go: the shell that needs it may not be the one we are started from.
    """
    places: dict[KeyPath, str] = {("env", name): name for name in no_proxy.NAMES}
    env = {
        name: value for name, value in (lookup(text.values, ("env",)) or {}).items() if isinstance(value, str)
    }
    mine = {place: previous[place] for place in places if place in previous}
    for place, key in mine.items():
        if is_ours(text, place, key):
            env.pop(places[place], None)
            if key.base is not None and isinstance(base := text.parse_value(key.base), str):
                env[places[place]] = base
    everywhere = {**settings.env, **env}
    if no_proxy.is_between(everywhere):
        value = no_proxy.except_loopback(everywhere)
        return {place: _own(value) for place in places}
    return {place: Owned(None, key.ours) for place, key in mine.items()}


def _find_conflicts(values: dict[str, Any], settings: ConnectSettings) -> tuple[str, ...]:
    env = values.get("env", {})
    found = []
    if settings.direct is not None:
        found += [
            f"{name} is set in this shell: Claude Code started from it sends it to the provider as well. Unset it."
            for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
            if settings.env.get(name)
        ]
    elif env.get("ANTHROPIC_API_KEY"):
        found.append(
            "settings.json sets ANTHROPIC_API_KEY as well: Claude Code will warn about two credentials. "
            "Turnout never forwards it; remove it if you do not need it."
        )
    if settings.direct is None and values.get("apiKeyHelper"):
        found.append(
            "settings.json has an apiKeyHelper, whose key Claude Code sends beside ours. "
            "Turnout never forwards it; remove it if you do not need it."
        )
    found += [
        f"settings.json sets {name}: Claude Code will go there and not to Turnout until it is removed."
        for name in _ELSEWHERE
        if env.get(name) not in (None, "", "0", "false")
    ]
    found += [
        f"settings.json sets {name}: with it, auto mode refuses every tool call that it would have to check."
        for name in _BREAK_AUTO_MODE
        if env.get(name) not in (None, "", "0", "false")
    ]
    return tuple(found)
