"""What nobody foresaw: its traceback goes into one private, bounded file; the terminal gets a sentence."""

import logging
import os
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.errors import AppError
from profiles.paths import Paths, make_private_dir, open_private

MAX_BYTES = 1024 * 1024
"""The file is set aside at this size, and the one set aside before is dropped: two are kept."""


def log_file(paths: Paths) -> Path:
    """Return the file that a user can send along with a report; secrets are masked in it."""
    return paths.logs / "turnout.log"


def report(error: BaseException, paths: Paths) -> AppError:
    """Keep the traceback of an error that no one has a sentence for; return the sentence for the user."""
    said = f"Turnout met an error that it does not know ({type(error).__name__})."
    kept = _keep(log_file(paths), "ERROR app", "".join(traceback.format_exception(error)))
    where = f"The details are in {log_file(paths)}." if kept else "Its details could not be written down."
    return AppError(said, where, code="internal")


def log_to_file(paths: Paths) -> None:
    """Let the service's log say one sentence on the terminal and everything in the file."""
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, _Terminal | _File)]:
        root.removeHandler(old)
    root.addHandler(_Terminal(log_file(paths)))
    root.addHandler(_File(log_file(paths)))
    root.setLevel(logging.WARNING)


class _Terminal(logging.Handler):
    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def emit(self, record: logging.LogRecord) -> None:
        where = f" The details are in {self._file}." if record.exc_info else ""
        with suppress(OSError, ValueError):  # the terminal is gone
            sys.stderr.write(f"turnout: {record.getMessage()}{where}\n")


class _File(logging.Handler):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        _keep(self._path, f"{record.levelname} {record.name}", self.format(record))


def _keep(path: Path, head: str, text: str) -> bool:
    """Append to the file; a disk that is full or read-only must not make things worse."""
    from profiles.clients.diff import mask_text

    now = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        make_private_dir(path.parent)
        if path.exists() and path.stat().st_size > MAX_BYTES:
            path.replace(path.with_suffix(".old.log"))
        descriptor = open_private(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(f"{now} {head}: {mask_text(text.rstrip())}\n")
    except OSError:
        return False
    return True
