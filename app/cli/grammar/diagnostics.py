"""The words of `turnout diagnostics`."""

from app.cli.grammar.command import Commands, add_command
from app.cli.grammar.values import count


def declare(commands: Commands) -> None:
    diagnostics = add_command(
        commands,
        "diagnostics",
        "diagnostics:gather",
        "make a file for a bug report: what Turnout knows of itself, without secrets",
        "Without --out: only list what would be in it. Keys, your home folder and your user name are taken out;\n"
        "of requests, and of what was said in them, it has nothing unless you ask for it.",
    )
    diagnostics.add_argument("--out", metavar="F", help="write it: a zip file")
    diagnostics.add_argument("--force", action="store_true", help="replace the file where there is one")
    diagnostics.add_argument(
        "--requests",
        type=count,
        default=0,
        metavar="N",
        help="also the newest N requests' figures (at most 500)",
    )
    diagnostics.add_argument(
        "--bodies", action="store_true", help="of these requests also prompts, code and replies"
    )
