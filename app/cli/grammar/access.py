"""The words of `turnout access`."""

import argparse

from app.cli.grammar.command import Commands, add_command, add_group
from app.cli.grammar.values import CLIENTS, count

NO_LIMIT = "none"
"""What is said instead of a number to take a limit away."""


def declare(commands: Commands) -> None:
    access = add_group(commands, "access", "the keys by which clients reach Turnout")
    add_command(access, "list", "access:list_all", "list the access keys by name, with their limits")
    add_command(access, "show", "access:show", "print an access key").add_argument("name", metavar="NAME")
    add = add_command(access, "add", "access:add", "make an access key, with limits if you like")
    add.add_argument("name", metavar="NAME", help="a name of yours: lower-case letters, digits, . _ -")
    _limit_options(add)
    edit = add_command(
        access,
        "edit",
        "access:edit",
        "change an access key's limits",
        "Set what is given; everything else stays. `none` takes a limit away. It counts from the next request on.",
    )
    edit.add_argument("name", metavar="NAME")
    _limit_options(edit)
    edit.add_argument("--reset-usage", action="store_true", help="count tokens and requests anew, from zero")
    rotate = add_command(
        access,
        "rotate",
        "access:rotate",
        "replace an access key",
        "Make a new value. Connected clients' files get it in the same step; the old one goes on for a while, for\n"
        "whoever still has it.",
    )
    rotate.add_argument("name", metavar="NAME")
    rotate.add_argument(
        "--grace-minutes",
        type=_minutes,
        metavar="N",
        help="how long the old one goes on (default: 10; 0: not at all)",
    )
    add_command(access, "remove", "access:remove", "remove an access key").add_argument(
        "name", metavar="NAME"
    )


def _limit_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--client", choices=CLIENTS[:-1], help="whose key it is (default: other)")
    state = command.add_mutually_exclusive_group()
    state.add_argument(
        "--enabled", action="store_true", default=None, help="accept it (as it is from the start)"
    )
    state.add_argument("--disabled", dest="enabled", action="store_false", default=None, help="refuse it")
    command.add_argument("--expires", metavar="ISO8601", help="2026-12-31 (that day is its last), or a time")
    command.add_argument(
        "--models", metavar="a,b", help="only these models: names, `*` in them, `model@profile`, `*@profile`"
    )
    command.add_argument(
        "--deny-models", metavar="c", help="never these models; counts for more than --models"
    )
    for name, what in (
        ("--rpm", "requests per minute"),
        ("--rpd", "requests per day"),
        ("--concurrency", "requests at a time"),
        ("--quota-tokens", "tokens in all, input and output"),
        ("--max-tokens", "output tokens that a request may ask for"),
    ):
        command.add_argument(name, type=_limit, metavar="N", help=f"at most so many {what}")


def _limit(text: str) -> int | str:
    """A number, or the word that takes the limit away."""
    return NO_LIMIT if text.strip().lower() in ("", NO_LIMIT) else count(text)


def _minutes(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a number of minutes is needed") from None
