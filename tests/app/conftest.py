"""What the tests of the application get: the command line in this process, and a keyring to choose."""

import io
import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from app.cli import main
from app.context import Context
from tests.fakes.keyring_backends import MemoryKeyring

Turnout = Callable[..., "Ran"]


@dataclass(frozen=True)
class Ran:
    """What one command did: its exit status and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        """The error of a command with --json, which has exactly these fields."""
        document = self.json
        assert set(document) == {"error"}
        assert set(document["error"]) == {"code", "message", "fix"}
        found: dict[str, str] = document["error"]
        return found


@pytest.fixture
def turnout(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Turnout:
    """`turnout("profile", "list", stdin="…")` runs a command in this process."""

    def run(*words: str, stdin: str = "") -> Ran:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        try:
            status = main(words)
        except SystemExit as left:  # --help, --version
            status = int(left.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Ran(status, said.out, said.err)

    return run


@pytest.fixture(autouse=True)
def our_signals() -> Iterator[None]:
    """A command that serves changes them: its process ends with it, this one does not."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """A machine without a keyring."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def use_keyring(no_keyring: None) -> Callable[[KeyringBackend], KeyringBackend]:
    """`use_keyring(backend)` selects a backend for this test."""

    def select(backend: KeyringBackend) -> KeyringBackend:
        keyring.set_keyring(backend)
        return backend

    return select


@pytest.fixture
def memory_keyring(use_keyring: Callable[[KeyringBackend], KeyringBackend]) -> MemoryKeyring:
    """A keyring that works."""
    backend = MemoryKeyring()
    use_keyring(backend)
    return backend


@pytest.fixture
def context() -> Context:
    """Turnout's files in the test's own home."""
    return Context.from_environment()
