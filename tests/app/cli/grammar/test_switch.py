"""`turnout use`, `connect`, `restore` and `undo`."""

import pytest

from tests.fakes.command_lines import parsed, refusal_of, runs_of

LINES = {
    "use ID": "switch:use",
    "use ID --client codex --mode proxy --dry-run --json": "switch:use",
    "use ID --client all --mode direct": "switch:use",
    "connect --client claude-code --json": "switch:connect",
    "restore --client codex --json": "switch:restore",
    "restore --dry-run": "switch:restore",
    "restore --until-start": "switch:restore",
    "undo --json": "switch:undo",
    "undo --dry-run": "switch:undo",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("use ID --client cursor", "cursor"),
        ("use", "ID"),
        ("use ID --dry", "--dry"),
        ("use ID --mode raw", "raw"),
        ("undo --client codex", "--client"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)


def test_all_clients_unless_one_is_named() -> None:
    assert parsed("use ID").client == "all"
    assert parsed("use ID").mode == "proxy"
