"""`turnout fallback`."""

import pytest

from tests.fakes.command_lines import parsed, refusal_of, runs_of

LINES = {
    "fallback list --json": "fallback:list_all",
    "fallback set A B --client codex": "fallback:put",
    "fallback clear": "fallback:clear",
    "fallback reset": "fallback:reset",
    "fallback reset A:chat --json": "fallback:reset",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("fallback", "COMMAND"),
        ("fallback set", "ID"),
        ("fallback clear --client cursor", "cursor"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)


def test_profiles_stay_in_order() -> None:
    assert parsed("fallback set b a").ids == ["b", "a"]
