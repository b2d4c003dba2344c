"""Keys in a file: readable by its user alone, edited with its comments, refused where it is not right."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.errors import BadKeyValueError, KeyringUnavailableError
from profiles.key_file import FileSecrets
from profiles.secrets import MAX_KEY_CHARACTERS, Secrets, check_key

KEY = "sk-canary-0123456789"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "secrets.toml"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_set_get_delete(path: Path) -> None:
    secrets: Secrets = FileSecrets(path)
    assert secrets.get("p") is None
    secrets.delete("p")
    assert not path.exists()
    before = os.umask(0)
    try:
        secrets.set("p", f" {KEY}\n")
    finally:
        os.umask(before)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert (secrets.get("p"), secrets.state()) == (KEY, "ok: file")
    secrets.set("q.with.dots", "k" * MAX_KEY_CHARACTERS)
    assert FileSecrets(path).list() == ("p", "q.with.dots")
    secrets.delete("p")
    assert FileSecrets(path).list() == ("q.with.dots",)
    secrets.delete("q.with.dots")
    assert not path.exists(), "nothing of it is left"
    assert list(path.parent.iterdir()) == []


def test_rights_that_are_too_wide_are_narrowed_before_it_is_read(path: Path) -> None:
    secrets = FileSecrets(path)
    secrets.set("p", KEY)
    path.chmod(0o644)
    assert secrets.get("p") == KEY
    assert mode(path) == 0o600


def test_comments_stay(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(f'# mine\n[keys]\np = "{KEY}" # work\n')
    FileSecrets(path).set("q", KEY)
    assert path.read_text().startswith(f'# mine\n[keys]\np = "{KEY}" # work\n')


@pytest.mark.parametrize("content", ["[keys", "keys = 1\n", "[keys]\np = 1\n", "\0"])
def test_a_file_that_cannot_be_used_is_a_reason(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    secrets = FileSecrets(path)
    for call in (lambda: secrets.get("p"), lambda: secrets.set("p", KEY), lambda: secrets.delete("p")):
        with pytest.raises(KeyringUnavailableError, match=r"secrets\.toml") as caught:
            call()
        assert "canary" not in str(caught.value)
    assert secrets.state().startswith("none: ")
    assert path.read_text() == content


def test_a_place_that_cannot_be_written(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(KeyringUnavailableError):
        FileSecrets(path).set("p", KEY)


def test_what_is_no_key_is_refused(path: Path) -> None:
    with pytest.raises(BadKeyValueError):
        FileSecrets(path).set("p", "two words")
    assert not path.exists()


@settings(deadline=None)
@given(key=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=60))
def test_any_key_comes_back(key: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    try:
        expected = check_key(key)
    except BadKeyValueError:
        return
    secrets = FileSecrets(tmp_path_factory.mktemp("keys") / "secrets.toml")
    secrets.set("p", key)
    assert secrets.get("p") == expected
