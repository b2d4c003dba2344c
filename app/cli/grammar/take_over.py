"""The words of `turnout import`."""

from app.cli.grammar.command import Commands, add_command


def declare(commands: Commands) -> None:
    take_over = add_command(
        commands,
        "import",
        "take_over:take_over",
        "make profiles of the providers that another program knows",
        "Make profiles of the providers that another place knows: cc-switch (its database, or a link on\n"
        "standard input), Codex's config.toml, Claude Code's settings.json, or environment variables. Keys go to\n"
        "the keyring; what is read stays as it is, and no profile is ever replaced.",
    )
    take_over.add_argument("place", choices=("cc-switch", "env", "codex", "claude-code"))
    take_over.add_argument(
        "path", nargs="?", metavar="PATH", help="another file than the usual one; -: a link on stdin"
    )
    take_over.add_argument("--dry-run", action="store_true", help="only say what would be imported")
