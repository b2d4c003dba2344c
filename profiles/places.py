"""Where a client's entries go: its own file, and what else starts it or stands for it on this machine.

A client's own file has to be right, or nothing is written. Any other place is written where it is there, and what is
wrong with it is a warning: a broken settings file of an editor keeps nobody from switching.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from profiles.clients import claude_code, codex
from profiles.clients.editors import find_editors
from profiles.clients.wsl import SystemWsl, Wsl
from profiles.errors import ProfileError
from profiles.paths import WINDOWS, Paths
from profiles.routes import Client, FileKind
from profiles.settings import SettingsStore

State = Literal["connected", "not_connected", "changed", "former"]
"""changed: our entries are not as we wrote them. former: they are in a place that is none any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file beside the client's own. `name` is for people; `distribution` has the file, where it is in WSL."""

    kind: FileKind
    client: Client
    path: Path
    name: str
    distribution: str | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """A place and how it is. `name` is empty for the client's own file."""

    client: Client
    path: Path
    name: str
    state: State


FindPlaces = Callable[[], tuple[Place, ...]]


def finder(paths: Paths, env: Mapping[str, str], wsl: Wsl | None = None) -> FindPlaces:
    """What looks for the places of this machine, anew at each call. `wsl`: of Windows; None: the system's."""
    known = wsl or (SystemWsl() if WINDOWS else None)

    def find() -> tuple[Place, ...]:
        editors = find_editors(env) if _writes_editors(paths) else ()
        return (
            *(Place("vscode", "claude-code", path, editor.name) for editor, path in editors),
            *(find_in_wsl(known) if known else ()),
        )

    return find


def find_in_wsl(wsl: Wsl) -> tuple[Place, ...]:
    """The clients' files in the homes of the distributions that run and where the client has been used."""
    found = []
    for distribution in wsl.running():
        home = wsl.home(distribution)
        if home is None:
            continue
        folder = wsl.folder(distribution).joinpath(*home.strip("/").split("/"))
        for client, name, file in (
            ("codex", ".codex", codex.FILE),
            ("claude-code", ".claude", claude_code.FILE),
        ):
            with suppress(OSError):
                if (folder / name).is_dir():
                    place = folder / name / file
                    found.append(Place(client, client, place, f"WSL {distribution}", distribution))  # type: ignore[arg-type]  # one of the two
    return tuple(found)


def _writes_editors(paths: Paths) -> bool:
    try:
        return SettingsStore(paths).load().write_vscode
    except ProfileError:
        return True  # its problem is said by whoever needs the settings
