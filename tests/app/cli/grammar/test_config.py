"""`turnout config`."""

import pytest

from tests.fakes.command_lines import refusal_of, runs_of

LINES = {
    "config get": "config:get",
    "config get port --json": "config:get",
    "config set port 8378": "config:put",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("config", "COMMAND"),
        ("config set port", "VALUE"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)
