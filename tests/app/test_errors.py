"""Every error has a sentence, a code and an exit status."""

import pytest

from app import errors
from app.errors import AppError, UsageError, of_file, sentence
from profiles.errors import NotFoundError

KINDS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, AppError)]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_in_the_tree_and_keeps_what_it_is_given(kind: type[AppError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    error = kind("What.", "Fix.")
    assert (error.message, error.fix, str(error)) == ("What.", "Fix.", "What.")
    assert error.status == (2 if isinstance(error, UsageError) else 1)


def test_codes_are_distinct_and_can_be_given() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)
    assert AppError("What.", code="mine").code == "mine"


def test_sentences() -> None:
    assert sentence(AppError("What.", "Fix.")) == "What. Fix."
    assert sentence(NotFoundError("What.")) == "What."
    assert (
        sentence(PermissionError(13, "Permission denied", "/x/y"))
        == "/x/y cannot be used: Permission denied."
    )
    assert of_file(FileNotFoundError(2, "No such file", "/x")).code == "file_problem"
