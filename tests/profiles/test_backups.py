"""Backups: private, by their hash, checked when they are read."""

from pathlib import Path

import pytest

from profiles.backups import Backups
from profiles.errors import FileProblemError


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "state" / "backups")


def test_kept_private_and_checked(backups: Backups, tmp_path: Path) -> None:
    name = backups.keep(b"mine")
    (place,) = (tmp_path / "state" / "backups").iterdir()
    assert place.name == name
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    before = place.stat()
    assert backups.keep(b"mine") == name
    assert place.stat().st_mtime_ns == before.st_mtime_ns, "the same again writes nothing"
    assert backups.load(name) == b"mine"
    place.write_bytes(b"changed")
    assert backups.load(name) is None
    backups.keep(b"mine")
    assert backups.load(name) == b"mine"


def test_none_where_there_is_none(backups: Backups, tmp_path: Path) -> None:
    assert backups.load(None) is None
    assert backups.load("nothing") is None
    (tmp_path / "state" / "backups" / "folder").mkdir(parents=True)
    assert backups.load("") is None
    with pytest.raises(FileProblemError) as caught:
        backups.load("folder")
    assert "remove it" in caught.value.fix


def test_only_those_with_a_name_stay(backups: Backups) -> None:
    backups.keep_only(())
    kept, old = backups.keep(b"kept"), backups.keep(b"old")
    backups.keep_only({kept})
    assert backups.load(kept) == b"kept"
    assert backups.load(old) is None
