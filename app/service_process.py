"""The service as a process: how this very Turnout is started detached, looked at and ended."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from app import discovery
from app.discovery import Running
from app.instance import is_held
from profiles.paths import Paths, open_private
from profiles.processes import has_process

MAX_LOG_BYTES = 1024 * 1024
"""What the service printed is set aside at this size, at its next start."""
TAIL_BYTES, TAIL_LINES = 16_384, 20

_FOLDERS = ("TURNOUT_HOME", "CODEX_HOME", "CLAUDE_CONFIG_DIR")
_BEGIN = "---- start "
_SAYS = "turnout: "
# On Windows: no console of its own, and none whose end would end it.
_DETACHED = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)


class ServiceProcess:
    """The service of one set of folders. Nothing here waits: each call is a small file or a system call."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._child: subprocess.Popen[bytes] | None = None

    @classmethod
    def from_environment(cls) -> "ServiceProcess":
        """Return that of this process's environment; its folders are made. Raises `OSError`."""
        paths = Paths.from_env(os.environ)
        paths.make()
        return cls(paths)

    # ------------------------------------------------------------------ life
    def find(self) -> Running | None:
        """Return where a service was announced last, whether it still runs or not."""
        return discovery.read(self.paths)

    def start(self) -> None:
        """Start one that outlives us; what it prints goes to `log`. Raises `OSError`.

        No secret is in its arguments, and none is added to its environment: it reads the keyring itself.
        """
        self.exit_status()  # takes leave of the one before
        with os.fdopen(self._open_log(), "ab", buffering=0) as log:
            log.write(f"{_BEGIN}{datetime.now(UTC).isoformat(timespec='seconds')}\n".encode())
            self._child = subprocess.Popen(
                command("serve"),
                cwd=folder(),
                env=environment(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                creationflags=_DETACHED,
            )

    @property
    def child(self) -> int | None:
        """The pid of the service that we started last, as long as it lives."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def exit_status(self) -> int | None:
        """Return how the service that we started last has ended; negative: by that signal; None: it has not."""
        return None if self._child is None else self._child.poll()

    def is_taken(self) -> bool:
        """Tell whether any service holds these folders."""
        return is_held(self.paths)

    def lives(self, pid: int) -> bool:
        """Tell whether this process is there."""
        if self._child is not None and self._child.pid == pid:
            return self._child.poll() is None
        return _lives(pid)

    def terminate(self, pid: int) -> None:
        """Ask it to end in order, where the control API cannot be asked; Windows ends it hard."""
        _send(pid, signal.SIGTERM)

    def kill(self, pid: int) -> None:
        """End it hard, unless the pid belongs to another program by now."""
        if pid == self.child or _is_turnout(pid):
            _send(pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    # ------------------------------------------------------------------ words
    @property
    def log(self) -> Path:
        """The file that has what the service printed."""
        return self.paths.logs / "service.log"

    def log_tail(self) -> str:
        """Return the last lines that the service printed; empty where there are none."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
                lines = file.read().decode(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-TAIL_LINES:])

    def last_words(self) -> str:
        """Return the sentence in which the service said why it could not start; empty where it said none."""
        since = self.log_tail().rpartition(_BEGIN)[2].splitlines()
        said = [line.removeprefix(_SAYS) for line in since if line.startswith(_SAYS)]
        return said[-1] if said else ""

    def _open_log(self) -> int:
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > MAX_LOG_BYTES:
                self.log.replace(self.log.with_suffix(".old.log"))
        return open_private(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def command(*words: str) -> list[str]:
    """Return the command line of this very Turnout: the frozen program, or our interpreter."""
    return [sys.executable, *words] if _is_frozen() else [sys.executable, "-m", "app.cli", *words]


def folder() -> Path:
    """Return where that must run: a folder `app` in the user's own would be taken for ours."""
    return Path(sys.executable).parent if _is_frozen() else Path(__file__).parent.parent


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for that: folders given relative to here mean the same from there."""
    given = {name: Path(env[name]).expanduser() for name in _FOLDERS if env.get(name)}
    return {**env, **{name: str(path.absolute()) for name, path in given.items()}}


def _is_frozen() -> bool:
    return bool(getattr(sys, "frozen", False))


def _is_turnout(pid: int) -> bool:
    """Where the system does not tell, believe it: the pid comes from a file that its service keeps."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()
    return b"app.cli" in words or b"turnout" in words


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, number)


if sys.platform == "win32":
    import ctypes

    _SYNCHRONIZE = 0x0010_0000

    def _lives(pid: int) -> bool:
        handle = ctypes.windll.kernel32.OpenProcess(_SYNCHRONIZE, False, pid)
        if not handle:
            return False
        waiting = ctypes.windll.kernel32.WaitForSingleObject(handle, 0)
        ctypes.windll.kernel32.CloseHandle(handle)
        return bool(waiting)

else:

    def _lives(pid: int) -> bool:
        return has_process(pid) and not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Linux: it has ended, and whoever started it has not asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[:1] == [b"Z"]
    except OSError:
        return False
