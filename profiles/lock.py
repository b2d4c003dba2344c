"""One writer of the clients' files at a time among all Turnouts; never held against the clients themselves."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from profiles.errors import BusyError
from profiles.paths import make_private_dir, open_private
from profiles.processes import own_identity
from profiles.safe_write import in_words

PATIENCE_S = 10.0
"""How long we wait for another writer; a whole switch takes some 20 ms, and a stopped process may never end."""
_LOOK_S = 0.01


@contextmanager
def hold(path: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock for the length of the block. Raises BusyError, which names who has it.

    The lock is the operating system's, so that it goes with its process, however that ends: none is ever
    stale. The file's content only says who has it. Where there are no locks (some network drives) it is
    not waited for: the comparison before each write still keeps everybody's edits.
    """
    with in_words(path, "cannot be used"):
        make_private_dir(path.parent)
        descriptor = open_private(path, os.O_RDWR | os.O_CREAT)
    try:
        deadline = time.monotonic() + patience_s
        while not _try_lock(descriptor):
            if time.monotonic() > deadline:
                raise BusyError(
                    path,
                    f"Another Turnout is writing the clients' files{_who(path)}.",
                    "Try again in a moment, or end that one.",
                )
            time.sleep(_LOOK_S)
        _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def _sign(descriptor: int) -> None:
    said = {"process": own_identity(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    with suppress(OSError):  # it is only for the message
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(said).encode())


def _who(path: Path) -> str:
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        said = json.loads(path.read_bytes())
        return f" (pid {str(said['process']).partition('-')[0]}, since {said['since']})"
    return ""


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError:
            pass
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass
        return True
