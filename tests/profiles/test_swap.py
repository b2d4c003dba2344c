"""Two files swap their names in one step, or nothing happens."""

import ctypes
import errno
from pathlib import Path
from typing import Any

import pytest

from profiles import swap as module
from profiles.swap import swap


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    return one, other


def test_names_are_swapped(pair: tuple[Path, Path]) -> None:
    one, other = pair
    inodes = one.stat().st_ino, other.stat().st_ino
    if not swap(one, other):
        pytest.skip("this file system cannot")
    assert (one.read_bytes(), other.read_bytes()) == (b"2", b"1")
    assert (other.stat().st_ino, one.stat().st_ino) == inodes


def test_one_that_is_missing_is_an_error(pair: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        swap(pair[0], tmp_path / "none")
    assert pair[0].read_bytes() == b"1"


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(one: bytes, other: bytes) -> int:
        ctypes.set_errno(number)
        return -1

    monkeypatch.setattr(module, "_find_call", lambda: refuse)
    assert not swap(*pair)


@pytest.mark.parametrize("platform", ["win32", "linux", "darwin"])
def test_a_system_that_cannot(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    def no_library(*_: Any, **__: Any) -> None:
        raise OSError("none")

    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", no_library)
    module._find_call.cache_clear()
    try:
        assert not swap(*pair)
    finally:
        module._find_call.cache_clear()
    assert pair[0].read_bytes() == b"1"


def test_the_call_of_macos(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Library:
        def __init__(self, *_: Any, **__: Any) -> None:
            pass

        @staticmethod
        def renamex_np(*arguments: Any) -> int:
            asked.append(arguments)
            return 0

    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", Library)
    module._find_call.cache_clear()
    try:
        assert swap(*pair)
    finally:
        module._find_call.cache_clear()
    assert asked == [(bytes(pair[0]), bytes(pair[1]), 2)]
