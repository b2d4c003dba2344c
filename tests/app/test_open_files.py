"""The limit of open files."""

import resource
from collections.abc import Iterator

import pytest

from app import open_files
from app.open_files import allow_many_files


@pytest.fixture
def limits() -> Iterator[tuple[int, int]]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_it_is_raised_as_far_as_it_may_be(limits: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "WANTED", 300)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, limits[1]))
    allow_many_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (300, limits[1])


def test_it_is_never_lowered(limits: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "WANTED", 10)
    allow_many_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == limits


def test_where_it_may_not_things_stay(limits: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(open_files, "WANTED", 300)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, limits[1]))
    with monkeypatch.context() as patched:
        patched.setattr(resource, "setrlimit", refuse)
        allow_many_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (256, limits[1])
