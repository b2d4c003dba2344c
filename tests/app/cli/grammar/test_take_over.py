"""`turnout import`."""

import pytest

from tests.fakes.command_lines import refusal_of, runs_of

LINES = {
    "import cc-switch /some/path --json": "take_over:take_over",
    "import env": "take_over:take_over",
    "import codex --dry-run": "take_over:take_over",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import", "place"),
        ("import elsewhere", "elsewhere"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)
