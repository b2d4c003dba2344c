"""Files that appear whole."""

from pathlib import Path

import pytest

from app.volatile import write_now


def test_it_is_there_whole_and_private(tmp_path: Path) -> None:
    file = tmp_path / "port"
    for text in ("8377\n", "8378\n"):
        write_now(file, text)
        assert file.read_text() == text
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if "port" in one.name] == ["port"]


def test_nothing_is_left_of_what_failed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_now(tmp_path / "no" / "port", "")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside").write_text("")
    with pytest.raises(OSError, match="folder"):
        write_now(folder, "")
    assert sorted(one.name for one in tmp_path.iterdir() if not one.name.startswith("home")) == ["folder"]
