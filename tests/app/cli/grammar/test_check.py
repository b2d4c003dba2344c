"""`turnout check`."""

import pytest

from tests.fakes.command_lines import refusal_of, runs_of

LINES = {
    "check ID --client codex --json --report F": "check:check",
    "check --all --quick": "check:check",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("check ID --client other", "other"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)
