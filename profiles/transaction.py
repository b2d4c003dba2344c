"""Change several files so that in the end all are new or all are old, whatever happens in between.

Order: check that all can be written, back up what is there, write the journal, write the files, look at them
again, take the journal away. A change that did not get that far is undone, at once where it failed, at the next
start where the process was killed. A file that somebody else has edited meanwhile is undone key by key.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from profiles import record, safe_write
from profiles.backups import Backups
from profiles.errors import BadFileError, ChangedMeanwhileError, FileProblemError
from profiles.journal import Change, Entry, Journal, find_backups
from profiles.lock import PATIENCE_S, hold
from profiles.paths import Paths
from profiles.record import FileRecord
from profiles.routes import FileKind
from profiles.targets import check_writable, find_target


@dataclass(frozen=True, slots=True)
class Rebased:
    """A client's file in which a change was undone key by key, and its record."""

    after: bytes | None = field(repr=False)
    record: FileRecord | None


Rebase = Callable[[Entry, bytes, bytes | None, bytes | None], Rebased]
"""Undo an entry in a file that others have edited: of its content now, before and after the change."""

RETRIES = 3
"""How often a change is tried again because somebody else writes the same file."""
_PAUSE_S = 0.005
"""At most so long we let another writer finish before we plan a file again."""
_UNKNOWN = ""
"""The hash of a content that held somebody's edit as well: no file is ever taken for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One file of a change. None: no file. Of a client's file also its records before and after.

    `pristine` is the client's file without us, where it has to be kept. `again` plans the step anew, where
    somebody else was faster. `mixed`: others have written into the file since the change began, so that it can be
    undone by keys only.
    """

    path: Path
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)
    client: FileKind | None = None
    old: FileRecord | None = None
    new: FileRecord | None = None
    pristine: bytes | None = field(default=None, repr=False)
    again: "Callable[[], Step] | None" = field(default=None, repr=False, compare=False)
    mixed: bool = False

    @property
    def changes(self) -> bool:
        """The file has to be written."""
        return self.before != self.after

    @property
    def entry(self) -> Entry:
        """What the journal says of it."""
        before, after = _hash(self.before), _hash(self.after)
        if self.mixed:
            return Entry(self.path, before, _UNKNOWN, self.client, self.old, self.new, mixed=after)
        return Entry(self.path, before, after, self.client, self.old, self.new)


Plan = Callable[[Mapping[Path, Step]], list[Step]]
"""The steps of a change, the clients' files before what says of them; given what it has written so far."""


