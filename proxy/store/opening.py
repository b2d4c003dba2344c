"""Opens the log's file: for its writer, private from its first moment; for readers, without changing it."""

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from proxy.store import schema

PRIVATE = 0o600
BUSY_SECONDS = 5.0
"""A reader of another process holds a lock for milliseconds."""
WAL_BYTES = 4 * 1024 * 1024
"""What stays of the write-ahead log between checkpoints."""
_CORRUPT, _NOT_A_DATABASE = 11, 26  # sqlite3.SQLITE_CORRUPT, SQLITE_NOTADB (constants since Python 3.11)
_SIDES = ("-wal", "-shm")


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the log as it has to be: made where it is not there, checked where it was left behind, migrated.

    Raises `OSError`, `sqlite3.Error`, `NewerLogError`.
    """
    _make_private(path)
    left_behind = _size(_beside(path, "-wal")) > 0
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        schema.version_of(database)  # before anything is changed
        for pragma in (
            "auto_vacuum = INCREMENTAL",  # first: it counts only for a file without tables
            "journal_mode = WAL",
            "synchronous = NORMAL",  # a killed process loses nothing, a power cut the last second
            f"journal_size_limit = {WAL_BYTES}",
            "secure_delete = FAST",
            "temp_store = MEMORY",
        ):
            database.execute(f"PRAGMA {pragma}").fetchall()
        if left_behind and database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise _damaged()
        schema.migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open the log read-only. Raises `FileNotFoundError`, `sqlite3.Error`, `NewerLogError`."""
    if not path.exists():
        raise FileNotFoundError(path)
    address = path.absolute().as_uri()
    database = _connect(f"{address}?mode=ro")
    try:
        schema.version_of(database)
    except sqlite3.OperationalError:
        database.close()
        # Where nothing may be written beside it, SQLite can read it only as a file that nobody changes.
        database = _connect(f"{address}?mode=ro&immutable=1")
        schema.version_of(database)
    return database


def is_damage(error: Exception) -> bool:
    """Tell whether the file itself is broken, rather than its disk full or its folder closed."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (_CORRUPT, _NOT_A_DATABASE)


def set_aside(path: Path) -> Path:
    """Rename a broken log, over an older one that was set aside; returns where it is. Raises `OSError`."""
    for old in path.parent.glob(f"{path.stem}.damaged-*"):
        old.unlink(missing_ok=True)
    aside = path.with_name(f"{path.stem}.damaged-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}")
    path.replace(aside)
    with contextlib.suppress(FileNotFoundError):
        _beside(path, "-wal").replace(_beside(aside, "-wal"))
    _beside(path, "-shm").unlink(missing_ok=True)
    return aside


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(
        address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )


def _make_private(path: Path) -> None:
    """SQLite gives the files beside it the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE))
    except FileExistsError:
        # Not through a descriptor: to close one would take SQLite's locks away from this process.
        for one in (path, *(_beside(path, side) for side in _SIDES)):
            with contextlib.suppress(FileNotFoundError):
                one.chmod(PRIVATE)


def _beside(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _damaged() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = _CORRUPT
    return error
