"""Find the file that is really written, and everything that forbids writing it, before anything is touched."""

import os
import stat
from pathlib import Path

from profiles.errors import FileProblemError, ReadOnlyTargetError, SymlinkCycleError
from profiles.paths import WINDOWS

LINK_DEPTH = 40
"""Links followed before we call it a cycle: what Linux itself follows."""
_STORES = ("/nix/store/", "/gnu/store/")
"""Where a package manager keeps files that only it may write."""
_FIX = "Make the file and its folder writable."


def find_target(path: Path) -> Path:
    """Follow the links to the file that is really written; SymlinkCycleError where they never end."""
    target = path
    try:
        for _ in range(LINK_DEPTH):
            if not target.is_symlink():
                # Links among the folders may stay: a rename beside the target goes through them.
                return target
            target = target.parent / target.readlink()
    except OSError as error:
        raise FileProblemError(path, f"{path} cannot be read: {error.strerror}.") from error
    raise SymlinkCycleError(path, f"{path} is a symbolic link that leads back to itself.", "Repair the link.")


def check_readable(path: Path) -> None:
    """Refuse what is there and is no plain file: to open a pipe or a device may never end."""
    status = _status(path)
    if status is not None and not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a device, pipe or socket"
        raise FileProblemError(path, f"{path} cannot be read: it is {kind}.", "Put a plain file there.")


def check_writable(path: Path) -> None:
    """Refuse what could not be replaced as it is: ReadOnlyTargetError, FileProblemError for a link to nothing."""
    target = find_target(path)
    check_readable(path)
    status = _status(target)
    if status is None:
        _check_new(path)
    else:
        managed = next((store for store in _STORES if str(target.resolve()).startswith(store)), None)
        if managed:
            raise ReadOnlyTargetError(
                path, f"{path} is read-only: {target} belongs to the package manager of {managed[1:4]}."
            )
        # Without any write bit the file is managed by somebody else (Nix, dotfiles), and root is no excuse.
        if not (status.st_mode & 0o222 and os.access(target, os.W_OK)):
            raise ReadOnlyTargetError(path, f"{path} is read-only ({target}).", _FIX)
        if not WINDOWS and os.geteuid() not in (0, status.st_uid):
            # Ours would belong to us: a file cannot be given away.
            raise ReadOnlyTargetError(path, f"{path} belongs to another user.", "Edit it as that user.")
    folder = target.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnlyTargetError(path, f"{path} cannot be written: {folder} is read-only.", _FIX)


def find_hazards(path: Path) -> tuple[str, ...]:
    """What a replacement of the file would change beside its content, in sentences."""
    status = _status(path)
    if status is not None and status.st_nlink > 1:
        return (f"{path} has another hard link, which will keep the old content.",)
    return ()


def _check_new(path: Path) -> None:
    """A missing file may be made, but not behind a link: who made the link means a file that is elsewhere."""
    for place in (path, *path.parents):
        if place.is_symlink() and not place.exists():
            end = find_target(place)
            make = f"touch {end}" if place == path else f"mkdir -p {end}"
            raise FileProblemError(
                path,
                f"{path} cannot be written: {place} is a link to {end}, which is not there.",
                f"Remove the link, or confirm it by making what it leads to ({make}), then try again.",
            )


def _status(path: Path) -> os.stat_result | None:
    """Through links; None where nothing is there."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        find_target(path)  # a cycle has its own sentence
        raise FileProblemError(path, f"{path} cannot be read: {error.strerror}.") from error
