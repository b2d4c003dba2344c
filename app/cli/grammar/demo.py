"""The words of `turnout demo`."""

from app.cli.grammar.command import Commands, add_command
from app.cli.grammar.values import port


def declare(commands: Commands) -> None:
    demo = add_command(
        commands,
        "demo",
        "demo:demo",
        "try it offline: no key, no network, your own files untouched",
        "Serve a scripted provider through the real translation, in a home that is removed at the end,\n"
        "and print the commands to try with codex, claude and curl.",
        json=False,
    )
    demo.add_argument("--port", type=port, default=0, metavar="N", help="default: any free one")
