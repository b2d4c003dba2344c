"""The journal and the history: whole, private, bounded, and honest about damage."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from profiles.clients.edit import Owned
from profiles.errors import BadFileError, FileProblemError
from profiles.journal import KEPT_CHANGES, KEPT_DAYS, Change, Entry, Journal, find_backups, now
from profiles.record import FileRecord

PATH = Path("/home/ü/.codex/config.toml")


def record(pristine: str | None) -> FileRecord:
    return FileRecord("codex", PATH, pristine, "w", {("model",): Owned(None, '"sk-canary"', firm=True)})


def change(at: str | None = None, before: str = "b") -> Change:
    entries = (
        Entry(PATH, before, "a", "codex", None, record("p")),
        Entry(Path("/routes"), None, "r"),
    )
    return Change("connect", ("codex",), at or now(), entries, {"routes": {"codex": [None, "proxy"]}})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "journal.json", tmp_path / "state" / "history")


def test_what_is_written_is_read(journal: Journal) -> None:
    assert journal.read() is None
    one = change()
    journal.write(one)
    assert journal.read() == one
    assert journal.path.stat().st_mode & 0o777 == 0o600
    journal.discard()
    journal.discard()
    assert journal.read() is None
    assert journal.last() is None


def test_done_changes_go_into_the_history(journal: Journal) -> None:
    first, second = change(), change()
    for one in (first, second):
        journal.write(one)
        journal.file(one)
    assert journal.read() is None
    last = journal.last()
    assert last is not None
    assert last == replace(second, name=last.name)
    undo = Change("undo", ("codex",), now(), (), {}, last.name)
    journal.write(undo)
    journal.file(undo)
    last = journal.last()
    assert last is not None
    assert last.at == first.at, "the undone one is passed over"


def test_a_change_can_be_forgotten(journal: Journal) -> None:
    one = change()
    journal.write(one)
    journal.file(one)
    last = journal.last()
    assert last is not None
    journal.forget(last)
    journal.forget(last)
    assert journal.last() is None


def test_the_history_is_bounded(journal: Journal, tmp_path: Path) -> None:
    old = (datetime.now(UTC) - timedelta(days=KEPT_DAYS + 1)).isoformat()
    for at, before in [(old, "old"), *((now(), f"b{number}") for number in range(KEPT_CHANGES + 2))]:
        one = change(at, before)
        journal.write(one)
        journal.file(one)
    assert journal.prune() == {f"b{number}" for number in range(2, KEPT_CHANGES + 2)}
    assert len(list((tmp_path / "state" / "history").iterdir())) == KEPT_CHANGES


def test_old_changes_go_even_if_they_are_few(journal: Journal) -> None:
    one = change((datetime.now(UTC) - timedelta(days=KEPT_DAYS + 1)).isoformat())
    journal.write(one)
    journal.file(one)
    assert journal.prune() == set()
    assert journal.last() is None


def test_the_backups_that_an_undo_needs() -> None:
    entries = (Entry(PATH, "b", None, "codex", record("p"), None), Entry(Path("/routes"), None, "r"))
    assert find_backups(Change("restore", (), "", entries)) == {"b", "p"}


def damaged(**change: object) -> str:
    """A journal with something else in it than there can be."""
    entry = {"path": "/f", "before": None, "after": "a", "client": "codex", "old": None, "new": None}
    said = {
        "deed": "connect",
        "clients": ["codex"],
        "at": "2026-11-21T00:00:00+00:00",
        "note": {},
        "name": "",
    }
    return json.dumps(
        {
            **said,
            "files": [{**entry, **{name: value for name, value in change.items() if name in entry}}],
            **{name: value for name, value in change.items() if name in said},
        }
    )


def test_what_is_damaged_below_is_whole(journal: Journal) -> None:
    journal.path.parent.mkdir(parents=True, exist_ok=True)
    journal.path.write_text(damaged())
    assert journal.read()


@pytest.mark.parametrize(
    "damage",
    [
        "{",
        "[]",
        '{"files": [{}]}',
        '{"files": []}',
        "[" * 5_000,
        damaged(deed="destroy"),
        damaged(clients=["nobody"]),
        damaged(name="../../etc/passwd"),
        damaged(at="yesterday"),
        damaged(before={}),
        damaged(client="nobody"),
    ],
)
def test_damage_is_told_and_what_cannot_be_undone_goes(journal: Journal, tmp_path: Path, damage: str) -> None:
    history = tmp_path / "state" / "history"
    history.mkdir(parents=True)
    journal.path.write_text(damage)
    with pytest.raises(BadFileError, match="damaged"):
        journal.read()
    (history / "2026.json").write_text(damage)
    assert journal.last() is None
    assert list(history.iterdir()) == []


def test_a_change_that_cannot_be_read_now_is_not_passed_over(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To undo the one before it instead would be another undo than the one that was asked for."""
    one = change()
    journal.write(one)
    journal.file(one)

    def fail(path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", fail)
        with pytest.raises(FileProblemError, match="cannot be read"):
            journal.last()
    assert journal.last() is not None


def test_a_history_that_cannot_be_made_is_said(journal: Journal, tmp_path: Path) -> None:
    one = change()
    journal.write(one)
    (tmp_path / "state" / "history").write_text("not a folder")
    with pytest.raises(FileProblemError, match="could not be moved"):
        journal.file(one)
    assert journal.read() == one


def test_no_secret_in_a_repr() -> None:
    assert "canary" not in repr(change())
