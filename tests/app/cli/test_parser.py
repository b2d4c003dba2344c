"""The grammar of the contract: every command with every option, and help that says what a command does."""

import argparse
import shlex
from collections.abc import Iterator

import pytest

from app.cli.parser import build_parser, parse
from app.errors import UsageError

LINES = """
serve
serve --port 0 --port-file F
status
status --json
profile add ID --preset P
profile add ID --preset P --base-url URL --wire chat --model M --small-model M
profile add ID --preset P --name N --header K=V --header L=W --key-stdin --json
profile add ID --base-url URL --wire responses --key-env VAR
profile list --json
profile show ID --json
profile edit ID --model M --key-env VAR --json
profile remove ID --json
preset list
preset list kimi --json
key set ID
key delete ID
key get ID
use ID
use ID --client codex --mode proxy --dry-run --json
use ID --client all --mode direct
connect --client claude-code --json
restore --client codex --json
restore --dry-run
undo --json
access list --json
access show default --json
access rotate default
access add NAME --client codex --expires 2027-01-01T00:00:00Z --disabled --models a,b --json
access add NAME --deny-models c --rpm 1 --rpd 2
access add NAME --concurrency 3 --quota-tokens 4 --max-tokens 5
access edit NAME --rpm 1
access remove NAME
check ID --client codex --json --report F
log
log --follow --filter 'client=codex state=failed' --limit 0 --json
log show EXCHANGE --json
export --out F --format har
doctor --json
import cc-switch /some/path --json
import env
config get
config get port --json
config set port 8378
demo
demo --port 0
""".strip().splitlines()


@pytest.mark.parametrize("line", ["", *LINES])
def test_a_line_of_the_contract(line: str) -> None:
    words = shlex.split(line)
    parsed = parse(words)
    assert parsed.run.partition(":")[2]
    assert parsed.json is ("--json" in words)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "invalid choice: 'nonsense'"),
        ("profile", "COMMAND"),
        ("profile add", "ID"),
        ("profile add ID --wire grpc", "grpc"),
        ("profile add ID --key-stdin --key-env V", "not allowed with"),
        ("profile add ID --header nothing", "NAME=VALUE"),
        ("profile add ID --header =x", "NAME=VALUE"),
        ("profile add ID --key sk-canary", "--key"),
        ("profile edit ID --preset P", "--preset"),
        ("use ID --client cursor", "cursor"),
        ("use", "ID"),
        ("use ID --dry", "--dry"),
        ("status --jso", "--jso"),
        ("status extra", "extra"),
        ("serve --port abc", "0 to 65535"),
        ("serve --port -1", "0 to 65535"),
        ("serve --port 65536", "0 to 65535"),
        ("log --limit -1", "from 0 on"),
        ("log --limit x", "from 0 on"),
        ("config set port", "VALUE"),
        ("access", "COMMAND"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(shlex.split(line))
    assert said in caught.value.message
    assert "--help" in caught.value.fix


def test_headers_are_pairs() -> None:
    assert parse(["profile", "add", "x", "--header", " A = b=c "]).header == [("A", "b=c")]
    assert parse(["profile", "add", "x"]).header == []


def test_json_may_stand_on_either_side_of_a_nested_command() -> None:
    assert parse(["log", "--json", "show", "x"]).json is True
    assert parse(["log", "show", "x", "--json"]).json is True
    assert parse(["log", "show", "x"]).json is False


def walk(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from walk(command)


@pytest.mark.parametrize("parser", list(walk(build_parser())), ids=lambda parser: parser.prog)
def test_help_says_what_everything_does(parser: argparse.ArgumentParser) -> None:
    assert parser.description
    assert parser.description.endswith((".", "`", "*", "'"))
    for action in parser._actions:
        if action.option_strings and action.dest != "help":
            assert action.help, f"{parser.prog} {action.option_strings[0]} has no help"
        if isinstance(action, argparse._SubParsersAction):
            assert all(choice.help for choice in action._choices_actions)
    assert max(map(len, parser.format_help().splitlines())) <= 110


def test_every_command_leads_to_a_function() -> None:
    from importlib import import_module

    for parser in walk(build_parser()):
        run = parser.get_default("run")
        if run is not None:
            module, _, function = run.partition(":")
            assert callable(getattr(import_module(f"app.cli.{module}"), function)), run


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    [action] = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    return dict(action.choices)


@pytest.mark.parametrize("name", commands_of(build_parser()))
def test_a_command_alone_is_as_among_all(name: str) -> None:
    alone, among_all = commands_of(build_parser(name)), commands_of(build_parser())
    assert alone[name].format_help() == among_all[name].format_help()
    assert len(alone) < len(among_all)


def test_an_unknown_word_sees_them_all() -> None:
    assert commands_of(build_parser("--help")).keys() == commands_of(build_parser()).keys()
    with pytest.raises(UsageError, match=r"'serve'.*'export'"):
        parse(["nonsense"])
