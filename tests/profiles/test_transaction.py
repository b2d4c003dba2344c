"""Several files as one: all new or all old, also when somebody else writes, the disk fails or the process dies."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from profiles import journal, safe_write, transaction
from profiles.client_files import roll_back
from profiles.clients.edit import Owned
from profiles.errors import ChangedMeanwhileError, FileProblemError, ReadOnlyTargetError
from profiles.paths import Paths
from profiles.record import FileRecord
from profiles.transaction import Plan, Step, Transactions

CHANGE = journal.Change("connect", ("codex",), journal.now(), ())


class Killed(BaseException):
    """Stands for a SIGKILL."""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")})


@pytest.fixture
def transactions(paths: Paths) -> Transactions:
    return Transactions(paths, roll_back)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    found = tmp_path / "a", tmp_path / "b"
    for file in found:
        file.write_bytes(b"old")
    return found


def to(content: bytes | None, *files: Path) -> Plan:
    return lambda written: [Step(file, safe_write.read(file), content) for file in files]


def contents(files: tuple[Path, ...]) -> set[bytes | None]:
    return {safe_write.read(file) for file in files}


def fail_at(monkeypatch: pytest.MonkeyPatch, path: Path, error: BaseException) -> None:
    write = safe_write.write

    def failing(place: Path, data: bytes, *, expected: bytes | None) -> None:
        if place == path:
            raise error
        write(place, data, expected=expected)

    monkeypatch.setattr(safe_write, "write", failing)


def test_all_are_new_and_nothing_is_left(transactions: Transactions, files: Any, paths: Paths) -> None:
    written = transactions.run(to(b"new", *files), CHANGE, undoable=False)
    assert [step.path for step in written] == list(files)
    assert contents(files) == {b"new"}
    assert not transactions.is_unfinished()
    assert not paths.history.exists()
    assert list(paths.backups.iterdir()) == []


def test_an_undoable_change_keeps_what_it_needs(transactions: Transactions, files: Any, paths: Paths) -> None:
    transactions.run(to(b"new", *files), CHANGE, undoable=True)
    last = transactions.journal.last()
    assert last is not None
    assert [transactions.backups.load(entry.before) for entry in last.entries] == [b"old", b"old"]
    assert len(list(paths.backups.iterdir())) == 1


def test_nothing_to_do_touches_nothing(transactions: Transactions, files: Any, paths: Paths) -> None:
    assert transactions.run(to(b"old", *files), CHANGE, undoable=True) == []
    assert not paths.state.exists()


def test_what_cannot_be_written_is_refused_before_anything(transactions: Transactions, files: Any) -> None:
    files[1].chmod(0o400)
    with pytest.raises(ReadOnlyTargetError):
        transactions.run(to(b"new", *files), CHANGE, undoable=True)
    assert contents(files) == {b"old"}
    assert not transactions.is_unfinished()


def test_a_failure_half_way_is_undone(
    transactions: Transactions, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(monkeypatch, files[1], FileProblemError(files[1], "no space"))
    with pytest.raises(FileProblemError, match="no space"):
        transactions.run(to(b"new", *files), CHANGE, undoable=True)
    assert contents(files) == {b"old"}
    assert not transactions.is_unfinished()


def test_a_failure_that_cannot_be_undone_is_said_and_undone_later(
    transactions: Transactions, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(monkeypatch, files[1], FileProblemError(files[1], "no space"))
    remove = transactions._undo
    monkeypatch.setattr(transactions, "_undo", lambda entry: 1 / 0)
    with pytest.raises(FileProblemError) as caught:
        transactions.run(to(b"new", *files), CHANGE, undoable=True)
    assert "next start" in caught.value.fix
    assert transactions.is_unfinished()
    monkeypatch.undo()
    assert remove is not None
    assert transactions.recover() == ()
    assert contents(files) == {b"old"}
    assert not transactions.is_unfinished()


@pytest.mark.parametrize("new", [b"new", None])
def test_the_next_change_undoes_one_that_was_killed(
    transactions: Transactions, files: Any, monkeypatch: pytest.MonkeyPatch, new: bytes | None
) -> None:
    monkeypatch.setattr(transactions, "_give_up", lambda error: None)
    fail_at(monkeypatch, files[1], Killed())
    steps = [Step(files[0], b"old", new), Step(files[1], b"old", b"new")]
    with pytest.raises(Killed):
        transactions.run(lambda written: steps, CHANGE, undoable=True)
    monkeypatch.undo()
    assert safe_write.read(files[0]) == new
    assert transactions.is_unfinished()
    seen = []

    def plan(written: Mapping[Path, Step]) -> list[Step]:
        seen.append(contents(files))
        return to(b"newer", files[1])(written)

    transactions.run(plan, CHANGE, undoable=False)
    assert seen == [{b"old"}]
    assert (files[0].read_bytes(), files[1].read_bytes()) == (b"old", b"newer")


def test_a_file_of_ours_that_somebody_edited_meanwhile_stays(
    transactions: Transactions, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "_give_up", lambda error: None)
    fail_at(monkeypatch, files[1], Killed())
    with pytest.raises(Killed):
        transactions.run(to(b"new", *files), CHANGE, undoable=True)
    monkeypatch.undo()
    files[0].write_bytes(b"edited")
    transactions.recover()
    assert (files[0].read_bytes(), files[1].read_bytes()) == (b"edited", b"old")


def test_a_damaged_journal_locks_nobody_out(transactions: Transactions, files: Any, paths: Paths) -> None:
    paths.make()
    paths.journal_json.write_text("{")
    transactions.run(to(b"new", *files), CHANGE, undoable=False)
    assert contents(files) == {b"new"}
    assert not transactions.is_unfinished()


def test_others_are_waited_for_three_times(
    transactions: Transactions, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, count = safe_write.write, iter(range(100))

    def race(place: Path, data: bytes, *, expected: bytes | None) -> None:
        if place == files[1]:
            place.write_bytes(b"theirs %d" % next(count))
        write(place, data, expected=expected)

    monkeypatch.setattr(safe_write, "write", race)
    with pytest.raises(ChangedMeanwhileError):
        transactions.run(to(b"new", *files), CHANGE, undoable=True)
    assert next(count) == 1 + transaction.RETRIES
    assert (files[0].read_bytes(), files[1].read_bytes()) == (b"old", b"theirs 3")


def test_a_failure_after_two_writes_of_one_file_goes_back_to_the_first(
    transactions: Transactions, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second planning wants another content of a file that the first one has written already."""
    attempts = iter([ChangedMeanwhileError(files[1], "theirs"), FileProblemError(files[1], "no space")])
    write = safe_write.write
    wanted = iter([b"new", b"new", b"newer"])

    def plan(written: Mapping[Path, Step]) -> list[Step]:
        return [
            Step(files[0], safe_write.read(files[0]), next(wanted)),
            Step(files[1], safe_write.read(files[1]), b"new"),
        ]

    def failing(place: Path, data: bytes, *, expected: bytes | None) -> None:
        if place == files[1]:
            raise next(attempts)
        write(place, data, expected=expected)

    monkeypatch.setattr(safe_write, "write", failing)
    with pytest.raises(FileProblemError, match="no space"):
        transactions.run(plan, CHANGE, undoable=True)
    assert contents(files) == {b"old"}


