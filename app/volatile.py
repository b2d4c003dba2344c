"""Small files that say what is so right now: whole at once, private, and not worth a wait for the disk."""

import os
from pathlib import Path

from profiles.paths import open_private


def write_now(path: Path, text: str) -> None:
    """Replace the file in one step. Raises `OSError`, without leaving anything behind."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(open_private(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "w") as file:
            file.write(text)
        waiting.replace(path)
    except OSError:
        waiting.unlink(missing_ok=True)
        raise
