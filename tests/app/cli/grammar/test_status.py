"""`turnout status`."""

import pytest

from tests.fakes.command_lines import refusal_of, runs_of

LINES = {
    "status": "status:show",
    "status --json": "status:show",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("status --jso", "--jso"),
        ("status extra", "extra"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)
