"""Connect the clients' files to Turnout, restore them, undo it: all or nothing, and twice is the same as once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from profiles import client_files, journal, record, safe_write
from profiles.client_files import Planned
from profiles.clients.diff import show_diff
from profiles.clients.edit import ConnectSettings
from profiles.clients.kinds import CONNECTABLE, find_kind, locate
from profiles.clients.wsl import see_inside
from profiles.errors import (
    BadFileError,
    FileProblemError,
    NotFoundError,
    ReadOnlyTargetError,
    SymlinkCycleError,
)
from profiles.lock import PATIENCE_S
from profiles.paths import Paths
from profiles.places import Described, FindPlaces, Place, State, finder
from profiles.record import FileRecord
from profiles.routes import Client, FileKind, Mode
from profiles.targets import check_writable
from profiles.transaction import Step, Transactions

__all__ = ["CONNECTABLE", "Activation", "Along", "Change", "FileChange"]

Along = Callable[[], Mapping[Path, bytes | None]]
"""More files of ours that belong to the same change, as they are to be; asked at each planning."""
_BY_HAND = (BadFileError, ReadOnlyTargetError, SymlinkCycleError, FileProblemError)
"""Exactly these are about a file that we cannot write at all."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that was (or, in a dry run, would be) written. None: no file."""

    path: Path
    before_sha256: str | None
    after_sha256: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a connect, restore or undo did. `diff` is masked; `kept` names keys that others have changed since.

    `note` is what the caller had put down beside the change that was undone.
    """

    clients: tuple[Client, ...]
    changed: tuple[FileChange, ...] = ()
    diff: str = ""
    warnings: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    note: Mapping[str, Any] = field(default_factory=dict)


class Activation:
    """The clients' files of one environment, and the record of what we have written into them.

    `find_places` finds the files beside the clients' own; None: those of this machine.
    """

    def __init__(self, paths: Paths, env: Mapping[str, str], find_places: FindPlaces | None = None) -> None:
        self._env = env
        self._paths = paths
        self._find_places = find_places or finder(paths, env)
        self._transactions = Transactions(paths, client_files.roll_back)

    def file_of(self, client: Client) -> Path:
        """The file we write for this client. Raises NotFoundError for one that has none."""
        return locate(client, self._env)

    def places(self) -> tuple[Place, ...]:
        """The files beside the clients' own that are there now."""
        return self._find_places()

    def describe(self) -> tuple[Described, ...]:
        """Every file that leads a client somewhere or could: the clients' own, those beside, and former ones."""
        records = self._records()[0]
        found: dict[Path, tuple[FileKind, str]] = {self.file_of(one): (one, "") for one in CONNECTABLE}
        for place in self.places():
            found.setdefault(place.path, (place.kind, place.name))
        described = [
            Described(find_kind(kind).client, path, name, self._state_of(kind, path, records.get(path)))
            for path, (kind, name) in found.items()
        ]
        former = [one for path, one in records.items() if path not in found]
        described += [Described(find_kind(one.client).client, one.path, "", "former") for one in former]
        return tuple(described)

    def connected(self, client: Client) -> bool:
        """The client's file sends it where we have sent it. A file that cannot be read does not."""
        path = self.file_of(client)
        return client_files.is_connected(client, path, self._records()[0].get(path))

    def mode(self, client: Client) -> Mode:
        """How the client's file was written last: through Turnout, or directly to its provider."""
        known = self._records()[0].get(self.file_of(client))
        return known.mode if known else "proxy"

    def unfinished(self) -> bool:
        """A change was interrupted (or is being made right now): the next writer undoes it."""
        return self._transactions.is_unfinished()

    def recover(self, patience_s: float = PATIENCE_S) -> tuple[Path, ...]:
        """Undo a change that was interrupted, and sweep what killed processes left; the files are returned.

        Raises FileProblemError where one of the files cannot be written now; then it stays to be undone.
        """
        files = {*(self.file_of(client) for client in CONNECTABLE), *self._records()[0]}
        return self._transactions.recover(sorted(files), patience_s)

    def connect(
        self,
        settings: Mapping[Client, ConnectSettings],
        catalog: bytes | None = None,
        *,
        dry_run: bool = False,
        undoable: bool = True,
        along: Along = dict,
        note: Mapping[str, Any] | None = None,
    ) -> Change:
        """Write our entries for these clients, all or none; `catalog` goes into the file the settings name.

        Files beside the clients' own get them too, and a place that is none any more (another CODEX_HOME than
        last time, an editor that went) is restored. Nothing is written where everything is as it should be.
        Raises BadFileError (a file that is not valid),
        ReadOnlyTargetError, ChangedMeanwhileError (somebody keeps writing the same file), BusyError (another
        Turnout does) or FileProblemError; then nothing has changed.
        """

        beside = self.places()

        def plan(records: Mapping[Path, FileRecord]) -> Iterator[Planned]:
            for client, one in settings.items():
                path = self.file_of(client)
                again = partial(client_files.plan_connect, client, path, one, records.get(path))
                with _saying_by_hand(client, path, one):
                    planned = again()
                    if planned.step.changes:
                        check_writable(path)
                yield _repeatable(again, planned)
                there = [place for place in beside if place.client == client and place.path != path]
                for place in there:
                    yield _plan_beside(place, one, records.get(place.path))
                for former in _find_records(records, client) - {path, *(place.path for place in there)}:
                    yield self._plan_former(records[former], path)

        names = {one.catalog for one in settings.values() if one.catalog is not None}
        contents = dict.fromkeys(names if catalog is not None else (), catalog)
        change = journal.Change("connect", tuple(settings), journal.now(), (), note or {})
        return self._carry_out(change, plan, lambda: {**contents, **along()}, dry_run, undoable)

    def restore(
        self,
        clients: Iterable[Client] = CONNECTABLE,
        *,
        dry_run: bool = False,
        undoable: bool = True,
        along: Along = dict,
        note: Mapping[str, Any] | None = None,
    ) -> Change:
        """Take our entries out again, wherever they were written.

        A file that nobody else has touched gets its old bytes back (one that we made goes away); in any other,
        only our own keys are taken back, and keys of ours that somebody has changed are kept and named. What
        cannot be taken out of a file beside the clients' own now is a warning, and stays to be taken out.
        """
        chosen = tuple(clients)
        beside = {place.path: place for place in self.places()}

        def plan(records: Mapping[Path, FileRecord]) -> Iterator[Planned]:
            for client in chosen:
                own = self.file_of(client)
                others = {path for path, place in beside.items() if place.client == client}
                for path in sorted(_find_records(records, client) | others | {own}):
                    known = records.get(path)
                    kind = known.client if known else beside[path].kind if path in others else client
                    if path == own:
                        again = self._restoring(kind, path, known)
                        yield _repeatable(again, again())
                    else:
                        yield self._plan_leaving(kind, path, known)

        contents = {self._paths.catalog_json: None} if "codex" in chosen else {}
        change = journal.Change("restore", chosen, journal.now(), (), note or {})
        return self._carry_out(change, plan, lambda: {**contents, **along()}, dry_run, undoable)

    def last(self) -> journal.Change | None:
        """The change that `undo` would undo."""
        return self._transactions.journal.last()

    def undo(self, *, dry_run: bool = False, along: Along = dict) -> Change:
        """Undo the last change: every file as it was before it, but for what others have edited since.

        Other files of ours that the change wrote come back too, unless they are edited or `along` says what they
        are to be. Raises NotFoundError where there is nothing to undo, and what `connect` raises.
        """
        last = self.last()
        if last is None:
            raise NotFoundError(
                "There is nothing to undo.",
                f"Turnout keeps the last {journal.KEPT_CHANGES} changes for {journal.KEPT_DAYS} days.",
                code="nothing_to_undo",
            )
        load = self._transactions.backups.load

        def plan(records: Mapping[Path, FileRecord]) -> Iterator[Planned]:
            for entry in reversed(last.entries):
                if entry.client is not None:
                    again = partial(
                        client_files.plan_undo, entry, entry.client, records.get(entry.path), load
                    )
                    yield _repeatable(again, again())

        def own() -> dict[Path, bytes | None]:
            files: dict[Path, bytes | None] = {}
            for entry in last.entries:
                if entry.client is None and entry.path != self._paths.activation_json:
                    now = safe_write.read(entry.path)
                    content = load(entry.before)
                    if (safe_write.sha256(now) if now is not None else None) == entry.after and (
                        content is not None or entry.before is None
                    ):
                        files[entry.path] = content
            return {**along(), **files}

        change = journal.Change("undo", last.clients, journal.now(), (), last.note, last.name)
        done = self._carry_out(change, plan, own, dry_run, undoable=True)
        if not dry_run and self.last() == last:
            # Nothing of it was left, or only in our record: the next undo is for the one before.
            self._transactions.journal.forget(last)
        return done

    def _state_of(self, kind: FileKind, path: Path, known: FileRecord | None) -> State:
        try:
            connected = client_files.is_connected(kind, path, known)
        except FileProblemError:
            connected = False
        return "connected" if connected else "not_connected" if known is None else "changed"

    def _restoring(self, kind: FileKind, path: Path, known: FileRecord | None) -> Callable[[], Planned]:
        return partial(client_files.plan_restore, kind, path, known, self._transactions.backups.load)

    def _plan_leaving(self, kind: FileKind, path: Path, known: FileRecord | None) -> Planned:
        """Take our keys out of a file that need not be there, nor be in order."""
        again = self._restoring(kind, path, known)
        try:
            planned = again()
            if planned.step.changes:
                check_writable(path)
        except FileProblemError as error:
            said = f"{path} still has Turnout's entries. {error.message} {error.fix}".rstrip()
            return Planned(Step(path, None, None, kind, known, known), (said,) if known else ())
        return _repeatable(again, planned)

    def _plan_former(self, known: FileRecord, now: Path) -> Planned:
        planned = self._plan_leaving(known.client, known.path, known)
        if planned.step.changes:
            said = f"{known.path} is without Turnout's entries again: it is not used any more beside {now}."
            return replace(planned, warnings=(*planned.warnings, said))
        return planned

    def _carry_out(
        self,
        change: journal.Change,
        plan: Callable[[Mapping[Path, FileRecord]], Iterator[Planned]],
        own: Along,
        dry_run: bool,
        undoable: bool,
    ) -> Change:
        """Plan and write: what the clients' files name first, what says that they are written last."""
        planned: list[Planned] = []
        damaged: tuple[str, ...] = ()

        def plan_all(written: Mapping[Path, Step]) -> list[Step]:
            nonlocal planned, damaged
            records, damaged = self._records()
            present = dict(records)
            for step in written.values():
                if step.client is not None:
                    present.pop(step.path, None)
                    if step.new is not None:
                        present[step.path] = step.new
            planned = list(plan(present))
            contents = own()
            catalog = [path for path in contents if path == self._paths.catalog_json]
            rest = [path for path in contents if path != self._paths.catalog_json]
            return [
                *(Step(path, safe_write.read(path), contents[path]) for path in catalog),
                *(one.step for one in planned),
                *(Step(path, safe_write.read(path), contents[path]) for path in rest),
                self._plan_record(records, [one.step for one in planned], bool(damaged)),
            ]

        if dry_run:
            written = [step for step in plan_all({}) if step.changes]
            for step in written:
                check_writable(step.path)
        else:
            written = self._transactions.run(plan_all, change, undoable=undoable)
        shown = [step for step in written if step.client or step.path == self._paths.catalog_json]
        return Change(
            change.clients,
            tuple(FileChange(step.path, step.entry.before, _hash(step.after)) for step in shown),
            "".join(show_diff(step.path, step.before, step.after) for step in shown if step.client),
            (*damaged, *(text for one in planned for text in one.warnings)),
            tuple(key for one in planned for key in one.kept),
            change.note,
        )

    def _plan_record(self, records: Mapping[Path, FileRecord], steps: list[Step], damaged: bool) -> Step:
        after = dict(records)
        for step in steps:
            after.pop(step.path, None)
            if step.new is not None:
                after[step.path] = step.new
        place = self._paths.activation_json
        before = safe_write.read(place)
        if after == records and not (damaged and any(step.changes for step in steps)):
            return Step(place, before, before)
        return Step(place, before, record.encode(after))

    def _records(self) -> tuple[dict[Path, FileRecord], tuple[str, ...]]:
        try:
            return record.read(self._paths.activation_json), ()
        except BadFileError as error:
            # Our entries are known by their look as well; a damaged record must not lock the user out.
            return {}, (f"{error.path} is damaged; what Turnout wrote is recognised by its look.",)


