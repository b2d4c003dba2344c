"""Commands of the contract that come with a later version."""

from argparse import Namespace

from app.cli.output import CommandError


def refuse(arguments: Namespace) -> int:
    """Say so."""
    raise CommandError(
        f"`turnout {arguments.said}` is not built yet.", "It comes with a later version.", "not_built_yet"
    )
