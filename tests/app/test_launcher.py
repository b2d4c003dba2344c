"""The command that starts this Turnout: absolute, and it works from any folder and environment."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from app.launcher import find_launcher
from app.version import VERSION


def start(words: tuple[str, ...], cwd: Path) -> str:
    done = subprocess.run(
        [*words, "--version"],
        cwd=cwd,
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_this_one_starts_from_anywhere(tmp_path: Path) -> None:
    words = find_launcher()
    assert Path(words[0]).is_absolute()
    # A folder that would stand in for one of ours, or of Python's own, if the client's folder counted.
    (tmp_path / "app.py").write_text("raise SystemExit(3)")
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    assert start(words, tmp_path) == f"turnout {VERSION}"


def test_from_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda *_: str(tmp_path))
    monkeypatch.setattr(sys, "executable", sys.executable)
    real = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda path: path.name != "turnout" and real(path))
    words = find_launcher()
    monkeypatch.undo()
    assert words[1] == "-P"
    (tmp_path / "app.py").write_text("raise SystemExit(3)")
    assert start(words, tmp_path) == f"turnout {VERSION}"


def test_a_script_beside_python_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virtual environment, `uv tool` or `pipx`."""
    (tmp_path / "turnout").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert find_launcher() == (str(tmp_path / "turnout"),)


def test_a_script_of_the_user_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip without a virtual environment puts scripts elsewhere than Python is."""
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "turnout").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(
        sysconfig, "get_path", lambda name, scheme="": str(tmp_path / ("user" if scheme else "none"))
    )
    assert find_launcher() == (str(tmp_path / "user" / "turnout"),)


def test_a_frozen_program_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "turnout"))
    assert find_launcher() == (str(tmp_path / "turnout"),)
