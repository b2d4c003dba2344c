"""A service that is killed with both clients connected: the next start repairs their files, and so does a restore.

With TURNOUT_SWEEP=full a hundred times, otherwise a few.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.extent import FULL, report
from tests.tree import ROOT

KILLS = 100 if FULL else 3
REPAIR_S = 2.0
"""From the start of the process to files that lead to it; without it the sample only looks that it happens."""
DEADLINE_S = 30.0

pytestmark = pytest.mark.timeout(1800 if FULL else 180)

CODEX = b"# mine\r\nmodel = 'x'\r\n"
CLAUDE = b'{"env": {"MINE": "1"}}'


class Home:
    """A home with both clients' files and a profile that needs no key."""

    def __init__(self, folder: Path) -> None:
        self.codex, self.claude = folder / ".codex" / "config.toml", folder / ".claude" / "settings.json"
        for path, content in ((self.codex, CODEX), (self.claude, CLAUDE)):
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
        self.port_file = folder / "port"
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TURNOUT_HOME": str(folder / "turnout"),
            "CODEX_HOME": str(self.codex.parent),
            "CLAUDE_CONFIG_DIR": str(self.claude.parent),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    def turnout(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *words],
            cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    @contextmanager
    def service(self) -> Iterator[subprocess.Popen[bytes]]:
        """A started service, killed at the end; `port` is known once it accepts requests."""
        self.port_file.unlink(missing_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--port-file", str(self.port_file)],
            cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            deadline = time.monotonic() + DEADLINE_S
            while not self.port_file.exists():
                assert process.poll() is None, "the service ended"
                assert time.monotonic() < deadline, "the service did not start"
                time.sleep(0.01)
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def leads_to(self) -> set[int]:
        """The ports in the two files."""
        codex = tomllib.loads(self.codex.read_text())["model_providers"]["turnout"]["base_url"]
        claude = json.loads(self.claude.read_text())["env"]["ANTHROPIC_BASE_URL"]
        return {int(url.split(":")[2].split("/")[0]) for url in (codex, claude)}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "user")
    made.turnout("profile", "add", "demo", "--preset", "demo")
    return made


def test_the_next_start_repairs(home: Home) -> None:
    with home.service():
        home.turnout("use", "demo")
    seconds, late = [], 0
    for _ in range(KILLS):
        # Each on another port: the files lead to nobody until they are repaired.
        began = time.monotonic()
        with home.service():
            took = time.monotonic() - began
            assert home.leads_to() == {int(home.port_file.read_text())}
            seconds.append(took)
            late += took > REPAIR_S
            time.sleep(random.uniform(0, 0.05))
    seconds.sort()
    report({"kills": KILLS, "late": late, "median_s": seconds[len(seconds) // 2], "longest_s": seconds[-1]})
    assert not FULL or late == 0, seconds[-1]
    home.turnout("restore")
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)


def test_a_restore_without_any_service_repairs(home: Home) -> None:
    for _ in range(KILLS if FULL else 1):
        with home.service():
            home.turnout("use", "demo")
        began = time.monotonic()
        home.turnout("restore")
        took = time.monotonic() - began
        assert not FULL or took < REPAIR_S
        assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)
    report({"headless_restores": KILLS if FULL else 1})
