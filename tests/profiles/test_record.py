"""The activation record: complete, and honest about damage."""

from pathlib import Path

import pytest

from profiles import record
from profiles.clients.edit import Owned
from profiles.errors import BadFileError
from profiles.record import FileRecord


def record_of(path: Path, pristine: str | None = None) -> FileRecord:
    owned = {("a", "b"): Owned(None, '"x"', ('"y"',), anchor=True), ("c",): Owned("1", None, firm=True)}
    return FileRecord("codex", path, pristine, "hash", owned, (("a",),), "direct")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    place = tmp_path / "record"
    assert record.read(place) == {}
    files = {Path("/c/ü/config.toml"): record_of(Path("/c/ü/config.toml"))}
    place.write_bytes(record.encode(files))
    assert record.read(place) == files
    assert record.decode(record.encode(files), place) == files


@pytest.mark.parametrize(
    "damage", ["{", "[]", '{"files": {"/c": {}}}', '{"files": 1}', "\ufeff\ufeff", "[" * 5_000]
)
def test_damage_is_told(tmp_path: Path, damage: str) -> None:
    place = tmp_path / "record"
    place.write_text(damage)
    with pytest.raises(BadFileError, match="damaged"):
        record.read(place)


@pytest.mark.parametrize(
    "change",
    [
        {"client": "nobody"},
        {"mode": "sideways"},
        {"pristine": {}},
        {"written": None},
        {"created": [[]]},
        {"owned": [{"key": [], "base": None, "ours": None, "also": [], "anchor": False}]},
        {"owned": [{"key": ["a"], "base": 1, "ours": None, "also": [], "anchor": False}]},
    ],
)
def test_what_a_flipped_bit_has_left_is_no_record(change: dict[str, object]) -> None:
    path = Path("/c/config.toml")
    entry = record.record_to(record_of(path))
    assert record.record_from(path, entry) == record_of(path)
    with pytest.raises((KeyError, TypeError, ValueError)):
        record.record_from(path, {**entry, **change})


def test_no_secret_in_a_repr() -> None:
    one = FileRecord("codex", Path("f"), None, "h", {("a",): Owned("sk-canary", "tn-canary")}, ())
    assert "canary" not in repr(one)
