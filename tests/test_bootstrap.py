"""The set-up: what stops it is said in one sentence with its fix, and a second call has nothing to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap
from tests.tree import ROOT

# Seconds; both calls end at once, this only ends a hang.
CALL_DEADLINE_S = 60


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of nothing: the folders of the set-up under tmp_path, with the real lock files."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name, path in {"ROOT": folder, "VENV": folder / ".venv", "DEV": folder / ".turnout-dev"}.items():
        monkeypatch.setattr(bootstrap, name, path)
    (folder / "pyproject.toml").write_text("")
    return folder


@pytest.mark.parametrize("arguments", [[], ["install"], ["setup", "--all"]])
def test_wrong_usage_is_answered_with_the_usage(arguments: list[str]) -> None:
    command = [sys.executable, str(ROOT / "bootstrap.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=CALL_DEADLINE_S, check=False)
    assert done.returncode == 2
    assert "run [ARGS…]" in done.stderr
    assert not done.stdout


def test_old_python_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 1))
    assert bootstrap.main(["setup"]) == 1
    assert "Turnout needs Python 99.1 or newer; this is 3." in capsys.readouterr().err


def test_stamped_environment_is_left_alone(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / ".venv").mkdir()
    (clone / ".venv" / ".turnout-run-stamp").write_text(bootstrap.fingerprint(dev=False))
    monkeypatch.setattr(bootstrap, "install_system_packages", lambda dev: pytest.fail("not stamped"))
    bootstrap.set_up(dev=False)
    (clone / "pyproject.toml").write_text("[project]")
    with pytest.raises(pytest.fail.Exception, match="not stamped"):
        bootstrap.set_up(dev=False)


def test_missing_venv_names_the_package(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "can_make_venv", lambda: False)
    with pytest.raises(bootstrap.SetupError, match="sudo apt install python3-venv"):
        bootstrap.install_python_packages(dev=False)


def test_full_disk_is_seen_before_anything_is_downloaded(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "RUN_ROOM_MB", 10**12)
    with pytest.raises(bootstrap.SetupError, match="MB free and the set-up needs"):
        bootstrap.install_python_packages(dev=False)


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full. Fix: make room"),
        (
            "WARNING: Retrying after NewConnectionError('…')\nERROR: No matching",
            "server cannot be reached. Fix:",
        ),
        ("npm error code EAI_AGAIN", "server cannot be reached. Fix:"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "its hash differs. Fix:"),
        ("Collecting x\nERROR: cannot build x\nnotice", "ERROR: cannot build x (the whole output:"),
        ("", "no output"),
    ],
)
def test_failure_is_one_sentence_with_its_fix(clone: Path, output: str, cause: str) -> None:
    bootstrap.DEV.mkdir()
    sentence = bootstrap.explain(output, "It failed")
    assert sentence.startswith("It failed: ")
    assert cause in sentence
    assert "\n" not in sentence


def test_failed_command_is_explained(clone: Path) -> None:
    with pytest.raises(bootstrap.SetupError, match="It failed: the disk is full"):
        bootstrap.call([sys.executable, "-c", "import sys; sys.exit('ENOSPC')"], "It failed")


def test_environment_of_another_place_is_made_anew(clone: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", clone / ".venv"], check=True)
    assert not bootstrap.is_venv_usable()
    pip = clone / ".venv" / "bin" / "pip"
    pip.write_text(f"#!{clone}/.venv/bin/python\nimport sys\n")
    assert bootstrap.is_venv_usable()
    pip.write_text("#!/elsewhere/.venv/bin/python\nimport sys\n")
    assert not bootstrap.is_venv_usable()


def test_package_names_follow_the_release(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = clone / "bin"
    folder.mkdir()
    apt_cache = folder / "apt-cache"
    apt_cache.write_text('#!/bin/sh\ntest "$2" = libglib2.0-0t64\n')
    apt_cache.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    asked = [["libglib2.0-0", "libglib2.0-0t64"], ["libgl1"], ["old", "older"]]
    assert bootstrap.known_packages(asked) == ["libgl1", "libglib2.0-0t64", "old"]


def test_without_rights_the_command_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "administrator_prefix", lambda: None)
    monkeypatch.setattr(bootstrap, "can_load", lambda library: library != "libEGL.so.1")
    bootstrap.install_system_packages(dev=False)
    assert "sudo apt-get install -y --no-install-recommends libegl1\n" in capsys.readouterr().err
