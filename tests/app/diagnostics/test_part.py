"""A part of the bundle is there whatever becomes of what it is made of."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.diagnostics.part import part
from app.errors import AppError
from profiles.errors import ProfileError


def fail(error: Exception) -> Callable[[], Any]:
    def find() -> Any:
        raise error

    return find


def test_what_is_found_is_written_down() -> None:
    made = part("a.json", "It holds.", "It has not.", lambda: {"名": [1]})
    assert (made.name, made.holds, made.left_out) == ("a.json", "It holds.", "It has not.")
    assert (json.loads(made.text), "名" in made.text) == ({"名": [1]}, True)
    assert part("a.log", "", "", lambda: "as it is").text == "as it is"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AppError("It broke.", "Mend it."), "It broke. Mend it."),
        (ProfileError("The file is damaged."), "The file is damaged."),
        (PermissionError(13, "Permission denied", "/x"), "/x cannot be used: Permission denied."),
        (RuntimeError("sk-canary-in-an-error"), "It could not be read (RuntimeError)."),
    ],
    ids=("app", "profile", "system", "unforeseen"),
)
def test_what_cannot_be_found_is_said(error: Exception, said: str) -> None:
    assert json.loads(part("a.json", "", "", fail(error)).text) == {"problem": said}
