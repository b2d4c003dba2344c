"""The real programs a test may need: found, or started for it, or named as missing."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")

# Read at import: the fixture that cleans each test's environment comes later.
CLIENTS = Path(os.environ.get("TURNOUT_CLIENTS") or ROOT / ".turnout-dev" / "clients")
# The native binaries inside the npm packages: they need no node and no install script.
CLIENT_BINARIES = {
    "codex": "@openai/codex-*/vendor/*/bin/codex",
    "claude": "@anthropic-ai/claude-code-*/claude",
}

# A daemon on this machine starts in well under a second and stops as fast; these only end a hang.
START_DEADLINE_S = 20
STOP_DEADLINE_S = 10


def go_without(reason: str) -> NoReturn:
    """Skip by name on a developer's machine; in CI nothing may be missing, so fail."""
    if IN_CI:
        pytest.fail(f"missing in CI: {reason}", pytrace=False)
    pytest.skip(reason)


def find_program(name: str, package: str) -> str:
    return shutil.which(name) or go_without(f"{name} is not installed: sudo apt-get install -y {package}")


def find_client(name: str) -> Path:
    """The binary of the real `codex` or `claude` that npm installed."""
    modules = CLIENTS / "node_modules"
    # An npm that does not know `libc` installs the musl build beside the glibc one.
    native = sorted(modules.glob(CLIENT_BINARIES[name]), key=lambda path: "-musl/" in str(path))
    for candidate in [*native, modules / ".bin" / name]:
        if os.access(candidate, os.X_OK):
            return candidate
    go_without(f"the client {name} is not in {CLIENTS}: python3 bootstrap.py setup --dev")


@contextmanager
def keyring_session() -> Iterator[dict[str, str]]:
    """A D-Bus session of its own with an unlocked gnome-keyring; yields the variables that select it."""
    bus = find_program("dbus-daemon", "dbus")
    ask = find_program("dbus-send", "dbus")
    keyring = find_program("gnome-keyring-daemon", "gnome-keyring")
    # Not tmp_path: a socket's path ends at 108 bytes, which a long test name reaches.
    with tempfile.TemporaryDirectory(prefix="turnout-", ignore_cleanup_errors=True) as folder:
        address = f"unix:path={folder}/bus"
        private = {"HOME": folder, "XDG_DATA_HOME": f"{folder}/data", "XDG_RUNTIME_DIR": folder}
        environment = os.environ | private | {"DBUS_SESSION_BUS_ADDRESS": address}
        question = [ask, "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
        question += ["org.freedesktop.DBus.GetNameOwner", "string:org.freedesktop.secrets"]
        with running([bus, "--session", "--nofork", f"--address={address}"], environment):
            wait_until(Path(folder, "bus").exists, "the D-Bus session")
            unlock = [keyring, "--foreground", "--unlock", "--components=secrets"]
            with running(unlock, environment, b"test"):
                wait_until(lambda: answers(question, environment), "gnome-keyring")
                yield {
                    "DBUS_SESSION_BUS_ADDRESS": address,
                    "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
                }


@contextmanager
def virtual_display() -> Iterator[str]:
    """An X display without a screen; yields its name for DISPLAY."""
    server = find_program("Xvfb", "xvfb")
    command = [server, "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with running(command, os.environ.copy()) as process:
        assert process.stdout is not None
        yield ":" + process.stdout.readline().decode().strip()


@contextmanager
def running(
    command: list[str], environment: dict[str, str], stdin: bytes = b""
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a daemon for the length of the block."""
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def wait_until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + START_DEADLINE_S
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"{what} did not start within {START_DEADLINE_S} s", pytrace=False)
        time.sleep(0.02)


def answers(command: list[str], environment: dict[str, str]) -> bool:
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