def _repeatable(again: Callable[[], Planned], planned: Planned) -> Planned:
    """A plan that can be made anew, where somebody else writes the file first."""
    return replace(planned, step=replace(planned.step, again=lambda: again().step))


def _find_records(records: Mapping[Path, FileRecord], client: Client) -> set[Path]:
    """The files that hold entries of ours for a client."""
    return {path for path, one in records.items() if find_kind(one.client).client == client}


def _plan_beside(place: Place, settings: ConnectSettings, known: FileRecord | None) -> Planned:
    """Write a file beside the client's own; what keeps us from it is a warning."""
    one = settings if place.distribution is None else see_inside(settings)
    again = partial(client_files.plan_connect, place.kind, place.path, one, known)
    try:
        with _saying_by_hand(place.kind, place.path, one):
            planned = again()
            if planned.step.changes:
                check_writable(place.path)
    except FileProblemError as error:
        said = f"{place.name} was left as it is. {error.message} {error.fix}".rstrip()
        return Planned(Step(place.path, None, None, place.kind, known, known), (said,))
    return _repeatable(again, planned)


@contextmanager
def _saying_by_hand(client: FileKind, path: Path, settings: ConnectSettings) -> Iterator[None]:
    """Let an error about a file that cannot be written say what its user can write into it."""
    try:
        yield
    except FileProblemError as error:
        if type(error) in _BY_HAND:
            by_hand = client_files.show_by_hand(client, path, settings)
            error.fix = f"{error.fix} Or set this by hand:\n{by_hand}".strip()
        raise


def _hash(data: bytes | None) -> str | None:
    return None if data is None else safe_write.sha256(data)
