"""`turnout demo`: any free port, if none is given."""

from tests.fakes.command_lines import parsed, runs_of

LINES = {
    "demo": "demo:demo",
    "demo --port 0": "demo:demo",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


def test_takes_any_free_port_by_itself() -> None:
    assert parsed("demo").port == 0
