"""The words of `turnout serve`."""

from app.cli.grammar.command import Commands, add_command
from app.cli.grammar.values import port


def declare(commands: Commands) -> None:
    serve = add_command(
        commands,
        "serve",
        "serve:serve",
        "run the proxy in the foreground",
        "Run the proxy until Ctrl-C. Clients that were connected before are connected again; at the end\n"
        "they get their files back.",
        json=False,
    )
    serve.add_argument(
        "--port", type=port, metavar="N", help="0 = any free one (default: the setting `port`)"
    )
    serve.add_argument("--port-file", metavar="F", help="write the port here once requests are accepted")
