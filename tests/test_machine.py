"""The programs the tests lean on: really there, really private, and missed by name."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import machine


def test_environment_is_the_tests_own(tmp_path: Path) -> None:
    assert Path.home().is_relative_to(tmp_path)
    for name in ("CODEX_HOME", "CLAUDE_CONFIG_DIR", "TURNOUT_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        assert Path(os.environ[name]).is_relative_to(tmp_path), name
    assert not [name for name in os.environ if name.endswith(("_PROXY", "_proxy", "_API_KEY", "_AUTH_TOKEN"))]


@pytest.mark.clients
@pytest.mark.parametrize(("name", "version"), [("codex", "0.169.0"), ("claude", "2.1.329")])
def test_client_is_the_pinned_one(require_client: Callable[[str], Path], name: str, version: str) -> None:
    done = subprocess.run([require_client(name), "--version"], capture_output=True, text=True, check=True)
    assert version in done.stdout


@pytest.mark.keyring
def test_keyring_keeps_a_secret(require_keyring: Callable[[], dict[str, str]]) -> None:
    require_keyring()
    ask = "import keyring; keyring.set_password('s', 'u', 'kept'); print(keyring.get_password('s', 'u'))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "kept\n"


@pytest.mark.display
def test_display_shows_a_window(require_display: Callable[[], str]) -> None:
    require_display()
    show = (
        "from PySide6.QtWidgets import QApplication, QLabel;"
        "app = QApplication([]); label = QLabel('x'); label.show(); app.processEvents();"
        "print(app.platformName(), label.isVisible())"
    )
    done = subprocess.run(
        [sys.executable, "-c", show], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "xcb True\n"


def test_missing_program_is_skipped_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "IN_CI", False)
    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed"):
        machine.find_program("no-such-program", "no-such-package")


def test_missing_client_fails_in_ci(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "IN_CI", True)
    monkeypatch.setattr(machine, "CLIENTS", tmp_path)
    with pytest.raises(pytest.fail.Exception, match="missing in CI: the client codex"):
        machine.find_client("codex")