class Transactions:
    """The changes of one home's files. `rebase` knows the clients' files."""

    def __init__(self, paths: Paths, rebase: Rebase) -> None:
        self._paths = paths
        self._rebase = rebase
        self.journal = Journal(paths.journal_json, paths.history)
        self.backups = Backups(paths.backups)

    def is_unfinished(self) -> bool:
        """A change was interrupted, or is being made right now."""
        return self.journal.path.exists()

    def run(self, plan: Plan, change: Change, *, undoable: bool) -> list[Step]:
        """Write what `plan` says; the steps that were written are returned, each once.

        `plan` is asked again where somebody else writes the same file meanwhile, and before the lock is taken:
        where nothing has to be written, nothing is. Raises FileProblemError; then all files are as they were.
        """
        if not self.is_unfinished() and not any(step.changes for step in plan({})):
            return []
        with hold(self._paths.clients_lock):
            self._recover()
            written: dict[Path, Step] = {}
            try:
                self._write_all(plan, written, change)
                # What the record alone says anew is nothing that anybody has done.
                if undoable and set(written) - {self._paths.activation_json}:
                    self.journal.file(change)
                elif written:
                    self.journal.discard()
            except BaseException as error:
                self._give_up(error)
                raise
            if written:
                self._prune()
            return list(written.values())

    def recover(self, files: Iterable[Path] = (), patience_s: float = PATIENCE_S) -> tuple[Path, ...]:
        """Undo a change that was interrupted; sweep what killed processes left beside the files and in our folders.

        The client files of that change are returned. Raises FileProblemError where one cannot be undone.
        """
        undone: tuple[Path, ...] = ()
        if self.is_unfinished():
            with hold(self._paths.clients_lock, patience_s):
                undone = self._recover()
        paths = self._paths
        for folder in (paths.config, paths.data, paths.state, paths.backups, paths.history):
            safe_write.sweep(folder)
        for file in files:
            _sweep_beside(file)
        return undone

    def _write_all(self, plan: Plan, written: dict[Path, Step], change: Change) -> None:
        lost: Counter[Path] = Counter()
        while steps := [step for step in plan(written) if step.changes]:
            for step in steps:
                check_writable(step.path)
            self._announce(steps, written, change)
            try:
                if self._write(steps, written, lost):
                    return
            except ChangedMeanwhileError as error:
                _allow_again(lost, error)

    def _announce(self, steps: list[Step], written: Mapping[Path, Step], change: Change) -> None:
        """Back up what is there, and say in the journal what is about to be done."""
        planned = dict(written)
        for step in steps:
            planned[step.path] = _join(written.get(step.path), step)
            self._back_up(step)
        self.journal.write(replace(change, entries=tuple(step.entry for step in planned.values())))

    def _back_up(self, step: Step) -> None:
        for content in (step.before, step.pristine, step.after if step.client else None):
            if content is not None:
                self.backups.keep(content)

    def _write(self, steps: list[Step], written: dict[Path, Step], lost: Counter[Path]) -> bool:
        """Write the steps; whether that was all. `written` is what this change has written, and is kept up to date.

        `lost` counts how often somebody else was faster.
        A client's file that somebody else has just written is planned again on the spot, since there may be little
        time before they write again; what our own files say of it has to be planned anew then.
        """
        as_planned = True
        for step in steps:
            if step.client is None and not as_planned:
                return False
            done = self._put_or_again(step, lost)
            as_planned = as_planned and done is step
            if done.changes:
                written[step.path] = _join(written.get(step.path), done)
            if done.client is not None and safe_write.read(step.path) != done.after:
                # Whoever wrote it may have read it before us, and our keys may be gone again.
                raise ChangedMeanwhileError(
                    step.path, f"{step.path} is being changed by another program.", "Try again."
                )
        return as_planned

    def _put_or_again(self, step: Step, lost: Counter[Path]) -> Step:
        """Write the step, planned again where somebody was faster; the step that was written."""
        while True:
            try:
                _put(step.path, step.before, step.after)
            except ChangedMeanwhileError as error:
                if step.again is None:
                    raise
                _allow_again(lost, error)
                step = step.again()
                self._back_up(step)
            else:
                return step

    def _give_up(self, error: BaseException) -> None:
        try:
            self._recover()
        except Exception:  # noqa: BLE001 - the first error is the one to tell
            if isinstance(error, FileProblemError):
                error.fix = f"{error.fix} The next start of Turnout undoes what was written so far.".strip()

    def _recover(self) -> tuple[Path, ...]:
        try:
            change = self.journal.read()
        except BadFileError:
            change = None  # a failing disk; the record and the look of our keys still tell what is ours
        if change is not None:
            self._roll_back(change.entries)
        if self.is_unfinished():
            self.journal.discard()
        return tuple(entry.path for entry in change.entries if entry.client) if change else ()

    def _roll_back(self, entries: tuple[Entry, ...]) -> None:
        rebased: dict[Path, FileRecord | None] = {}
        for entry in reversed(entries):
            for attempt in range(1, safe_write.TRIES + 1):
                try:
                    rebased |= self._undo(entry)
                except ChangedMeanwhileError:
                    if attempt == safe_write.TRIES:
                        raise
                else:
                    break
            _sweep_beside(entry.path)
        if rebased:
            self._correct(rebased)

    def _undo(self, entry: Entry) -> Mapping[Path, FileRecord | None]:
        """Undo one entry; the file's record, where it is not the one of before."""
        now = safe_write.read(entry.path)
        if _hash(now) == entry.before:
            return {}
        before = self.backups.load(entry.before)
        if _hash(now) == entry.after and (before is not None or entry.before is None):
            _put(entry.path, now, before)
        elif entry.client is not None and now is not None:
            rebased = self._rebase(entry, now, before, self.backups.load(entry.mixed or entry.after))
            if rebased.after != now:
                _put(entry.path, now, rebased.after)
            return {entry.path: rebased.record}
        return {}

    def _correct(self, rebased: Mapping[Path, FileRecord | None]) -> None:
        place = self._paths.activation_json
        with suppress(BadFileError):
            records = record.read(place)
            for path, one in rebased.items():
                records.pop(path, None)
                if one is not None:
                    records[path] = one
            safe_write.update(place, lambda _: record.encode(records))

    def _prune(self) -> None:
        """Forget old changes and the backups that nobody needs any more; a later change tries again."""
        with suppress(OSError, FileProblemError):
            needed = self.journal.prune()
            needed |= {
                one.pristine for one in record.read(self._paths.activation_json).values() if one.pristine
            }
            change = self.journal.read()
            self.backups.keep_only(needed | (find_backups(change) if change else set()))


def _sweep_beside(path: Path) -> None:
    """Remove what killed processes left where the file really is."""
    with suppress(FileProblemError):
        safe_write.sweep(find_target(path).parent)


def _join(first: Step | None, second: Step) -> Step:
    """Two writes of one file within a change as one."""
    if first is None:
        return second
    if first.after == second.before:
        return replace(second, before=first.before, old=first.old)
    return replace(second, before=first.before, old=first.old, mixed=True)


def _allow_again(lost: Counter[Path], error: ChangedMeanwhileError) -> None:
    """Wait a moment for somebody who was faster; the error, where that was so too often."""
    lost[error.path] += 1
    if lost[error.path] > RETRIES:
        raise error
    time.sleep(random.uniform(0, _PAUSE_S))  # noqa: S311 - only not to keep step with the other


def _put(path: Path, before: bytes | None, after: bytes | None) -> None:
    if after is not None:
        safe_write.write(path, after, expected=before)
    elif before is not None:
        safe_write.remove(path, expected=before)


def _hash(data: bytes | None) -> str | None:
    return None if data is None else safe_write.sha256(data)
