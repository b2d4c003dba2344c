"""The windows' own file lies with Turnout's other files."""

from pathlib import Path

import pytest

from app.places import logs_folder, preferences_file


def test_is_in_the_config_folder_of_this_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TURNOUT_HOME", str(tmp_path))
    assert preferences_file() == tmp_path / "config" / "ui.ini"


def test_logs_are_in_their_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TURNOUT_HOME", str(tmp_path))
    assert logs_folder() == tmp_path / "logs"
