"""Linux homes below Windows: which distributions of WSL run, and how our entries read from inside them."""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import Protocol

from profiles.clients.edit import ConnectSettings

SECONDS = 5.0
"""What `wsl.exe` may take; a distribution that runs answers within one."""
KEPT_SECONDS = 30.0
"""So long it is known which distributions run: each question starts a program."""


class Wsl(Protocol):
    """The distributions of this machine. Nothing here starts one that does not run."""

    def running(self) -> Sequence[str]:
        """The names of those that run."""

    def home(self, distribution: str) -> str | None:
        """The home of its user, as a path inside it; None where it does not say."""

    def folder(self, distribution: str) -> Path:
        """Its file system, as Windows reaches it."""

    def reaches(self, distribution: str, port: int) -> bool | None:
        """Whether a program in it reaches our port on 127.0.0.1; None where it cannot be told."""


Run = Callable[[Sequence[str]], bytes | None]


class SystemWsl:
    """`Wsl` through `wsl.exe`. `run` returns a program's output, or None where it failed."""

    def __init__(self, run: Run | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._run, self._clock = run or _run, clock
        self._known: tuple[float, tuple[str, ...]] | None = None
        self._homes: dict[str, str] = {}

    def running(self) -> Sequence[str]:
        now = self._clock()
        if self._known is None or now - self._known[0] > KEPT_SECONDS:
            said = _decode(self._run(["wsl.exe", "--list", "--running", "--quiet"]))
            self._known = now, tuple(line.strip() for line in said.splitlines() if line.strip())
        return self._known[1]

    def home(self, distribution: str) -> str | None:
        if distribution not in self._homes:
            said = self._run(["wsl.exe", "-d", distribution, "--exec", "printenv", "HOME"])
            found = (said or b"").decode("utf-8", "replace").strip()
            if not found.startswith("/"):
                return None
            self._homes[distribution] = found
        return self._homes[distribution]

    def folder(self, distribution: str) -> Path:
        return Path(rf"\\wsl$\{distribution}")

    def reaches(self, distribution: str, port: int) -> bool | None:
        probe = f"timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}' 2>/dev/null && echo yes || echo no"
        said = self._run(["wsl.exe", "-d", distribution, "--exec", "sh", "-c", probe])
        return {b"yes": True, b"no": False}.get((said or b"").strip())


def is_mirrored(wslconfig: str) -> bool:
    """Whether `.wslconfig` lets Linux share Windows' loopback; without it 127.0.0.1 is the distribution's own."""
    section = ""
    for line in wslconfig.splitlines():
        stripped = line.split("#", 1)[0].strip().lower()
        if stripped.startswith("["):
            section = stripped
        name, _, value = stripped.partition("=")
        if section == "[wsl2]" and (name.strip(), value.strip()) == ("networkingmode", "mirrored"):
            return True
    return False


def see_inside(settings: ConnectSettings) -> ConnectSettings:
    """The settings with this machine's paths as Linux programs below it name them."""
    direct = settings.direct
    if direct is not None and direct.key_command:
        program, *words = direct.key_command
        direct = replace(direct, key_command=(_inside(program), *words))
    catalog = None if settings.catalog is None else Path(_inside(str(settings.catalog)))
    return replace(settings, catalog=catalog, direct=direct)


def _inside(path: str) -> str:
    """`C:\\Users\\x` is `/mnt/c/Users/x` there; anything else stays."""
    windows = PureWindowsPath(path)
    if len(windows.drive) != 2:
        return path
    return "/".join((f"/mnt/{windows.drive[0].lower()}", *windows.parts[1:]))


def _decode(said: bytes | None) -> str:
    """`wsl.exe` itself speaks UTF-16, and newer ones UTF-8 where they are told to."""
    data = said or b""
    return data.decode("utf-16-le" if b"\0" in data else "utf-8", "replace").lstrip("\ufeff")


def _run(command: Sequence[str]) -> bytes | None:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
