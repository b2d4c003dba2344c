"""Which clients are installed, where and in which version: also where a desktop session's PATH does not lead."""

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from profiles.paths import WINDOWS
from profiles.routes import Client

VERSION_SECONDS = 5.0
"""`--version` takes some 50 ms (Codex) to 1 s (Claude Code's first start); more means that it hangs."""
NAMES: Mapping[Client, str] = {"codex": "Codex", "claude-code": "Claude Code"}
"""The clients that are looked for, as people call them."""
PROGRAMS: Mapping[Client, str] = {"codex": "codex", "claude-code": "claude"}
SYSTEM_FOLDERS = ("/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin", "/usr/local/bin", "/usr/bin")
PACKAGES_FOLDER = "/opt"
"""Where programs have a folder of their own."""

_VERSION = re.compile(r"\d+\.\d+\.\d+[\w.+-]*")
_WINDOWS_ENDINGS = (".exe", ".cmd", ".bat")
_NPM_PREFIX = re.compile(r"(?m)^\s*prefix\s*=\s*(.+?)\s*$")


@dataclass(frozen=True, slots=True)
class Installed:
    """A client's program. `version` is None where it did not say."""

    program: Path
    version: str | None


class ClientFinder:
    """Looks for the clients; a program that has not changed is not started again for its version."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._versions: dict[tuple[Path, int, int], str | None] = {}
        self._lock = threading.Lock()

    def find(self, client: Client) -> Installed | None:
        """Return the client's program, or None where it is not found. Blocks while it says its version."""
        program = find_program(PROGRAMS[client], self._env)
        if program is None:
            return None
        with self._lock:
            try:
                status = program.stat()
            except OSError:
                return None
            stamp = (program, status.st_mtime_ns, status.st_size)
            if stamp not in self._versions:
                version = ask_version(program, self._env)
                if version is None:
                    return Installed(program, None)  # asked again next time: it may only have been slow
                self._versions[stamp] = version
            return Installed(program, self._versions[stamp])


def find_program(name: str, env: Mapping[str, str]) -> Path | None:
    """Return where a command is: on PATH first, then in the places installers use."""
    found = shutil.which(name, path=env.get("PATH", ""))
    if found is not None:
        return Path(found)
    endings = _WINDOWS_ENDINGS if WINDOWS else ("",)
    for folder in usual_folders(env):
        for ending in endings:
            candidate = folder / f"{name}{ending}"
            with suppress(OSError):
                if candidate.is_file() and os.access(candidate, os.X_OK):
                    return candidate
    return None


def usual_folders(env: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folders of the clients' own installers, npm and its version managers, and Homebrew."""
    if WINDOWS:
        for variable, below in (("APPDATA", "npm"), ("LOCALAPPDATA", "pnpm"), ("USERPROFILE", ".local/bin")):
            if folder := env.get(variable):
                yield Path(folder, below)
        return
    home = Path(env.get("HOME") or Path.home())
    yield home / ".local" / "bin"
    yield home / ".claude" / "local"
    yield from _npm_folders(home, env)
    nvm = Path(env.get("NVM_DIR") or home / ".nvm")
    yield from _newest_first(nvm / "versions" / "node", "bin")
    yield from _newest_first(home / ".local" / "share" / "fnm" / "node-versions", "installation/bin")
    for below in (
        ".volta/bin",
        ".asdf/shims",
        ".local/share/mise/shims",
        ".bun/bin",
        ".local/share/pnpm",
        "bin",
    ):
        yield home / below
    yield from map(Path, SYSTEM_FOLDERS)
    with suppress(OSError):
        for package in sorted(Path(PACKAGES_FOLDER).iterdir()):
            yield package / "bin"
            yield package


def ask_version(program: Path, env: Mapping[str, str]) -> str | None:
    """Return what the program says of its version; None where it says nothing in time."""
    # A script of npm's needs the node beside it, which a desktop session's PATH may not have.
    path = os.pathsep.join(filter(None, (env.get("PATH", ""), str(program.parent))))
    try:
        child = subprocess.Popen(
            [str(program), "--version"],
            env={**env, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        said, _ = child.communicate(timeout=VERSION_SECONDS)
    except subprocess.TimeoutExpired:
        _end(child)
        return None
    found = _VERSION.search(said.decode("utf-8", "replace")[:1000])
    return found[0] if found and child.returncode == 0 else None


def _npm_folders(home: Path, env: Mapping[str, str]) -> Iterator[Path]:
    prefixes = [env.get("NPM_CONFIG_PREFIX", ""), env.get("npm_config_prefix", "")]
    with suppress(OSError, UnicodeDecodeError):
        prefixes += _NPM_PREFIX.findall((home / ".npmrc").read_text(encoding="utf-8"))
    for prefix in filter(None, (*prefixes, "~/.npm-global")):
        written = prefix.strip("'\"").replace("${HOME}", str(home))
        yield Path(f"{home}{written[1:]}" if written.startswith("~") else written) / "bin"


def _newest_first(folder: Path, below: str) -> Iterator[Path]:
    """The versions in a folder, the highest first: that is what a shell most likely uses."""

    def numbers(path: Path) -> list[int]:
        return [int(part) for part in re.findall(r"\d+", path.name)]

    with suppress(OSError):
        for version in sorted(folder.iterdir(), key=numbers, reverse=True):
            yield version / below


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End a program that hangs, with what it has started."""
    with suppress(OSError):
        if WINDOWS:
            child.kill()
        else:
            os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
