"""Other switchers that have a client's file in their hands: two of them undo each other's changes."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from app.context import Context
from app.doctor.finding import Finding
from profiles import safe_write
from profiles.activation import CONNECTABLE
from profiles.errors import ProfileError
from profiles.host import is_loopback
from profiles.routes import Client

PORTS = {15721: "cc-switch", 3456: "claude-code-router", 8317: "CLIProxyAPI"}
"""Where other switchers listen by default (cc-switch 3.20, claude-code-router 2, CLIProxyAPI 6)."""
MARKS = {"PROXY_MANAGED": "cc-switch", "cc-switch-model-catalog.json": "cc-switch"}
"""What other switchers write into the clients' files."""

_CODEX_KEYS = ("base_url", "experimental_bearer_token")
_CLAUDE_KEYS = ("ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY")


def examine(context: Context) -> Iterator[Finding]:
    """Yield clients whose files lead to another switcher."""
    for client in CONNECTABLE:
        other = _find_other(context, client)
        if other is None:
            continue
        has_route = False
        with suppress(ProfileError):  # found elsewhere
            has_route = context.routes.get(client).profile is not None
        yield Finding(
            "foreign_takeover",
            "severe" if has_route else "warning",
            f"{client} is in the hands of {other}.",
            f"{context.activation.file_of(client)} has its entries.",
            f"Switch {other} off for {client} first, then: turnout connect --client {client}",
        )


def _find_other(context: Context, client: Client) -> str | None:
    try:
        data = safe_write.read(context.activation.file_of(client)) or b""
        text = data.decode("utf-8-sig")
        parsed: Any = tomllib.loads(text) if client == "codex" else json.loads(text or "{}")
        told = _told_codex(parsed) if client == "codex" else _told_claude(parsed)
    except (ProfileError, ValueError, AttributeError):
        return None  # found elsewhere
    for value in told:
        if isinstance(value, str) and (other := MARKS.get(value) or _port_of(value)):
            return other
    return None


def _told_codex(config: dict[str, Any]) -> list[object]:
    """What config.toml says of the provider in use."""
    provider = config.get("model_providers", {}).get(config.get("model_provider"), {})
    return [config.get("model_catalog_json"), *(provider.get(name) for name in _CODEX_KEYS)]


def _told_claude(settings: dict[str, Any]) -> list[object]:
    return [settings.get("env", {}).get(name) for name in _CLAUDE_KEYS]


def _port_of(url: str) -> str | None:
    if not url.startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(url)
        return PORTS.get(parts.port or 0) if parts.hostname and is_loopback(parts.hostname) else None
    except ValueError:
        return None
