"""Editors are found where they have settings and the extension, on each system."""

from pathlib import Path

import pytest

from profiles.clients.editors import EDITORS, Editor, find_editors


def install(editor: Editor, home: Path, root: Path, extension: str = "anthropic.claude-code-2.1.329") -> Path:
    (root / editor.settings / "User").mkdir(parents=True)
    (home / editor.extensions / "extensions" / extension).mkdir(parents=True)
    return root / editor.settings / "User" / "settings.json"


def layout(platform: str, home: Path) -> tuple[dict[str, str], Path]:
    """The environment of a home, and where settings are in it."""
    if platform == "win32":
        root = home / "AppData" / "Roaming"
        return {"USERPROFILE": str(home), "APPDATA": str(root)}, root
    if platform == "darwin":
        return {"HOME": str(home)}, home / "Library" / "Application Support"
    return {"HOME": str(home)}, home / ".config"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_all_that_have_the_extension(platform: str, tmp_path: Path) -> None:
    home = tmp_path / "Ünï cöde"
    env, root = layout(platform, home)
    assert list(find_editors(env, platform)) == []
    expected = [(editor, install(editor, home, root)) for editor in EDITORS]
    assert list(find_editors(env, platform)) == expected


def test_settings_elsewhere(tmp_path: Path) -> None:
    path = install(EDITORS[0], tmp_path, tmp_path / "xdg")
    env = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    assert [found for _, found in find_editors(env, "linux")] == [path]


def test_neither_without_the_extension_nor_without_settings(tmp_path: Path) -> None:
    install(EDITORS[0], tmp_path, tmp_path / ".config", "anthropic.other-1.0.0")
    (tmp_path / ".cursor" / "extensions" / "anthropic.claude-code-2.0.0").mkdir(parents=True)
    assert list(find_editors({"HOME": str(tmp_path)}, "linux")) == []


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_no_home_no_editor(platform: str) -> None:
    assert list(find_editors({}, platform)) == []
