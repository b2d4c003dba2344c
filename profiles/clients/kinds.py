"""What has to be known of each client's file to write it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from profiles.clients import claude_code, codex
from profiles.clients.edit import ConnectSettings, Edit, KeyPath, Owned, Text
from profiles.clients.json_text import JsonText
from profiles.clients.toml_text import TomlText
from profiles.errors import NotFoundError
from profiles.paths import claude_dir, codex_home
from profiles.routes import Client

CONNECTABLE: tuple[Client, ...] = ("codex", "claude-code")
"""The clients that have a file of ours; any other is told the base URL by its user."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A client's file. `containers` are the tables that we may have made for our keys."""

    locate: Callable[[Mapping[str, str]], Path]
    read: Callable[[bytes, Path], Text]
    plan: Callable[[bytes | None, ConnectSettings, Path, Mapping[KeyPath, Owned]], Edit]
    find_leftovers: Callable[[Text], dict[KeyPath, Owned]]
    containers: tuple[KeyPath, ...]


_KINDS: Mapping[str, Kind] = {
    "codex": Kind(
        lambda env: codex_home(env) / codex.FILE,
        TomlText,
        codex.plan_connect,
        codex.find_leftovers,
        codex.CONTAINERS,
    ),
    "claude-code": Kind(
        lambda env: claude_dir(env) / claude_code.FILE,
        JsonText,
        claude_code.plan_connect,
        claude_code.find_leftovers,
        claude_code.CONTAINERS,
    ),
}


def find_kind(client: str) -> Kind:
    """Raises NotFoundError for a client that has no file of ours."""
    if client not in _KINDS:
        raise NotFoundError(
            f"{client!r} has no file that Turnout could write.",
            f"Use {' or '.join(CONNECTABLE)}; give any other client the base URL and an access key.",
            code="client_not_found",
        )
    return _KINDS[client]
