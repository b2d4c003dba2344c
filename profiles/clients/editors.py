"""Which editors have the Claude Code extension, and where their settings are: VS Code and its relatives."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from profiles.clients.vscode import FILE

EXTENSION = "anthropic.claude-code-*"


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor by its name, the folder of its settings and the one (in the home) of its extensions."""

    name: str
    settings: str
    extensions: str


EDITORS = (
    Editor("VS Code", "Code", ".vscode"),
    Editor("VS Code Insiders", "Code - Insiders", ".vscode-insiders"),
    Editor("VSCodium", "VSCodium", ".vscode-oss"),
    Editor("Cursor", "Cursor", ".cursor"),
    Editor("Windsurf", "Windsurf", ".windsurf"),
)


def find_editors(env: Mapping[str, str], platform: str = sys.platform) -> Iterator[tuple[Editor, Path]]:
    """Yield the editors that have a settings folder and the extension, each with its settings file."""
    home = _find_home(env, platform)
    root = _find_root(env, platform, home)
    if home is None or root is None:
        return
    for editor in EDITORS:
        folder = root / editor.settings / "User"
        with suppress(OSError):
            if folder.is_dir() and any((home / editor.extensions / "extensions").glob(EXTENSION)):
                yield editor, folder / FILE


def _find_home(env: Mapping[str, str], platform: str) -> Path | None:
    home = env.get("USERPROFILE") if platform == "win32" else env.get("HOME")
    return Path(home) if home else None


def _find_root(env: Mapping[str, str], platform: str, home: Path | None) -> Path | None:
    if platform == "win32":
        return Path(env["APPDATA"]) if env.get("APPDATA") else None
    if home is None:
        return None
    if platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(env.get("XDG_CONFIG_HOME") or home / ".config")
