"""The command line: `main` parses, finds the command's function and turns errors into one sentence."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from app.cli.output import accept_any_text, fail
from app.cli.parser import build_parser, parse
from app.errors import EXPECTED, AppError, of_file

__all__ = ["build_parser", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong usage."""
    if arguments is None:
        # A process of our own: a command is too short for the collector, and a service starts it once it serves.
        gc.disable()
        arguments = sys.argv[1:]
    words = list(arguments)
    accept_any_text()
    try:
        return _run(words)
    except EXPECTED as error:
        return fail(error, "--json" in words)
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return fail(AppError("Interrupted.", code="interrupted"), "--json" in words)
    except Exception as error:  # noqa: BLE001  # the user gets a sentence, the file its traceback
        return fail(_unexpected(error), "--json" in words)


def _run(words: Sequence[str]) -> int:
    parsed = parse(words)
    module, _, function = str(parsed.run).partition(":")
    status: int = getattr(import_module(f"app.cli.{module}"), function)(parsed)
    return status


def _unexpected(error: Exception) -> AppError:
    if isinstance(error, OSError) and error.filename is not None:
        return of_file(error)
    from app import trouble
    from profiles.paths import Paths

    return trouble.report(error, Paths.from_env(os.environ))
