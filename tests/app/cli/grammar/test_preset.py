"""`turnout preset`."""

from tests.fakes.command_lines import runs_of

LINES = {
    "preset list": "preset:list_all",
    "preset list kimi --json": "preset:list_all",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES
