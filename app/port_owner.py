"""Who holds a port: the name and pid of the process, where the system tells."""

import errno
import shutil
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from app.errors import PortTakenError

UNKNOWN = "another program"
LSOF_SECONDS = 5
"""lsof answers within one; a hanging network drive must not hold up the sentence for the user."""

_LISTEN = "0A"


def find_owner(port: int) -> str | None:
    """Return "name (pid N)" of the process that listens on a port of this machine, None where nobody does.

    Where the system does not tell (another user's process), it is "another program".
    """
    if not _is_taken(port):
        return None
    return (_ask_proc(port) if Path("/proc/net/tcp").exists() else _ask_lsof(port)) or UNKNOWN


def check_free(port: int) -> None:
    """Raise `PortTakenError` where somebody listens on the port. 0, any free port, is free."""
    owner = find_owner(port) if port else None
    if owner is not None:
        raise PortTakenError(
            f"Port {port} is held by {owner}; nothing was connected.",
            "Stop it, or choose another port: turnout config set port N",
        )


def explain(port: int, error: OSError) -> PortTakenError:
    """Return why Turnout cannot listen on a port."""
    if error.errno == errno.EADDRINUSE:
        try:
            check_free(port)
        except PortTakenError as taken:
            return taken
    why = (
        "it needs more rights" if error.errno in (errno.EACCES, errno.EPERM) else error.strerror or str(error)
    )
    return PortTakenError(
        f"Turnout cannot listen on port {port}: {why}; nothing was connected.",
        "Choose another port: turnout config set port N",
    )


def _is_taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # there it would share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def _ask_proc(port: int) -> str | None:
    """Linux: /proc knows the socket of the port, and whose it is."""
    inodes = _listening_inodes(port)
    if not inodes:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended meanwhile, or another user's
            if any(_link(descriptor) in inodes for descriptor in (process / "fd").iterdir()):
                return f"{_name(process)} (pid {process.name})"
    return None


def _link(descriptor: Path) -> str:
    with suppress(OSError):  # closed meanwhile
        return str(descriptor.readlink())
    return ""


def _name(process: Path) -> str:
    """The program's name; another Turnout, which is Python as well, by its own."""
    words = (process / "cmdline").read_bytes().split(b"\0")
    if b"app.cli" in words or any(word.rpartition(b"/")[2] == b"turnout" for word in words[:2]):
        return "another Turnout"
    return (process / "comm").read_text().strip()


def _listening_inodes(port: int) -> set[str]:
    found: set[str] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found


def _ask_lsof(port: int) -> str | None:
    """macOS: lsof prints `p` and the pid, then `c` and the command."""
    if shutil.which("lsof") is None:
        return None
    command = ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LSOF_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = {line[:1]: line[1:] for line in reversed(done.stdout.splitlines())}
    return f"{said['c']} (pid {said['p']})" if {"p", "c"} <= said.keys() else None
