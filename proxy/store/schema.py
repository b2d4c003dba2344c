"""The tables of the log, and how an older file becomes one of today's."""

import sqlite3

MIGRATIONS = (
    """
    CREATE TABLE exchanges (
        number INTEGER PRIMARY KEY,  -- microseconds since 1970 at its begin: the order
        id TEXT NOT NULL UNIQUE,
        live INTEGER NOT NULL,
        summary BLOB NOT NULL        -- JSON, as `turnout log --json` shows it
    );
    CREATE INDEX live_exchanges ON exchanges (number) WHERE live;
    CREATE TABLE details (number INTEGER PRIMARY KEY, packed BLOB NOT NULL);
    CREATE TABLE bodies (number INTEGER PRIMARY KEY, packed BLOB NOT NULL);
    CREATE TABLE usage (
        day TEXT NOT NULL, profile TEXT NOT NULL, model TEXT NOT NULL, client TEXT NOT NULL,
        requests INTEGER NOT NULL, failed INTEGER NOT NULL, input INTEGER NOT NULL, cached INTEGER NOT NULL,
        output INTEGER NOT NULL, reasoning INTEGER NOT NULL,
        PRIMARY KEY (day, profile, model, client)
    ) WITHOUT ROWID;
    """,
)
"""Each makes the next version of the one before it; a released one is never changed."""

CONTENT = ("exchanges", "details", "bodies")
"""The tables with a row for each exchange, by its number."""


class NewerLogError(Exception):
    """The file was written by a newer Turnout, which may have reasons for its shape: it is left alone."""

    def __init__(self) -> None:
        super().__init__("the log was written by a newer Turnout")


def version_of(database: sqlite3.Connection) -> int:
    """Return the schema's version; 0: an empty file. Raises `NewerLogError`."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise NewerLogError
    return version


def migrate(database: sqlite3.Connection) -> None:
    """Bring the tables up to date, each version in one transaction. Raises `NewerLogError`, `sqlite3.Error`."""
    for version in range(version_of(database), len(MIGRATIONS)):
        try:
            database.executescript(
                f"BEGIN IMMEDIATE; {MIGRATIONS[version]} PRAGMA user_version = {version + 1}; COMMIT;"
            )
        except sqlite3.Error:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
