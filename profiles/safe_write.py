"""Write a file whole or not at all: links kept, modes kept, foreign changes noticed, nothing left behind."""

import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from profiles.errors import ChangedMeanwhileError, FileProblemError, ReadOnlyTargetError
from profiles.paths import PRIVATE_FILE, WINDOWS, make_private_dir
from profiles.processes import is_running, own_identity
from profiles.swap import swap
from profiles.targets import check_readable, check_writable, find_target

TRIES = 3
"""How often `update` starts again when somebody else writes the same file."""
SHARING_PATIENCE_S = 3.0
"""Windows: how long another program may hold the target open before we give up."""
_SHARING_ERRORS = (5, 32, 50)
"""Access denied, sharing violation, and what a network file system such as WSL's says while it is busy."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.02, 0.5
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EINVAL)
"""What file systems without hard links say."""
_MARK = ".turnout-"


@contextmanager
def in_words(path: Path, failed: str) -> Iterator[None]:
    """Turn what the system says into a FileProblemError: which file, what failed, why."""
    try:
        yield
    except OSError as error:
        raise FileProblemError(path, f"{path} {failed}: {error.strerror or error}.") from error


def sha256(data: bytes) -> str:
    """The hex digest by which files are compared."""
    return hashlib.sha256(data).hexdigest()


def read(path: Path) -> bytes | None:
    """The file's bytes, or None where there is no file (also behind a dangling link)."""
    check_readable(path)
    with in_words(path, "cannot be read"):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def write(path: Path, data: bytes, *, expected: bytes | None) -> None:
    """Replace the file's content in one step.

    `expected` is what was read before (None: no file). If the file is different by now, nothing is written
    and ChangedMeanwhileError raised. An existing file keeps its mode and owner; a new one is 0600.
    """
    check_writable(path)
    target = find_target(path)
    temp = _name_temp(target)
    with in_words(path, "could not be written"):
        make_private_dir(target.parent)
        sweep(target.parent, target.name)
        try:
            _fill(temp, data, target)
            _check_unchanged(path, target, expected)
            if expected is None:
                _create(path, temp, target)
            else:
                _exchange(path, temp, target, expected, data)
        except BaseException:
            with suppress(OSError):
                temp.unlink()
            raise
        sync_dir(target.parent)


def remove(path: Path, *, expected: bytes) -> None:
    """Delete the file (not a link to it) if it still holds `expected`."""
    target = find_target(path)
    temp = _name_temp(target)
    with in_words(path, "could not be removed"):
        _check_unchanged(path, target, expected)
        target.rename(temp)
        try:
            if temp.read_bytes() != expected:
                # Somebody wrote between our last look and this: theirs goes back, unless it is there again.
                with suppress(FileExistsError):
                    target.hardlink_to(temp)
                raise _changed(path)
        finally:
            temp.unlink()
        sync_dir(target.parent)


def sweep(folder: Path, name: str = "") -> None:
    """Remove the temporary files that killed processes of ours left there (for the file of that name)."""
    with suppress(OSError):
        for stray in folder.iterdir():
            about, mark, owner = stray.name.rpartition(_MARK)
            ours = mark and about.startswith(".") and name in ("", about[1:])
            if ours and not is_running(owner.rpartition("-")[0]):
                with suppress(OSError):
                    stray.unlink()


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


def _name_temp(target: Path) -> Path:
    return target.with_name(f".{target.name}{_MARK}{own_identity()}-{secrets.token_hex(4)}")


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
            names = os.listxattr(target)
            _drop_inherited(descriptor, names)
            for name in names:
                with suppress(OSError):  # some (security.*) belong to the system
                    os.setxattr(descriptor, name, os.getxattr(target, name))


def _check_unchanged(path: Path, target: Path, expected: bytes | None) -> None:
    now = read(target)
    if now is None and expected is None:
        return
    if now is None or expected is None or sha256(now) != sha256(expected):
        raise _changed(path)


def _changed(path: Path) -> ChangedMeanwhileError:
    return ChangedMeanwhileError(path, f"{path} was changed by another program meanwhile.", "Try again.")


def _create(path: Path, temp: Path, target: Path) -> None:
    """Give the file its name only if nobody else has: of two that come first, one has to notice."""
    try:
        target.hardlink_to(temp)
    except FileExistsError:
        raise ChangedMeanwhileError(
            path, f"{path} was made by another program meanwhile.", "Try again."
        ) from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _replace(temp, target)  # no hard links here, the only way to do that in one step
    else:
        temp.unlink()


def _exchange(path: Path, temp: Path, target: Path, expected: bytes, data: bytes) -> None:
    """Put the new file in the old one's place, then look whether the old one still was what we had read.

    Where somebody wrote between our last look and this, theirs goes back. Where the file system cannot swap,
    that moment (well under a millisecond) is not watched.
    """
    if not swap(temp, target):
        _replace(temp, target)
        return
    ours, theirs = data, temp.read_bytes()
    if theirs == expected:
        temp.unlink()
        return
    while swap(temp, target) and (came := temp.read_bytes()) != ours:
        ours, theirs = theirs, came  # and somebody wrote again
    raise _changed(path)


def _replace(temp: Path, target: Path) -> None:
    deadline, pause = time.monotonic() + SHARING_PATIENCE_S, _FIRST_PAUSE_S
    while True:
        try:
            temp.replace(target)
        except OSError as error:
            if getattr(error, "winerror", None) not in _SHARING_ERRORS or time.monotonic() > deadline:
                raise
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
        else:
            return


def sync_dir(folder: Path) -> None:
    """Make the names in the folder last: a renamed file is only then where it is after a power cut."""
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _drop_inherited(descriptor: int, names: list[str]) -> None:
    """An access list that the folder has given the new file is not the old one's."""
    for name in set(os.listxattr(descriptor)) - set(names):
        if name.startswith("system."):
            with suppress(OSError):
                os.removexattr(descriptor, name)
