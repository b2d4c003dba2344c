"""The last versions of Turnout's own files that could be read: for whoever finds one damaged by a disk or a crash."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from app.volatile import write_now
from profiles.errors import BadFileError, FileProblemError
from profiles.paths import Paths, make_private_dir

KEPT = 3
"""Versions of each file, one of which may be what a crash has left of it."""


def keep(paths: Paths, files: Iterable[Path]) -> None:
    """Keep what is in these files now, which could be read. What cannot be kept is not; nothing is raised."""
    with suppress(OSError):
        make_private_dir(_folder(paths))
    for path in files:
        with suppress(OSError, UnicodeDecodeError):
            text = path.read_bytes().decode()
            newest = _place(paths, path, 0)
            if text.strip() and not (newest.exists() and newest.read_bytes() == text.encode()):
                for number in range(KEPT - 1, 0, -1):
                    with suppress(FileNotFoundError):
                        _place(paths, path, number - 1).replace(_place(paths, path, number))
                write_now(newest, text)


def find(paths: Paths, path: Path) -> Path | None:
    """Return where the newest of the versions is; None: none was kept."""
    place = _place(paths, path, 0)
    return place if place.exists() else None


def explain(paths: Paths, error: FileProblemError) -> FileProblemError:
    """Return the error, whose fix says what is kept of its file."""
    place = find(paths, error.path)
    if place is not None:
        error.fix = f"{error.fix} What could be read last is kept: {place}".strip()
    return error


def is_no_text(error: FileProblemError) -> bool:
    """Tell whether nobody can repair the file by hand: it is no text at all."""
    if not isinstance(error, BadFileError):
        return False
    with suppress(OSError):
        data = error.path.read_bytes()
        try:
            return "\0" in data.decode()
        except UnicodeDecodeError:
            return not data.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16: an editor's doing
    return False


def put_back(paths: Paths, path: Path) -> Path | None:
    """Set the file aside and put the newest version in its place; returns where it is now. Raises `OSError`."""
    place = find(paths, path)
    if place is None:
        return None
    text = place.read_text(encoding="utf-8")
    file = path.resolve()  # a link to it stays
    aside = file.with_name(f"{file.name}.damaged")
    with suppress(FileNotFoundError):
        file.replace(aside)
    write_now(file, text)
    return aside


def _folder(paths: Paths) -> Path:
    return paths.state / "last-good"


def _place(paths: Paths, path: Path, number: int) -> Path:
    return _folder(paths) / (f"{path.name}.{number}" if number else path.name)
