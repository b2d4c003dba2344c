"""The schema's versions."""

import sqlite3

import pytest

from proxy.store import schema
from proxy.store.schema import NewerLogError, migrate, version_of


@pytest.fixture
def database() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def test_an_empty_file_becomes_todays(database: sqlite3.Connection) -> None:
    assert version_of(database) == 0
    migrate(database)
    assert version_of(database) == len(schema.MIGRATIONS)
    for table in (*schema.CONTENT, "usage"):
        assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
    migrate(database)


def test_an_older_one_is_brought_up_to_date_and_keeps_its_rows(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(database)
    database.execute("INSERT INTO exchanges VALUES (1, 'x', 0, '{}')")
    newer = (*schema.MIGRATIONS, "ALTER TABLE exchanges ADD COLUMN colour TEXT;")
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    migrate(database)
    assert version_of(database) == len(newer)
    assert database.execute("SELECT id, colour FROM exchanges").fetchall() == [("x", None)]


def test_a_migration_that_fails_leaves_what_was_there(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(database)
    before = version_of(database)
    broken = (
        *schema.MIGRATIONS,
        "ALTER TABLE exchanges ADD COLUMN colour TEXT; INSERT INTO nothing VALUES (1);",
    )
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError):
        migrate(database)
    assert version_of(database) == before
    assert not database.in_transaction
    assert "colour" not in str(database.execute("SELECT sql FROM sqlite_schema").fetchall())


def test_a_newer_one_is_left_alone(database: sqlite3.Connection) -> None:
    database.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    for ask in (version_of, migrate):
        with pytest.raises(NewerLogError):
            ask(database)
