"""The words of `turnout check`."""

from app.cli.grammar.command import Commands, add_command


def declare(commands: Commands) -> None:
    check = add_command(
        commands,
        "check",
        "check:check",
        "find out what a provider really does for Codex and Claude Code",
        "Ask the provider itself and, through Turnout, as each client would: text, streams, tools, a small\n"
        "repository task, reasoning, images, the prompt cache and more. It costs some tokens, which are said\n"
        "before it starts; Ctrl-C ends it.",
    )
    check.add_argument("id", nargs="?", metavar="ID", help="the profile")
    check.add_argument("--all", action="store_true", help="all profiles, with a matrix at the end")
    check.add_argument(
        "--client", choices=("codex", "claude-code", "all"), default="all", help="default: all"
    )
    check.add_argument("--quick", action="store_true", help="only what has to work at all; takes seconds")
    check.add_argument("--report", metavar="F", help="write a Markdown report, fit for an issue tracker")
