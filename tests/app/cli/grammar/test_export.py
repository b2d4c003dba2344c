"""`turnout export`."""

import pytest

from tests.fakes.command_lines import refusal_of, runs_of

LINES = {
    "export --out F --format har": "export:export",
    "export --out F --format jsonl --filter state=failed --limit 5": "export:export",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("export", "--out"),
        ("export --out F --format csv", "csv"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)
