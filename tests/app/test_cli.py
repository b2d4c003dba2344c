"""`main`: exit statuses, one document with --json whatever happens, and never a traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from app.cli import main
from app.errors import ServiceUnreachableError
from tests.app.conftest import Turnout
from tests.app.serving import run_turnout

CANARY = "sk-canary-in-a-traceback-0123456789"


def break_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `turnout status` raise this."""

    def show(_: object) -> NoReturn:
        raise error

    monkeypatch.setattr("app.cli.status.show", show)


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_the_unforeseen_is_one_sentence_and_its_traceback_is_kept(
    words: tuple[str, ...], turnout: Turnout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    break_with(ZeroDivisionError(f"division by '{CANARY}'"), monkeypatch)
    ran = turnout("status", *words)
    log = tmp_path / "home" / "turnout" / "logs" / "turnout.log"
    assert ran.status == 1
    said = ran.error["message"] + ran.error["fix"] if words else ran.err
    assert "ZeroDivisionError" in said
    assert str(log) in said
    assert said.count("\n") == (0 if words else 1)
    assert "Traceback" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert CANARY not in said + log.read_text()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ServiceUnreachableError("It is silent."), "service_unreachable"),
        (PermissionError(errno.EACCES, "Permission denied", "/some/file"), "file_problem"),
        (OSError(errno.EIO, "no file is named"), "internal"),
        (KeyboardInterrupt(), "interrupted"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "internal"),
        (RecursionError("too deep"), "internal"),
    ],
)
def test_late_errors_are_one_document(
    error: BaseException, code: str, turnout: Turnout, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_with(error, monkeypatch)
    ran = turnout("status", "--json")
    assert (ran.status, ran.error["code"], ran.err) == (1, code, "")
    assert ran.error["message"]


def test_a_home_that_cannot_be_made(
    turnout: Turnout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("TURNOUT_HOME", str(in_the_way))
    ran = turnout("status", "--json")
    assert ran.status == 1
    assert str(in_the_way) in ran.error["message"]


def test_a_log_that_cannot_be_written_is_said(
    turnout: Turnout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("TURNOUT_HOME", str(in_the_way))
    break_with(ZeroDivisionError(), monkeypatch)
    assert "could not be written down" in turnout("status").err


def test_a_reader_that_has_seen_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`turnout … | head`: the closed pipe is no error."""
    with (tmp_path / "out").open("w") as out:
        break_with(BrokenPipeError(), monkeypatch)
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["status"]) == 0


def test_words_come_from_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["turnout", "profile", "list", "--json"])
    monkeypatch.setattr("gc.disable", lambda: None)
    assert main() == 0
    assert capsys.readouterr().out == "[]\n"


@pytest.mark.parametrize(
    "words", [("nonsense",), ("profile",), ("status", "--nonsense"), ("use",), ("log", "--limit", "x")]
)
def test_wrong_usage(words: tuple[str, ...], turnout: Turnout) -> None:
    ran = turnout(*words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("turnout: ")
    assert "--help" in ran.err
    assert turnout(*words, "--json").error["code"] == "usage"


INVALID = "[profiles.a\nx = 1\n"
READS_PROFILES = [
    ("profile", "list"), ("profile", "show", "a"), ("profile", "edit", "a", "--model", "m"), ("profile", "remove", "a"),
    ("profile", "add", "b", "--preset", "demo"), ("key", "get", "a"), ("key", "set", "a"), ("key", "delete", "a"),
    ("use", "a"), ("use", "a", "--dry-run"), ("serve", "--port", "0"),
]  # fmt: skip


@pytest.mark.parametrize("words", READS_PROFILES, ids=" ".join)
def test_invalid_toml_is_named_with_its_place_and_left_alone(
    words: tuple[str, ...], turnout: Turnout, tmp_path: Path
) -> None:
    file = tmp_path / "home" / "turnout" / "config" / "profiles.toml"
    file.parent.mkdir(parents=True)
    file.write_text(INVALID)
    ran = turnout(*words, stdin="sk-canary-key")
    assert ran.status == 1
    assert str(file) in ran.err
    assert "line 1, column 12" in ran.err
    assert ran.err.count("\n") == 1
    assert file.read_text() == INVALID


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("settings.toml", "port = \n", ("config", "get")),
        ("settings.toml", "port = \n", ("config", "set", "port", "1")),
        ("settings.toml", "port = 'x'\n", ("config", "get", "port")),
        ("routes.toml", "[codex\n", ("connect",)),
        ("access.json", "{", ("access", "list")),
        ("access.json", "{", ("access", "show", "default")),
        ("access.json", "{", ("access", "rotate", "default")),
    ],
)
def test_other_invalid_files(
    name: str, content: str, words: tuple[str, ...], turnout: Turnout, tmp_path: Path
) -> None:
    file = tmp_path / "home" / "turnout" / "config" / name
    file.parent.mkdir(parents=True)
    file.write_text(content)
    ran = turnout(*words, "--json")
    assert ran.status == 1
    assert ran.error["message"]
    assert file.read_text() == content


def test_a_command_is_as_fast_as_its_imports_allow() -> None:
    """What a command does not need is not imported: no server, no Qt, no TOML writer, no keyring."""
    code = (
        "import sys, app.cli, app.cli.status, app.cli.profile, app.cli.switch\n"
        "print([name for name in ('aiohttp', 'PySide6', 'tomlkit', 'keyring') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"


def test_python_m_app_cli_is_the_command() -> None:
    done = run_turnout("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, "turnout 0.1.0\n", "")
    assert run_turnout("nonsense").returncode == 2


def test_stdout_that_is_closed_already() -> None:
    """A pipe without a reader: nothing is said, and nothing complains."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as out:
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", "preset", "list"],
            stdout=out, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
