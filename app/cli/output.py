"""What the command line says, and where: results on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Sequence

from profiles.errors import ProfileError


class CommandError(Exception):
    """A command failed: one sentence, a stable code, and the fix."""

    def __init__(self, message: str, fix: str = "", code: str = "failed") -> None:
        super().__init__(message)
        self.message, self.fix, self.code = message, fix, code


def say(text: str) -> None:
    """Print a line of the result."""
    print(text, flush=True)


def say_json(value: object) -> None:
    """Print the one JSON document of a `--json` command."""
    print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)


def warn(text: str) -> None:
    """Print a line that is not the result."""
    print(text, file=sys.stderr, flush=True)


def fail(error: CommandError | ProfileError, as_json: bool) -> int:
    """Say why a command failed and return its exit status."""
    if as_json:
        say_json({"error": {"code": error.code, "message": error.message, "fix": error.fix}})
    else:
        warn(f"turnout: {error.message}" + (f" {error.fix}" if error.fix else ""))
    return 1


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns as wide as they need to be."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Return the columns that a text takes in a terminal: two for each East Asian wide character."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
