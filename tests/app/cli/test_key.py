"""`turnout key`: in by standard input, out by `get` alone."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from app.cli.key import read_key
from app.errors import AppError
from tests.app.conftest import Turnout
from tests.fakes.keyring_backends import LockedKeyring, MemoryKeyring

KEY = "sk-canary-key-0123456789"


@pytest.fixture(autouse=True)
def profiles(turnout: Turnout) -> None:
    turnout("profile", "add", "ds", "--preset", "deepseek")
    turnout("profile", "add", "env", "--preset", "deepseek", "--key-env", "DS_KEY")
    turnout("profile", "add", "demo", "--preset", "demo")


def test_set_get_delete(turnout: Turnout, memory_keyring: MemoryKeyring) -> None:
    ran = turnout("key", "set", "ds", stdin=f" {KEY}\n")
    assert (ran.status, ran.out) == (0, "The key of ds is in the keyring.\n")
    assert turnout("key", "get", "ds").out == f"{KEY}\n"
    assert turnout("key", "get", "ds", "--json").json == {"profile": "ds", "key": KEY}
    assert turnout("key", "delete", "ds", "--json").json == {"profile": "ds", "stored": False}
    assert memory_keyring.kept == {}
    ran = turnout("key", "get", "ds", "--json")
    assert (ran.status, ran.error["code"]) == (1, "no_key")
    assert turnout("key", "set", "ds", "--json", stdin=KEY).json == {"profile": "ds", "stored": True}


def test_a_key_in_the_environment(turnout: Turnout, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = turnout("key", "get", "env")
    assert (ran.status, "DS_KEY" in ran.err) == (1, True)
    monkeypatch.setenv("DS_KEY", KEY)
    assert turnout("key", "get", "env").out == f"{KEY}\n"
    ran = turnout("key", "delete", "env")  # no keyring, and none needed
    assert (ran.status, "DS_KEY" in ran.out) == (0, True)


def test_set_moves_a_key_into_the_keyring(turnout: Turnout, memory_keyring: MemoryKeyring) -> None:
    turnout("key", "set", "env", stdin=KEY)
    assert turnout("profile", "show", "env", "--json").json["key"] == {"kind": "keyring", "env": None}
    assert turnout("key", "get", "env").out == f"{KEY}\n"


def test_a_profile_that_needs_none(turnout: Turnout) -> None:
    ran = turnout("key", "get", "demo", "--json")
    assert (ran.status, ran.error["code"]) == (1, "no_key")


@pytest.mark.parametrize("words", [("set", "nope"), ("get", "nope"), ("delete", "nope")])
def test_an_unknown_profile(words: tuple[str, ...], turnout: Turnout) -> None:
    ran = turnout("key", *words, "--json", stdin=KEY)
    assert (ran.status, ran.error["code"]) == (1, "profile_not_found")


@pytest.mark.parametrize("words", [("set", "ds"), ("get", "ds"), ("delete", "ds")])
def test_no_keyring_names_the_way_out(words: tuple[str, ...], turnout: Turnout) -> None:
    ran = turnout("key", *words, stdin=KEY)
    assert ran.status == 1
    assert "--key-env" in ran.err
    assert KEY not in ran.err


def test_a_locked_keyring(turnout: Turnout, use_keyring: Callable[[KeyringBackend], None]) -> None:
    use_keyring(LockedKeyring())
    assert turnout("key", "get", "ds", "--json").error["code"] == "keyring_locked"
    assert turnout("key", "set", "ds", "--json", stdin=KEY).error["code"] == "keyring_locked"


@pytest.mark.usefixtures("memory_keyring")
def test_nothing_came_in(turnout: Turnout) -> None:
    assert turnout("key", "set", "ds", "--json", stdin=" \n").error["code"] == "no_key"


class Terminal:
    """Standard input that is a keyboard."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_is_asked_without_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _: f"{KEY} ")
    assert read_key() == KEY


def leave(_: str) -> str:
    raise EOFError


def test_a_terminal_where_nothing_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", leave)
    with pytest.raises(AppError, match="No key came in"):
        read_key()


def test_no_standard_input_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(AppError, match="No key came in"):
        read_key()


def test_what_is_not_text(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe"), encoding="utf-8"))
    with pytest.raises(AppError, match="not text"):
        read_key()


def test_get_in_another_home(
    turnout: Turnout, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A client calls it in an environment of its own."""
    turnout("key", "set", "ds", stdin=KEY)
    home = os.environ["TURNOUT_HOME"]
    monkeypatch.setenv("TURNOUT_HOME", str(tmp_path / "elsewhere"))
    assert turnout("key", "get", "ds").status == 1
    assert turnout("key", "get", "ds", "--home", home).out == f"{KEY}\n"
