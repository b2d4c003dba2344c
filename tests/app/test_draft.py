"""Drafts: fields read one by one, and fixes in a form's words."""

import pytest

from app.draft import Draft, FieldProblem
from profiles.errors import InvalidProfileError, NotFoundError


def test_texts() -> None:
    draft = Draft({"a": " x ", "b": "  ", "c": None, "d": 5})
    assert [draft.text(name) for name in ("a", "b", "c", "d", "e")] == ["x", None, None, None, None]
    assert draft.text("d") is None
    assert draft.problems == [FieldProblem("d", "This has to be a text.")]
    assert "c" in draft
    assert "e" not in draft


def test_mappings() -> None:
    draft = Draft({"a": {"x": 1}, "b": [], "c": None})
    assert [draft.mapping(name) for name in ("a", "b", "c")] == [{"x": 1}, None, None]
    assert [one.field for one in draft.problems] == ["b"]


@pytest.mark.parametrize(
    ("field", "fix", "shown"),
    [
        ("base_url", "Remove it.", "Remove it."),
        ("base_url", "Use https://x/v1, or `--preset x`.", "Use https://x/v1."),
        ("wire", "Add --wire responses.", "Choose the wire that it speaks: responses, messages or chat."),
        ("headers", "Use `turnout key set x`.", "Leave it out: Turnout sends the key itself."),
        ("name", "See `turnout profile list`.", ""),
    ],
)
def test_a_fix_names_no_option_of_the_command_line(field: str, fix: str, shown: str) -> None:
    draft = Draft({})
    draft.add(field, "It is wrong.", fix)
    assert draft.problems == [FieldProblem(field, "It is wrong.", shown)]


def test_what_is_raised_is_a_problem_of_its_field() -> None:
    draft = Draft({})
    with draft.about("model"):
        raise InvalidProfileError("No.", "Do.")
    with draft.about("preset"):
        raise NotFoundError("Nowhere.")
    assert [one.as_json() for one in draft.problems] == [
        {"field": "model", "message": "No.", "fix": "Do."},
        {"field": "preset", "message": "Nowhere.", "fix": ""},
    ]
    with pytest.raises(ZeroDivisionError), draft.about("x"):
        raise ZeroDivisionError
