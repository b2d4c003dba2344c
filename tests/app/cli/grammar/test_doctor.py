"""`turnout doctor`."""

from tests.fakes.command_lines import parsed, runs_of

LINES = {
    "doctor --json": "doctor:examine",
    "doctor --fix": "doctor:examine",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


def test_mends_nothing_unasked() -> None:
    assert parsed("doctor").fix is False
