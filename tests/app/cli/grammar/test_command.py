"""A command gets its help, `--json` and its function; a group needs a command; errors are raised, not printed."""

import pytest

from app.cli.grammar.command import Parser, add_command, add_group
from app.errors import UsageError


@pytest.fixture
def program() -> Parser:
    parser = Parser(prog="program")
    commands = parser.add_subparsers()
    add_command(commands, "go", "movement:go", "go there", "Go there.\nAt once.")
    add_command(commands, "stay", "movement:stay", "stay here", json=False)
    add_command(add_group(commands, "look", "look around"), "up", "sight:up", "look up")
    return parser


def test_a_command_leads_to_its_function(program: Parser) -> None:
    assert program.parse_args(["go"]).run == "movement:go"
    assert program.parse_args(["look", "up", "--json"]).json is True


def test_the_help_is_the_description_unless_there_is_another(program: Parser) -> None:
    assert "Go there.\nAt once." in _help(program, "go")
    assert "Stay here." in _help(program, "stay")
    assert "--json" not in _help(program, "stay")


@pytest.mark.parametrize(
    ("words", "said"), [(["look"], "COMMAND"), (["stay", "--json"], "--json"), (["go", "--js"], "--js")]
)
def test_errors_are_raised_and_name_the_help(program: Parser, words: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        program.parse_args(words)
    assert caught.value.fix == f"See: program{' look' if words == ['look'] else ''} --help"


def _help(program: Parser, name: str) -> str:
    [action] = [one for one in program._actions if one.choices]
    assert isinstance(action.choices, dict)
    text: str = action.choices[name].format_help()
    return text
