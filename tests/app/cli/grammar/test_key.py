"""`turnout key`: a key itself is never an argument."""

import pytest

from tests.fakes.command_lines import refusal_of, runs_of

LINES = {
    "key set ID": "key:put",
    "key delete ID": "key:delete",
    "key get ID": "key:get",
    "key get ID --home DIR": "key:get",
    "key storage": "key:storage",
    "key storage file --json": "key:storage",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("key", "COMMAND"),
        ("key set", "ID"),
        ("key set ID sk-canary", "sk-canary"),
        ("key set ID --home DIR", "--home"),
        ("key storage drawer", "drawer"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)
