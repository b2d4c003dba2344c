"""Write a file whole or not at all: links kept, modes kept, foreign changes noticed, nothing left behind."""

import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from profiles.errors import ChangedMeanwhileError, FileProblemError, ReadOnlyTargetError, SymlinkCycleError
from profiles.paths import PRIVATE_FILE, WINDOWS, make_private_dir

LINK_DEPTH = 40
"""Links followed before we call it a cycle: what Linux itself follows."""
TRIES = 3
"""How often `update` starts again when somebody else writes the same file."""
SHARING_PATIENCE_S = 3.0
"""Windows: how long another program may hold the target open before we give up."""
_SHARING_ERRORS = (5, 32)
_MARK = ".turnout-"


def sha256(data: bytes) -> str:
    """The hex digest by which files are compared."""
    return hashlib.sha256(data).hexdigest()


def read(path: Path) -> bytes | None:
    """The file's bytes, or None where there is no file (also behind a dangling link)."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        find_target(path)  # a cycle has its own sentence
        raise FileProblemError(path, f"{path} cannot be read: {error.strerror}.") from error


def find_target(path: Path) -> Path:
    """Follow the links to the file that is really written; SymlinkCycleError where they never end."""
    target = path
    for _ in range(LINK_DEPTH):
        if not target.is_symlink():
            # Links among the folders may stay: a rename beside the target goes through them.
            return target
        target = target.parent / target.readlink()
    raise SymlinkCycleError(path, f"{path} is a symbolic link that leads back to itself.", "Repair the link.")


def check_writable(path: Path, by_hand: str = "") -> None:
    """Raise ReadOnlyTargetError when `write` could not succeed; `by_hand` says what to set by hand."""
    target = find_target(path)
    fix = f"Set it by hand: {by_hand}" if by_hand else "Make the file and its folder writable."
    # Without any write bit the file is managed by somebody else (Nix, dotfiles), and root is no excuse.
    if target.exists() and not (target.stat().st_mode & 0o222 and os.access(target, os.W_OK)):
        raise ReadOnlyTargetError(path, f"{path} is read-only ({target}).", fix)
    folder = target.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnlyTargetError(path, f"{path} cannot be written: {folder} is read-only.", fix)


def find_hazards(path: Path) -> tuple[str, ...]:
    """What a replacement of the file would change beside its content, in sentences."""
    target = find_target(path)
    if target.exists() and target.stat().st_nlink > 1:
        return (f"{path} has another hard link, which will keep the old content.",)
    return ()


def write(path: Path, data: bytes, *, expected: bytes | None) -> None:
    """Replace the file's content in one step.

    `expected` is what was read before (None: no file). If the file is different by now, nothing is written
    and ChangedMeanwhileError raised. An existing file keeps its mode and owner; a new one is 0600.
    """
    check_writable(path)
    target = find_target(path)
    temp = target.with_name(f".{target.name}{_MARK}{os.getpid()}-{secrets.token_hex(4)}")
    try:
        make_private_dir(target.parent)
        _sweep(target)
        try:
            _fill(temp, data, target)
            _check_unchanged(path, target, expected)
            if expected is not None or not _create(path, temp, target):
                _replace(temp, target)
        except BaseException:
            with suppress(OSError):
                temp.unlink()
            raise
        _sync_dir(target.parent)
    except OSError as error:
        raise FileProblemError(path, f"{path} could not be written: {error.strerror}.") from error


def remove(path: Path, *, expected: bytes) -> None:
    """Delete the file (not a link to it) if it still holds `expected`."""
    target = find_target(path)
    _check_unchanged(path, target, expected)
    target.unlink()
    _sync_dir(target.parent)


def update(path: Path, edit: Callable[[bytes | None], bytes]) -> bytes:
    """Read, edit and write, again if somebody else was faster (3 times); the new content is returned.

    Where `edit` gives back what it got, nothing is written.
    """
    for attempt in range(1, TRIES + 1):
        before = read(path)
        after = edit(before)
        if after == before:
            return after
        try:
            write(path, after, expected=before)
        except ChangedMeanwhileError:
            if attempt == TRIES:
                raise
        else:
            return after
    raise AssertionError("unreachable")


def _fill(temp: Path, data: bytes, target: Path) -> None:
    descriptor = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        if target.exists():
            _copy_rights(descriptor, temp, target)
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_rights(descriptor: int, temp: Path, target: Path) -> None:
    status = target.stat()
    if WINDOWS:
        temp.chmod(stat.S_IMODE(status.st_mode))
        return
    if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        try:
            os.fchown(descriptor, status.st_uid, status.st_gid)
        except PermissionError:
            if status.st_uid != os.geteuid():
                raise ReadOnlyTargetError(
                    target, f"{target} belongs to another user.", "Edit it as that user."
                ) from None
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # a file system without extended attributes
            for name in os.listxattr(target):
                with suppress(OSError):  # some (security.*) belong to the system
                    os.setxattr(descriptor, name, os.getxattr(target, name))


def _check_unchanged(path: Path, target: Path, expected: bytes | None) -> None:
    now = read(target)
    if now is None and expected is None:
        return
    if now is None or expected is None or sha256(now) != sha256(expected):
        raise ChangedMeanwhileError(path, f"{path} was changed by another program meanwhile.", "Try again.")


def _create(path: Path, temp: Path, target: Path) -> bool:
    """Give the file its name only if nobody else has: of two that come first, one has to notice.

    False where the file system has no hard links, the only way to do that in one step.
    """
    try:
        target.hardlink_to(temp)
    except FileExistsError:
        raise ChangedMeanwhileError(
            path, f"{path} was made by another program meanwhile.", "Try again."
        ) from None
    except OSError:
        return False
    temp.unlink()
    return True


def _replace(temp: Path, target: Path) -> None:
    deadline = time.monotonic() + SHARING_PATIENCE_S
    while True:
        try:
            temp.replace(target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _SHARING_ERRORS or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _sync_dir(folder: Path) -> None:
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(target: Path) -> None:
    """Remove temporary files that a killed process of ours left beside the target."""
    with suppress(OSError):
        for stray in target.parent.glob(f".{target.name}{_MARK}*"):
            owner = stray.name.rpartition(_MARK)[2].partition("-")[0]
            if owner.isdigit() and int(owner) != os.getpid() and not _is_alive(int(owner)):
                stray.unlink()


def _is_alive(pid: int) -> bool:
    if WINDOWS:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
