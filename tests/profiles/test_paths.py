"""Where files live, and that they are private."""

import os
from pathlib import Path

import pytest

from profiles.paths import Paths, claude_dir, codex_home, make_private_dir, open_private


def test_turnout_home_holds_everything(tmp_path: Path) -> None:
    paths = Paths.from_env({"TURNOUT_HOME": str(tmp_path / "a b")})
    for folder in (paths.config, paths.data, paths.state, paths.logs):
        assert folder.parent == tmp_path / "a b"
    files = {
        paths.profiles_toml,
        paths.routes_toml,
        paths.settings_toml,
        paths.access_json,
        paths.catalog_json,
    }
    assert len(files | {paths.activation_json, paths.backups}) == 7
    assert all(tmp_path / "a b" in file.parents for file in files)


def test_relative_turnout_home_is_made_absolute() -> None:
    assert Paths.from_env({"TURNOUT_HOME": "here"}).config == Path.cwd() / "here" / "config"


@pytest.mark.skipif(os.name != "posix", reason="XDG")
def test_platform_folders_are_the_default() -> None:
    paths = Paths.from_env({})
    assert paths.config == Path(os.environ["XDG_CONFIG_HOME"], "turnout")
    assert paths.data == Path(os.environ["XDG_DATA_HOME"], "turnout")
    assert paths.state == Path(os.environ["XDG_STATE_HOME"], "turnout")


@pytest.mark.parametrize(
    ("env", "codex", "claude"),
    [
        ({"HOME": "/h"}, "/h/.codex", "/h/.claude"),
        ({"HOME": "/h", "CODEX_HOME": "/c d", "CLAUDE_CONFIG_DIR": "/ü"}, "/c d", "/ü"),
        ({"HOME": "/h", "CODEX_HOME": "", "CLAUDE_CONFIG_DIR": ""}, "/h/.codex", "/h/.claude"),
    ],
)
def test_client_folders(env: dict[str, str], codex: str, claude: str) -> None:
    assert codex_home(env) == Path(codex)
    assert claude_dir(env) == Path(claude)


def test_client_folders_without_a_home() -> None:
    assert codex_home({}) == Path.home() / ".codex"


def test_windows_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("profiles.paths.WINDOWS", True)
    assert codex_home({"USERPROFILE": "/u", "HOME": "/msys"}) == Path("/u/.codex")


def test_everything_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        paths = Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")})
        paths.make()
        paths.make()
        make_private_dir(tmp_path / "t" / "x" / "y")
        os.close(open_private(tmp_path / "t" / "file", os.O_WRONLY | os.O_CREAT))
    finally:
        os.umask(before)
    for folder in (
        paths.config,
        paths.data,
        paths.state,
        paths.logs,
        tmp_path / "t",
        tmp_path / "t" / "x" / "y",
    ):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "t" / "file").stat().st_mode & 0o777 == 0o600
