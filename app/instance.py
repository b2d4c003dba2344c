"""One service for one set of folders: a second one would fight over the clients' files."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app import discovery
from app.errors import AlreadyRunningError
from profiles.paths import Paths, open_private


@contextmanager
def sole_service(paths: Paths) -> Iterator[None]:
    """Be the only service as long as the block lasts. Raises `AlreadyRunningError`, which names the other.

    The lock is the operating system's: it goes with its process, however that ends.
    """
    descriptor = open_private(paths.state / "service.lock", os.O_RDWR | os.O_CREAT)
    try:
        try:
            _lock(descriptor)
        except OSError:
            raise _say_who(paths) from None
        yield
    finally:
        os.close(descriptor)


def is_held(paths: Paths) -> bool:
    """Tell whether a service holds these folders, be it one that just starts or ends."""
    descriptor = open_private(paths.state / "service.lock", os.O_RDWR | os.O_CREAT)
    try:
        _lock(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _say_who(paths: Paths) -> AlreadyRunningError:
    other = discovery.read(paths)
    if other is None:
        return AlreadyRunningError("Another Turnout is just starting or ending.", "Try again in a moment.")
    return AlreadyRunningError(
        f"Turnout runs already: pid {other.pid}, on {other.base_url}.",
        "Use that one, or end it first. One beside it needs a TURNOUT_HOME of its own.",
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
