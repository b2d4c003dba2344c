"""`turnout access`: limits are numbers, or the word that takes them away."""

import pytest

from tests.fakes.command_lines import parsed, refusal_of, runs_of

LINES = {
    "access list --json": "access:list_all",
    "access show default --json": "access:show",
    "access rotate default": "access:rotate",
    "access rotate default --grace-minutes 0.5": "access:rotate",
    "access add NAME --client codex --expires 2027-01-01T00:00:00Z --disabled --models a,b --json": "access:add",
    "access add NAME --deny-models c --rpm 1 --rpd 2": "access:add",
    "access add NAME --concurrency 3 --quota-tokens 4 --max-tokens 5": "access:add",
    "access edit NAME --rpm 1 --reset-usage": "access:edit",
    "access remove NAME": "access:remove",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("access", "COMMAND"),
        ("access add NAME --client all", "all"),
        ("access add NAME --enabled --disabled", "not allowed with"),
        ("access add NAME --rpm many", "from 0 on"),
        ("access rotate NAME --grace-minutes soon", "minutes"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)


def test_a_limit_is_a_number_or_none() -> None:
    assert parsed("access edit x --rpm 12 --rpd none --max-tokens ' NONE '").rpm == 12
    assert parsed("access edit x --rpd ' NONE '").rpd == "none"
    assert parsed("access edit x").enabled is None
