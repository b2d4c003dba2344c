"""What is not built yet says so, whatever its arguments are."""

import pytest

from tests.app.conftest import Turnout

COMMANDS = ("import", "export", "access add", "access edit", "access remove")


@pytest.mark.parametrize(
    "arguments", [(), ("ID", "--client", "codex", "--report", "F"), ("--out", "F", "--rpm=3"), ("--", "x")]
)
@pytest.mark.parametrize("command", COMMANDS)
def test_it_says_so(command: str, arguments: tuple[str, ...], turnout: Turnout) -> None:
    ran = turnout(*command.split(), *arguments)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == f"turnout: `turnout {command}` is not built yet. It comes with a later version.\n"
    for words in ((*arguments[:1], "--json", *arguments[1:]), ("--json", *arguments)):
        if "--" in words:
            continue
        ran = turnout(*command.split(), *words)
        assert (ran.status, ran.error["code"], ran.err) == (1, "not_built_yet", "")
