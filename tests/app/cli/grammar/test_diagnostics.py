"""`turnout diagnostics`."""

import pytest

from tests.fakes.command_lines import refusal_of, runs_of

LINES = {
    "diagnostics": "diagnostics:gather",
    "diagnostics --out F --force --requests 20 --bodies --json": "diagnostics:gather",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"), [("diagnostics --requests many", "number"), ("diagnostics F", "F")]
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)
