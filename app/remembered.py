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
    except (OSError, ValueError, TypeError, RecursionError):
        return frozenset()


def add(paths: Paths, clients: Iterable[str]) -> None:
    """Connect these too."""
    _write(paths, read(paths) | set(clients))


def remove(paths: Paths, clients: Iterable[str]) -> None:
    """Leave these as they are: they are connected already, or are not to be."""
    _write(paths, read(paths) - set(clients))


def plan(paths: Paths, *, remove: Iterable[str], add: Iterable[str] = ()) -> dict[Path, bytes | None]:
    """Return the file as it is to be without and with these, for whoever writes it with others."""
    before = safe_write.read(_file(paths))
    known = read(paths)
    rest = (known - set(remove)) | set(add)
    return {_file(paths): before if rest == known else _encode(rest)}


def _write(paths: Paths, clients: frozenset[str]) -> None:
    if clients != read(paths):
        safe_write.update(_file(paths), lambda _: _encode(clients))


def _encode(clients: frozenset[str]) -> bytes:
    return json.dumps(sorted(clients)).encode()


def _file(paths: Paths) -> Path:
    return paths.state / "resume.json"
