"""The command line: `main` parses, finds the command's function and turns errors into one sentence."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from app.cli.output import CommandError, fail
from app.cli.parser import build_parser
from profiles.errors import ProfileError

__all__ = ["build_parser", "main"]

OK, FAILED, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong usage (argparse exits)."""
    parsed = build_parser().parse_args(arguments)
    module, _, function = str(parsed.run).partition(":")
    try:
        status: int = getattr(import_module(f"app.cli.{module}"), function)(parsed)
    except (CommandError, ProfileError) as error:
        return fail(error, parsed.json)
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return status
