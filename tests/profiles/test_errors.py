"""Errors say what is wrong in one sentence, and how to mend it."""

import inspect
from pathlib import Path

import pytest

from profiles import errors
from profiles.errors import BadFileError, FileProblemError, NotFoundError, ProfileError

ALL = [
    value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, ProfileError)
]  # fmt: skip


def test_the_tree_is_drawn_completely() -> None:
    drawn = [
        line.strip(" │├└─").split()[0] for line in (errors.__doc__ or "").splitlines() if "Error" in line
    ]
    assert sorted(drawn) == sorted(kind.__name__ for kind in ALL)


@pytest.mark.parametrize("kind", ALL)
def test_drawn_below_its_base(kind: type[ProfileError]) -> None:
    lines = (errors.__doc__ or "").splitlines()
    depth = {
        line.strip(" │├└─").split()[0]: len(line) - len(line.lstrip(" │├└─"))
        for line in lines
        if line.strip()
    }
    if kind is not ProfileError:
        assert depth[kind.__name__] == depth[kind.__base__.__name__] + 4


def test_codes_are_distinct() -> None:
    assert len({kind.code for kind in ALL}) == len(ALL)


def test_sentence_code_and_fix() -> None:
    error = NotFoundError("There is none.", "Make one.", code="profile_not_found")
    assert (str(error), error.message, error.fix) == ("There is none.", "There is none.", "Make one.")
    assert error.code == "profile_not_found"
    assert NotFoundError("x").code == "not_found"
    assert NotFoundError("x").fix == ""


def test_file_errors_know_the_place() -> None:
    error = BadFileError(Path("/c/config.toml"), "it is odd", 3, 4)
    assert str(error) == "/c/config.toml cannot be read: it is odd (line 3, column 4); it was left untouched."
    assert (error.path, error.line, error.column) == (Path("/c/config.toml"), 3, 4)
    assert "line" not in str(BadFileError(Path("f"), "it is odd"))
    assert isinstance(error, FileProblemError)
