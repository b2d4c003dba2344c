"""How a command and a group of commands are declared; each one gets its help, `--json` and the function it leads to."""

import argparse
from typing import Any, NoReturn, TypeAlias

from app.errors import UsageError

Commands: TypeAlias = "argparse._SubParsersAction[Any]"  # noqa: SLF001
"""Where commands are added: the program, or a group of commands. argparse has no public name for it."""


class Parser(argparse.ArgumentParser):
    """Raises `UsageError` instead of leaving; takes no abbreviated options: a later option could steal them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter, **options}
        )

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See: {self.prog} --help")


def add_group(commands: Commands, name: str, help_text: str) -> Commands:
    """Declare a command that only has commands within it."""
    group: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=_capital(help_text)
    )
    return group.add_subparsers(required=True, metavar="COMMAND")


def add_command(
    commands: Commands, name: str, run: str, help_text: str, description: str = "", *, json: bool = True
) -> argparse.ArgumentParser:
    """Declare a command; `run` is the function that carries it out, as "MODULE:FUNCTION" within app/cli.

    `help_text` stands in the list of commands, `description` (by default the same) above the command's own help.
    """
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=description or _capital(help_text)
    )
    if json:
        # Without a default of its own: it may stand before or after a command within the command.
        command.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document"
        )
    command.set_defaults(run=run)
    return command


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
