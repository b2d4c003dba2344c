"""What has to be known of each client's file to write it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from profiles.clients import claude_code, codex, vscode
from profiles.clients.edit import ConnectSettings, Edit, KeyPath, Owned, Text
from profiles.clients.json_text import JsonText
from profiles.clients.toml_text import TomlText
from profiles.errors import NotFoundError
from profiles.paths import claude_dir, codex_home
from profiles.routes import Client, FileKind

CONNECTABLE: tuple[Client, ...] = ("codex", "claude-code")
"""The clients that have a file of ours; any other is told the base URL by its user."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file of a client. `containers` are the tables that we may have made for our keys."""

    client: Client
    read: Callable[[bytes, Path], Text]
    plan: Callable[[bytes | None, ConnectSettings, Path, Mapping[KeyPath, Owned]], Edit]
    find_leftovers: Callable[[Text], dict[KeyPath, Owned]]
    containers: tuple[KeyPath, ...]


_KINDS: Mapping[str, Kind] = {
    "codex": Kind("codex", TomlText, codex.plan_connect, codex.find_leftovers, codex.CONTAINERS),
    "claude-code": Kind(
        "claude-code",
        JsonText,
        claude_code.plan_connect,
        claude_code.find_leftovers,
        claude_code.CONTAINERS,
    ),
    "vscode": Kind(
        "claude-code",
        vscode.EditorSettings,
        vscode.plan_connect,
        vscode.find_leftovers,
        vscode.CONTAINERS,
    ),
}


def find_kind(kind: FileKind | str) -> Kind:
    """Raises NotFoundError for a client that has no file of ours."""
    if kind not in _KINDS:
        raise NotFoundError(
            f"{kind!r} has no file that Turnout could write.",
            f"Use {' or '.join(CONNECTABLE)}; give any other client the base URL and an access key.",
            code="client_not_found",
        )
    return _KINDS[kind]


def locate(client: Client, env: Mapping[str, str]) -> Path:
    """The client's own file. Raises NotFoundError for one that has none of ours."""
    find_kind(client)
    return codex_home(env) / codex.FILE if client == "codex" else claude_dir(env) / claude_code.FILE