def test_files_that_cannot_be_pruned_are_left_for_later(
    transactions: Transactions, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> set[str]:
        raise OSError("busy")

    monkeypatch.setattr(transactions.journal, "prune", fail)
    transactions.run(to(b"new", *files), CHANGE, undoable=True)
    assert contents(files) == {b"new"}


def test_strays_are_swept(transactions: Transactions, files: Any, paths: Paths, tmp_path: Path) -> None:
    paths.make()
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "config.toml").touch()
    (tmp_path / "config.toml").symlink_to("dotfiles/config.toml")
    for folder in (tmp_path / "dotfiles", paths.state, paths.config):
        (folder / ".config.toml.turnout-1-1-abcd").write_bytes(b"of one that is gone")
    transactions.recover([tmp_path / "config.toml", tmp_path / "none"])
    assert list(tmp_path.rglob(".*")) == []


def test_what_the_journal_says_of_mixed_content_matches_no_file(files: Any) -> None:
    assert transaction._join(None, Step(files[0], b"a", b"b")).entry.after is not None
    mixed = transaction._join(Step(files[0], b"a", b"b"), Step(files[0], b"theirs", b"c"))
    assert mixed.entry.after == ""


def test_a_change_of_mixed_content_is_undone_key_by_key(transactions: Transactions, tmp_path: Path) -> None:
    """Killed after somebody else's edit got in between two of our writes, and a third one followed."""
    file = tmp_path / "config.toml"
    ours, theirs = b'model_provider = "turnout"\n', b'# theirs\nmodel_provider = "turnout"\n'
    owned = {("model_provider",): Owned(base=None, ours='"turnout"')}
    new = FileRecord("codex", file, None, transaction._hash(ours) or "", owned)
    first = Step(file, None, ours, "codex", None, new)
    mixed = transaction._join(first, replace(first, before=theirs, after=theirs + b"a = 1\n"))
    transactions._back_up(mixed)
    file.write_bytes(theirs)
    transactions.journal.write(replace(CHANGE, entries=(mixed.entry,)))
    transactions.recover()
    assert not transactions.is_unfinished()
    assert file.read_bytes() == b"# theirs\n"
