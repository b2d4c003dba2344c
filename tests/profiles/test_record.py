"""The activation record: complete, private, and honest about damage."""

from pathlib import Path

import pytest

from profiles.clients.edit import Owned
from profiles.errors import BadFileError
from profiles.paths import Paths
from profiles.record import FileRecord, Record


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")})


def record_of(path: Path, pristine: str | None = None) -> FileRecord:
    owned = {("a", "b"): Owned(None, '"x"', ('"y"',), anchor=True), ("c",): Owned("1", None)}
    return FileRecord("codex", path, pristine, ("hash",), owned, (("a",),))


def test_what_is_written_is_read(paths: Paths) -> None:
    record = Record(paths)
    assert record.read() == {}
    files = {Path("/c/ü/config.toml"): record_of(Path("/c/ü/config.toml"))}
    record.write(files)
    assert record.read() == files
    assert paths.activation_json.stat().st_mode & 0o777 == 0o600


def test_same_again_writes_nothing(paths: Paths) -> None:
    record = Record(paths)
    record.write({})
    before = paths.activation_json.stat().st_ino
    record.write({})
    assert paths.activation_json.stat().st_ino == before


@pytest.mark.parametrize("damage", ["{", "[]", '{"files": {"/c": {}}}', '{"files": 1}', "\ufeff\ufeff"])
def test_damage_is_told(paths: Paths, damage: str) -> None:
    paths.make()
    paths.activation_json.write_text(damage)
    with pytest.raises(BadFileError, match="damaged"):
        Record(paths).read()


def test_backups_are_private_and_checked(paths: Paths) -> None:
    record = Record(paths)
    content = b"mine"
    record.back_up(content)
    record.back_up(content)
    (backup,) = paths.backups.iterdir()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert record.load_backup(backup.name) == content
    backup.write_bytes(b"changed")
    assert record.load_backup(backup.name) is None
    record.back_up(content)
    assert record.load_backup(backup.name) == content
    assert record.load_backup("nothing") is None


def test_backups_without_a_record_go(paths: Paths) -> None:
    record = Record(paths)
    record.sweep({})
    record.back_up(b"kept")
    record.back_up(b"old")
    kept = next(one.name for one in paths.backups.iterdir() if one.read_bytes() == b"kept")
    record.sweep({Path("/f"): record_of(Path("/f"), kept)})
    assert [one.name for one in paths.backups.iterdir()] == [kept]


def test_no_secret_in_a_repr() -> None:
    record = FileRecord(
        "codex", Path("f"), None, ("h",), {("a",): Owned("sk-canary", "tn-canary")}, (), b"canary"
    )
    assert "canary" not in repr(record)
