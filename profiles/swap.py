"""Swap two files of one folder in one step, so that what was replaced can still be looked at."""

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
"""`renameat2` of Linux."""
_RENAME_SWAP = 2
"""`renamex_np` of macOS."""

_Call = Callable[[bytes, bytes], int]


def swap(one: Path, other: Path) -> bool:
    """Give each file the other's name. False, and nothing done, where the system or file system cannot.

    Raises `OSError` where it could and did not.
    """
    import ctypes
    import errno

    call = _find_call()
    if call is None:
        return False
    if call(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP):
        return False
    raise OSError(number, os.strerror(number), str(other))


@cache
def _find_call() -> _Call | None:
    import ctypes

    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform)
    try:
        library = ctypes.CDLL(None, use_errno=True) if name else None
        function = getattr(library, name or "", None)
    except OSError:
        function = None
    if function is None:  # another system, or an older C library
        return None
    if name == "renameat2":
        return lambda one, other: int(function(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE))
    return lambda one, other: int(function(one, other, _RENAME_SWAP))
