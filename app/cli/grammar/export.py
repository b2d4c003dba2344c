"""The words of `turnout export`."""

from app.cli.grammar.command import Commands, add_command
from app.cli.grammar.values import count


def declare(commands: Commands) -> None:
    export = add_command(
        commands,
        "export",
        "export:export",
        "write requests to a file, as an HTTP archive or as JSON lines",
        "Write the requests that are kept, with their bodies, to a file of your own. Keys are masked.",
    )
    export.add_argument("--out", metavar="F", required=True, help="the file")
    export.add_argument("--format", choices=("har", "jsonl"), default="har", help="default: har")
    export.add_argument("--filter", metavar="EXPR", default="", help="only those that match")
    export.add_argument(
        "--limit", type=count, metavar="N", default=1_000, help="the newest N (default: 1000)"
    )
