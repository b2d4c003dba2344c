"""Claude Code's settings.json as a place to import from."""

import json
from pathlib import Path

import pytest

from profiles.errors import BadFileError, NotFoundError
from profiles.importers.claude_code import read


def test_its_env_is_read_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(
        b"\xef\xbb\xbf" + json.dumps({"env": {"ANTHROPIC_BASE_URL": "https://a.example"}}).encode()
    )
    before = path.read_bytes()
    assert read(path).providers[0].base_url == "https://a.example"
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["{}", "[]", '{"env": 5}', ""])
def test_a_file_without_variables_is_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    source = read(path)
    assert not source.providers
    assert len(source.skipped) == 1


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe{}"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    with pytest.raises(BadFileError, match=r"settings\.json"):
        read(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read(tmp_path / "settings.json")
