"""The words of `turnout use`, `connect`, `restore` and `undo`."""

import argparse

from app.cli.grammar.command import Commands, add_command
from app.cli.grammar.values import CLIENTS


def declare(commands: Commands) -> None:
    use = add_command(
        commands,
        "use",
        "switch:use",
        "switch clients to a profile",
        "Let a profile serve the clients, and connect them where they are not yet. Running sessions go on at\n"
        "the new provider with their next request.",
    )
    use.add_argument("id", metavar="ID", help="the profile")
    use.add_argument(
        "--mode",
        choices=("proxy", "direct"),
        default="proxy",
        help="direct: without Turnout in between, where the provider speaks the client's own protocol",
    )
    _switching_options(use)
    connect = add_command(
        commands, "connect", "switch:connect", "write Turnout's entries into the clients' files"
    )
    _switching_options(connect)
    restore = add_command(
        commands,
        "restore",
        "switch:restore",
        "take Turnout's entries out of the clients' files",
        "Works also when Turnout is not running or was killed. A file that nobody else has edited gets its\n"
        "original bytes back.",
    )
    _switching_options(restore)
    restore.add_argument(
        "--until-start",
        action="store_true",
        help="only while no Turnout runs: its next start connects them again",
    )

    undo = add_command(
        commands,
        "undo",
        "switch:undo",
        "undo the last use, connect or restore",
        "The clients' files and routes become what they were before it, but for what others have edited since.\n"
        "Again: the one before that.",
    )
    undo.add_argument("--dry-run", action="store_true", help="only print what would change in the files")


def _switching_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--client", choices=CLIENTS, default="all", help="default: all")
    command.add_argument("--dry-run", action="store_true", help="only print what would change in the files")
