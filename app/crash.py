"""What ended the app or nearly did: kept in a private file, without any value, and told at the next start."""

import faulthandler
import os
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from profiles.paths import Paths, make_private_dir, open_private

MAX_BYTES = 256 * 1024
"""An error while painting comes back with each frame: what exceeds this is not kept."""


PRIVATE_UMASK = 0o077


def keep_private() -> None:
    """Let nothing of this process be for others: what it, or Qt for it, creates; nor write its memory, in which keys
    are, to the disk when it crashes."""
    os.umask(PRIVATE_UMASK)
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit, and writes none by itself
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class CrashLog:
    """`begin` once at the start; `earlier` is then what the run before this one left."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.logs / "crash.log"
        self.before = paths.logs / "crash.old.log"
        self.earlier = False
        self._file: IO[str] | None = None
        self._hook = sys.excepthook

    def begin(self) -> None:
        """Set aside what the run before left; from now on keep what goes wrong. Raises `OSError`."""
        make_private_dir(self.path.parent)
        with suppress(OSError):
            if self.path.stat().st_size > 0:
                self.path.replace(self.before)
                self.earlier = True
        descriptor = open_private(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._file = os.fdopen(descriptor, "a", encoding="utf-8", errors="replace")
        # A signal's handler writes to the descriptor itself: addresses and lines of code, no values.
        faulthandler.enable(self._file)
        sys.excepthook = self._keep

    def end(self) -> None:
        """Stop; a file in which nothing was kept goes."""
        if self._file is None:
            return
        faulthandler.disable()
        sys.excepthook = self._hook
        self._file.close()
        self._file = None
        with suppress(OSError):
            if self.path.stat().st_size == 0:
                self.path.unlink()

    def _keep(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Qt calls this for an error that leaves a slot, and goes on."""
        if not issubclass(kind, Exception):
            self._hook(kind, error, trace)  # Ctrl-C is no crash
            return
        from profiles.clients.diff import mask_text

        text = "".join(traceback.format_exception(kind, error, trace))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with suppress(OSError, ValueError):
            if self._file is not None and Path(self.path).stat().st_size < MAX_BYTES:
                self._file.write(f"{now} {mask_text(text)}\n")
                self._file.flush()
        with suppress(OSError, ValueError, AttributeError):  # there may be no terminal
            sys.stderr.write(
                f"turnout: an error was met ({kind.__name__}). The details are in {self.path}.\n"
            )
