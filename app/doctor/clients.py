"""The clients themselves: whether they are installed, how old they are, and what of them still runs."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.clients_found import NAMES, ClientFinder
from app.context import Context
from app.doctor.finding import Finding
from profiles.activation import CONNECTABLE
from profiles.routes import Client

PACKAGES: dict[Client, str] = {"codex": "@openai/codex", "claude-code": "@anthropic-ai/claude-code"}
TESTED: dict[Client, str] = {"codex": "0.169.0", "claude-code": "2.1.329"}
"""The versions that Turnout is tested with."""
_ALONE: dict[Client, str] = {
    "codex": " Its extension for editors has its own program, and reads the same config.toml.",
    "claude-code": " Its extension for editors has its own program, and reads the same settings.json.",
}
DAEMON_WORDS = (b"app-server", b"--managed-daemon")
"""How Codex 0.169.0 starts the process that outlives its terminal."""
PROCESSES = Path("/proc")


def examine(context: Context) -> Iterator[Finding]:
    """Yield clients that are missing or older than what was tested, and a Codex daemon on an old configuration."""
    finder = ClientFinder(context.env)
    for client in CONNECTABLE:
        name, package = NAMES[client], PACKAGES[client]
        installed = finder.find(client)
        if installed is None:
            yield Finding(
                "client_missing",
                "warning",
                f"{name} is not found.",
                "It is not installed, or in a folder that this shell does not search." + _ALONE[client],
                f"npm install -g {package}",
            )
        elif installed.version and _numbers(installed.version) < _numbers(TESTED[client]):
            yield Finding(
                "client_old",
                "warning",
                f"{name} {installed.version} is older than {TESTED[client]}, with which Turnout is tested.",
                "Older versions send and expect other things.",
                f"npm install -g {package}@latest",
            )
    yield from _daemon(context)


def _daemon(context: Context) -> Iterator[Finding]:
    """A thread of Codex's daemon keeps the configuration that it started with (measured, Codex 0.169.0)."""
    try:
        written = context.activation.file_of("codex").stat().st_mtime
    except OSError:
        return
    for process in _find_daemons():
        try:
            started = process.stat().st_mtime
        except OSError:
            continue  # it has ended meanwhile
        if started < written:
            yield Finding(
                "codex_daemon",
                "warning",
                f"A Codex daemon (pid {process.name}) runs since before its configuration was last written.",
                "Open sessions of it keep their old address until they end; new ones take the new.",
                "codex app-server daemon stop",
            )


def _find_daemons() -> Iterator[Path]:
    if not PROCESSES.is_dir():
        return
    for process in PROCESSES.iterdir():
        if not process.name.isdecimal():
            continue
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if all(word in words for word in DAEMON_WORDS):
            yield process


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
