"""The words of `turnout config`."""

from app.cli.grammar.command import Commands, add_command, add_group


def declare(commands: Commands) -> None:
    config = add_group(commands, "config", "settings")
    get = add_command(config, "get", "config:get", "show a setting, or all of them")
    get.add_argument("name", nargs="?", metavar="NAME")
    put = add_command(config, "set", "config:put", "change a setting")
    put.add_argument("name", metavar="NAME", help="turnout config get lists them")
    put.add_argument("value", metavar="VALUE", help="times in milliseconds, sizes in bytes")
