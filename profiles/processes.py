"""Which process left something behind, and whether it still runs: a pid alone is soon another's."""

import os
from functools import cache
from pathlib import Path

from profiles.paths import WINDOWS


@cache
def _own(pid: int) -> str:
    return f"{pid}-{_start_of(pid)}"


def own_identity() -> str:
    """This process as `PID-START`; START is what the system says of its start, 0 where it says nothing."""
    return _own(os.getpid())


def is_running(identity: str) -> bool:
    """Whether the process of this identity still runs; one that cannot be told does."""
    pid, _, start = identity.partition("-")
    if not pid.isdecimal() or not start.isdecimal():
        return False
    return has_process(int(pid)) and start in ("0", _start_of(int(pid)))


def has_process(pid: int) -> bool:
    """Whether there is a process of this pid, also one that has ended and waits to be asked how.

    Where the system cannot be asked without harm (Windows), there is one.
    """
    if WINDOWS:
        return True  # there, signal 0 would interrupt the process
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # somebody else's
    return True


def _start_of(pid: int) -> str:
    """When the process started, in the kernel's ticks (Linux; field 22 of its `stat`), else 0."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return "0"
    # The program's name, in parentheses, may hold anything.
    return said.rpartition(")")[2].split()[19]
