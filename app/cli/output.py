"""What the command line says, and where: results on stdout, everything else on stderr."""

import json
import re
import sys
from collections.abc import Sequence

from app.errors import AppError, sentence
from profiles.errors import ProfileError

# What a terminal would obey instead of showing it; a provider's text may hold it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def say(text: str) -> None:
    """Print a line of the result."""
    print(_show_controls(text), flush=True)


def say_json(value: object, indent: int | None = 2) -> None:
    """Print the one JSON document of a `--json` command."""
    # A terminal or pipe in another encoding gets escapes, which mean the same.
    say(json.dumps(value, ensure_ascii=not _writes_unicode(), indent=indent))


def warn(text: str) -> None:
    """Print a line that is not the result."""
    print(_show_controls(text), file=sys.stderr, flush=True)


def fail(error: AppError | ProfileError, as_json: bool) -> int:
    """Say why a command failed and return its exit status."""
    if as_json:
        say_json({"error": {"code": error.code, "message": error.message, "fix": error.fix}})
    else:
        warn(f"turnout: {sentence(error)}")
    return error.status if isinstance(error, AppError) else 1


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns as wide as they need to be."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def accept_any_text() -> None:
    """Let a terminal that lacks a character show a substitute instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _show_controls(text: str) -> str:
    # Written like this they mean the same in JSON.
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _writes_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def _width(text: str) -> int:
    """Return the columns that a text takes in a terminal: two for each East Asian wide character."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
