"""The words of `turnout fallback`."""

from app.cli.grammar.command import Commands, add_command, add_group
from app.cli.grammar.values import CLIENTS


def declare(commands: Commands) -> None:
    fallback = add_group(commands, "fallback", "the profiles that are asked where one fails")
    add_command(
        fallback, "list", "fallback:list_all", "list each client's fallbacks, and what fails at present"
    )
    put = add_command(
        fallback,
        "set",
        "fallback:put",
        "set the fallbacks",
        "Where the profile that serves a client fails before it has said anything, these are asked in turn. A\n"
        "conversation stays with the profile that answered it until that fails, or until `turnout use`.",
    )
    put.add_argument("ids", nargs="+", metavar="ID", help="profiles, in the order in which they are asked")
    clear = add_command(
        fallback, "clear", "fallback:clear", "have no fallbacks: what fails is said to the client"
    )
    for command in (put, clear):
        command.add_argument("--client", choices=CLIENTS, default="all", help="default: all")
    reset = add_command(
        fallback,
        "reset",
        "fallback:reset",
        "forget that a provider kept failing",
        "A provider that failed several times in a row is gone around for a while; this ends that at once.",
    )
    reset.add_argument("breaker", nargs="?", metavar="PROFILE:WIRE", help="as in the list (default: all)")
