"""A stamp tells one state of a file from another."""

import os
from pathlib import Path

from profiles.file_stamp import stamp_of


def test_what_is_written_has_another_stamp(tmp_path: Path) -> None:
    file = tmp_path / "file"
    assert stamp_of(file) is None
    file.write_bytes(b"one")
    first = stamp_of(file)
    assert first == stamp_of(file)
    file.write_bytes(b"three")
    assert stamp_of(file) != first


def test_a_file_in_its_place_is_another_one_even_of_the_same_time_and_size(tmp_path: Path) -> None:
    file, other = tmp_path / "file", tmp_path / "other"
    for one in (file, other):
        one.write_bytes(b"same")
        os.utime(one, ns=(10**18, 10**18))
    first = stamp_of(file)
    other.replace(file)
    assert stamp_of(file) != first


def test_below_a_file_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert stamp_of(tmp_path / "file" / "below") is None
