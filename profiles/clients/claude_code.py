"""Plan what Claude Code's settings.json gets: a few variables of its `env`, nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from profiles.access import PREFIX
from profiles.clients.edit import NOTHING, ConnectSettings, Edit, KeyPath, Owned, Text, apply, lookup
from profiles.clients.json_text import JsonText, format_string
from profiles.errors import BadFileError

FILE = "settings.json"
CONTAINERS: tuple[KeyPath, ...] = (("env",),)
ESSENTIAL: tuple[KeyPath, ...] = (("env", "ANTHROPIC_BASE_URL"), ("env", "ANTHROPIC_AUTH_TOKEN"))
"""With these as we wrote them, Claude Code comes to us."""
_NAMES = (
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "CLAUDE_CODE_MAX_CONTEXT_TOKENS",
    "CLAUDE_CODE_ATTRIBUTION_HEADER",
)
_PROXIES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_NO_PROXIES = ("NO_PROXY", "no_proxy")
_LOOPBACK = ("127.0.0.1", "localhost")

# Variables that send Claude Code 2.1.329 elsewhere whatever the base URL is.
_ELSEWHERE = ("CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY")
# With one of these, auto mode cannot check a tool call and refuses it (Claude Code 2.1.329): never ours to set.
_BREAK_AUTO_MODE = ("DISABLE_TELEMETRY", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC")


def plan_connect(
    original: bytes | None,
    settings: ConnectSettings,
    path: Path,
    previous: Mapping[KeyPath, Owned] = NOTHING,  # noqa: ARG001 - the same for every client
) -> Edit:
    """The file with our entries. Raises BadFileError where it is not valid JSON."""
    text = JsonText(original or b"", path)
    if not isinstance(text.values.get("env", {}), dict):
        raise BadFileError(path, "`env` is not an object")
    env: dict[str, str] = {
        "ANTHROPIC_BASE_URL": settings.base_url.rstrip("/"),
        "ANTHROPIC_AUTH_TOKEN": settings.access_key,
    }
    if settings.model:
        env["ANTHROPIC_DEFAULT_OPUS_MODEL"] = settings.model
        env["ANTHROPIC_DEFAULT_SONNET_MODEL"] = settings.model
        env["ANTHROPIC_DEFAULT_HAIKU_MODEL"] = settings.small_model or settings.model
    if settings.context_window:
        env["CLAUDE_CODE_MAX_CONTEXT_TOKENS"] = str(settings.context_window)
    # Claude's billing line in the system prompt changes with every version and spoils other prompt caches.
    env["CLAUDE_CODE_ATTRIBUTION_HEADER"] = "0"
    if no_proxy := _find_no_proxy(lookup(text.values, ("env",)) or {}, settings):
        env["NO_PROXY"] = no_proxy
    wanted: dict[KeyPath, Owned] = {
        ("env", name): Owned(None, format_string(value)) for name, value in env.items()
    }
    return replace(apply(text, path, wanted, original), warnings=_find_conflicts(text.values))


def find_leftovers(text: Text) -> dict[KeyPath, Owned]:
    """Entries that are ours by their look, where nothing else is known of them (a lost state folder)."""
    key = lookup(text.values, ("env", "ANTHROPIC_AUTH_TOKEN"))
    if not isinstance(key, str) or not key.startswith(PREFIX):
        return {}
    return {
        ("env", name): Owned(None, source)
        for name in _NAMES
        if (source := text.source(("env", name))) is not None
    }


def _find_no_proxy(env: dict[str, Any], settings: ConnectSettings) -> str | None:
    """NO_PROXY, where a proxy would otherwise get the requests to 127.0.0.1 (verified with 2.1.329)."""
    kept = env.get("NO_PROXY")
    if isinstance(kept, str) and _covers(kept):
        # Nothing to do; if it is from us, it stays ours.
        return kept
    everywhere = {**settings.env, **{name: value for name, value in env.items() if isinstance(value, str)}}
    if not any(everywhere.get(name) for name in _PROXIES):
        return None
    present = next((everywhere[name] for name in _NO_PROXIES if everywhere.get(name)), "")
    if _covers(present) and "NO_PROXY" not in env:
        return None
    return ",".join((*filter(None, (present.strip(" ,"),)), *_LOOPBACK))


def _covers(no_proxy: str) -> bool:
    entries = {entry.strip() for entry in no_proxy.split(",")}
    return "*" in entries or "127.0.0.1" in entries


def _find_conflicts(values: dict[str, Any]) -> tuple[str, ...]:
    env = values.get("env", {})
    found = []
    if env.get("ANTHROPIC_API_KEY"):
        found.append(
            "settings.json sets ANTHROPIC_API_KEY as well: Claude Code will warn about two credentials. "
            "Turnout never forwards it; remove it if you do not need it."
        )
    if values.get("apiKeyHelper"):
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
