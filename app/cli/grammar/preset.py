"""The words of `turnout preset`."""

from app.cli.grammar.command import Commands, add_command, add_group


def declare(commands: Commands) -> None:
    preset = add_group(commands, "preset", "the built-in provider templates")
    listing = add_command(preset, "list", "preset:list_all", "list the presets")
    listing.add_argument(
        "search", nargs="?", default="", metavar="TEXT", help="only those that match this text"
    )
