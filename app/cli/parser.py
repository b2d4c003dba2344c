"""The grammar of the command line: all commands, or the one that is asked for, and nothing else is imported."""

import argparse
from collections.abc import Mapping, Sequence
from importlib import import_module

from app.cli.grammar.command import Parser
from app.errors import UsageError
from app.version import VERSION

_GRAMMARS: Mapping[str, str] = {
    "serve": "serve",
    "status": "status",
    "demo": "demo",
    "profile": "profile",
    "preset": "preset",
    "key": "key",
    "use": "switch",
    "connect": "switch",
    "restore": "switch",
    "undo": "switch",
    "access": "access",
    "fallback": "fallback",
    "log": "log",
    "export": "export",
    "config": "config",
    "doctor": "doctor",
    "diagnostics": "diagnostics",
    "check": "check",
    "import": "take_over",
}
"""Each command, in the order of the help, with the module of app/cli/grammar that declares it."""

_FIRST_STEPS = """\
first steps:
  turnout demo                                    look around offline, without a key
  turnout serve                                   run the proxy; the rest goes into another terminal
  turnout preset list                             find your provider
  turnout profile add ID --preset P --key-stdin   make a profile of it
  turnout use ID                                  let it serve Codex and Claude Code
  turnout log --follow                            watch the requests
"""


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Parse a command line. Raises `UsageError`; `--help` and `--version` leave by `SystemExit`."""
    parser = build_parser(words[0] if words else None)
    parsed, left_over = parser.parse_known_args(words)
    if left_over:
        raise UsageError(f"Not understood here: {' '.join(left_over)}.", "See: turnout COMMAND --help")
    return parsed


def build_parser(first: str | None = None) -> argparse.ArgumentParser:
    """Return the parser; the `run` of the parsed arguments names the function that carries a command out.

    `first`: the first word of the command line, if it is known. Other commands are then left out, because to
    build them all takes a tenth of the start of the service.
    """
    parser = Parser(
        prog="turnout",
        description="Run Codex and Claude Code on any model provider, and see every request live.\n"
        "Without a command: the tray app; where there is no display, as `turnout serve`.",
        epilog=_FIRST_STEPS,
    )
    parser.add_argument("--version", action="version", version=f"turnout {VERSION}")
    parser.add_argument("--hidden", action="store_true", help="start the tray app without its window")
    parser.set_defaults(run="start:start_app", json=False, port=None, port_file=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    known = _GRAMMARS.get(first or "")
    for name in [known] if known else dict.fromkeys(_GRAMMARS.values()):
        import_module(f"app.cli.grammar.{name}").declare(commands)
    return parser
