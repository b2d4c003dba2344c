"""How the file is opened: private, checked, set aside."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from proxy.store import schema
from proxy.store.opening import is_damage, open_for_reading, open_for_writing, set_aside
from proxy.store.schema import NewerLogError
from tests.tree import ROOT

WRITE = """
import sys
from pathlib import Path
from proxy.store.opening import open_for_writing
database = open_for_writing(Path(sys.argv[1]))
database.execute("INSERT INTO exchanges VALUES (1, 'x', 0, '{}')")
import os; os._exit(9)  # as a killed process: nothing is tidied up
"""


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.glob("log*")}


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_all_its_files_are_private_also_without_a_umask(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", WRITE, str(tmp_path / "log.db")], cwd=ROOT, umask=0, timeout=60, check=False
    )
    assert child.returncode == 9
    assert modes(tmp_path) == {"log.db": 0o600, "log.db-wal": 0o600, "log.db-shm": 0o600}
    with closing(open_for_reading(tmp_path / "log.db")) as database:
        assert database.execute("SELECT id FROM exchanges").fetchall() == [("x",)]


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_one_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    open_for_writing(path).close()
    path.chmod(0o644)
    with closing(open_for_writing(path)):
        assert set(modes(tmp_path).values()) == {0o600}


def test_its_ways(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "log.db")) as database:
        found = {
            name: database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "auto_vacuum")
        }
        assert found == {"journal_mode": "wal", "auto_vacuum": 2}


def test_a_reader_needs_a_file_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a b%20#?.db"
    with pytest.raises(FileNotFoundError):
        open_for_reading(path)
    open_for_writing(path).close()
    with closing(open_for_reading(path)) as database:
        assert schema.version_of(database) == len(schema.MIGRATIONS)
        with pytest.raises(sqlite3.OperationalError):
            database.execute("DELETE FROM exchanges")


def test_a_reader_of_a_file_beside_which_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.db"
    open_for_writing(path).close()
    (tmp_path / "log.db-wal").mkdir()  # SQLite cannot make its own
    with closing(open_for_reading(path)) as database:
        assert database.execute("SELECT count(*) FROM exchanges").fetchone() == (0,)


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_what_is_no_database_is_damage(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(content)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        open_for_writing(path)
    assert is_damage(caught.value)
    assert path.read_bytes() == content


def test_one_left_behind_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(open_for_writing(path)) as database:
        for number in range(200):
            database.execute("INSERT INTO exchanges VALUES (?, ?, 0, ?)", (number, f"x{number}", "s" * 500))
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    open_for_writing(path).close()  # closed in order: not looked through at each start
    (tmp_path / "log.db-wal").write_bytes(b"left behind")
    with pytest.raises(sqlite3.DatabaseError) as caught:
        open_for_writing(path)
    assert is_damage(caught.value)


def test_other_errors_are_no_damage(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite3.connect(tmp_path / "none" / "log.db")
    assert not is_damage(caught.value)
    assert not is_damage(OSError())


def test_set_aside_over_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    (tmp_path / "log.damaged-20200101-000000.db").write_bytes(b"old")
    (tmp_path / "log.damaged-20200101-000000.db-wal").write_bytes(b"old")
    for side in ("", "-wal", "-shm"):
        (tmp_path / f"log.db{side}").write_bytes(b"broken")
    aside = set_aside(path)
    assert aside.read_bytes() == b"broken"
    assert {one.name for one in tmp_path.glob("log*")} == {aside.name, f"{aside.name}-wal"}


def test_a_newer_one_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for opening in (open_for_writing, open_for_reading):
        with pytest.raises(NewerLogError):
            opening(path)
    assert path.read_bytes() == before
