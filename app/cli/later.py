"""Commands of the contract that come with a later version."""

from argparse import Namespace

from app.errors import AppError


def refuse(arguments: Namespace) -> int:
    """Say so."""
    raise AppError(
        f"`turnout {arguments.said}` is not built yet.", "It comes with a later version.", "not_built_yet"
    )
