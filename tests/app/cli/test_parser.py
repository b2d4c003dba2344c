"""All commands together: help that says what each does, a function behind each, one built without the others."""

import argparse
from collections.abc import Iterator

import pytest

from app.cli.parser import build_parser, parse
from app.errors import UsageError


def test_alone_it_is_the_app() -> None:
    assert parse([]).run == "start:start_app"
    assert parse(["--hidden"]).hidden is True


def test_an_unknown_word_sees_them_all() -> None:
    assert commands_of(build_parser("--help")).keys() == commands_of(build_parser()).keys()
    with pytest.raises(UsageError, match=r"'serve'.*'export'"):
        parse(["nonsense"])


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
