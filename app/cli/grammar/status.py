"""The words of `turnout status`."""

from app.cli.grammar.command import Commands, add_command


def declare(commands: Commands) -> None:
    add_command(commands, "status", "status:show", "what runs, and where each client goes")
