"""The words of `turnout log`."""

from app.cli.grammar.command import Commands, add_command
from app.cli.grammar.values import count


def declare(commands: Commands) -> None:
    log = add_command(
        commands,
        "log",
        "log:show_log",
        "the requests that the running service has seen",
        "List requests, the newest last. A filter is words and FIELD=VALUE terms, all of which must match:\n"
        "  turnout log --filter 'client=codex state=failed'\n"
        "  turnout log --filter 'model=deepseek* status!=200 quota'",
    )
    log.add_argument("--follow", action="store_true", help="go on with what comes, a line each as it ends")
    log.add_argument("--filter", metavar="EXPR", default="", help="only those that match")
    log.add_argument("--limit", type=count, metavar="N", default=50, help="the newest N (default: 50)")
    what = log.add_subparsers(metavar="COMMAND")
    add_command(what, "show", "log:show_exchange", "one request with its four bodies").add_argument(
        "exchange", metavar="EXCHANGE", help="the id in the list"
    )
