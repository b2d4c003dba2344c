"""Which clients the service connects when it starts: those that it gave their files back when it ended."""

import json
from collections.abc import Iterable
from pathlib import Path

from profiles import safe_write
from profiles.paths import Paths


def read(paths: Paths) -> frozenset[str]:
    """Return the clients; a damaged file names none."""
    try:
        return frozenset(str(client) for client in json.loads(_file(paths).read_bytes()))
    except (OSError, ValueError, TypeError):
        return frozenset()


def add(paths: Paths, clients: Iterable[str]) -> None:
    """Connect these too."""
    _write(paths, read(paths) | set(clients))


def remove(paths: Paths, clients: Iterable[str]) -> None:
    """Leave these as they are: they are connected already, or are not to be."""
    _write(paths, read(paths) - set(clients))


def _write(paths: Paths, clients: frozenset[str]) -> None:
    if clients != read(paths):
        said = json.dumps(sorted(clients)).encode()
        safe_write.update(_file(paths), lambda _: said)


def _file(paths: Paths) -> Path:
    return paths.state / "resume.json"
