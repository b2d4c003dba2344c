"""`turnout log`: a list, or one request."""

import pytest

from tests.fakes.command_lines import parsed, refusal_of, runs_of

LINES = {
    "log": "log:show_log",
    "log --follow --filter 'client=codex state=failed' --limit 0 --json": "log:show_log",
    "log show EXCHANGE --json": "log:show_exchange",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("log --limit -1", "from 0 on"),
        ("log --limit x", "from 0 on"),
        ("log show", "EXCHANGE"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)


def test_json_may_stand_on_either_side_of_a_nested_command() -> None:
    assert parsed("log --json show x").json is True
    assert parsed("log show x --json").json is True
    assert parsed("log show x").json is False
