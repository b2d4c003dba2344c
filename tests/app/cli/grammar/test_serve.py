"""`turnout serve`: its two options."""

import pytest

from tests.fakes.command_lines import parsed, refusal_of, runs_of

LINES = {
    "serve": "serve:serve",
    "serve --port 0 --port-file F": "serve:serve",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("serve --port abc", "0 to 65535"),
        ("serve --json", "--json"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)


def test_without_a_port_the_setting_counts() -> None:
    assert parsed("serve").port is None
    assert parsed("serve --port 8378").port == 8378
