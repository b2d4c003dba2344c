"""Connect the clients' files to Turnout, and restore them: all or nothing, and twice is the same as once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from profiles import safe_write
from profiles.clients import claude_code, codex
from profiles.clients.diff import mask_text, show_diff
from profiles.clients.edit import ConnectSettings, Edit, KeyPath, Owned, Text, is_ours, take_back
from profiles.clients.json_text import JsonText
from profiles.clients.toml_text import TomlText
from profiles.errors import BadFileError, ChangedMeanwhileError, NotFoundError
from profiles.paths import Paths, claude_dir, codex_home
from profiles.record import FileRecord, Record
from profiles.routes import Client

CONNECTABLE: tuple[Client, ...] = ("codex", "claude-code")
"""The clients that have a file of ours; any other is told the base URL by its user."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What has to be known of a client's file."""

    locate: Callable[[Mapping[str, str]], Path]
    read: Callable[[bytes, Path], Text]
    plan: Callable[[bytes | None, ConnectSettings, Path, Mapping[KeyPath, Owned]], Edit]
    find_leftovers: Callable[[Text], dict[KeyPath, Owned]]
    containers: tuple[KeyPath, ...]
    essential: tuple[KeyPath, ...]


_KINDS: Mapping[str, _Kind] = {
    "codex": _Kind(
        lambda env: codex_home(env) / codex.FILE,
        TomlText,
        codex.plan_connect,
        codex.find_leftovers,
        codex.CONTAINERS,
        codex.ESSENTIAL,
    ),
    "claude-code": _Kind(
        lambda env: claude_dir(env) / claude_code.FILE,
        JsonText,
        claude_code.plan_connect,
        claude_code.find_leftovers,
        claude_code.CONTAINERS,
        claude_code.ESSENTIAL,
    ),
}


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that was (or, in a dry run, would be) written. None: no file."""

    path: Path
    before_sha256: str | None
    after_sha256: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a connect or restore did. `diff` is masked; `kept` names keys that others have changed since."""

    clients: tuple[Client, ...]
    changed: tuple[FileChange, ...] = ()
    diff: str = ""
    warnings: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """One file of a transaction, and its record while it is written (`pending`) and after (`record`)."""

    path: Path
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)
    is_client_file: bool = True
    pending: FileRecord | None = None
    record: FileRecord | None = None
    warnings: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    by_hand: str = field(default="", repr=False)


class Activation:
    """The clients' files of one environment, and the record of what we have written into them."""

    def __init__(self, paths: Paths, env: Mapping[str, str]) -> None:
        self._env = env
        self._paths = paths
        self._record = Record(paths)

    def file_of(self, client: Client) -> Path:
        """The file we write for this client. Raises NotFoundError for one that has none."""
        return _kind(client).locate(self._env)

    def connected(self, client: Client) -> bool:
        """The client's file sends it to us. A file that cannot be read does not."""
        path = self.file_of(client)
        record = self._records()[0].get(path)
        try:
            data = safe_write.read(path)
            text = None if data is None else _kind(client).read(data, path)
        except BadFileError:
            return False
        if record is None or text is None:
            return False
        needed = _kind(client).essential
        return all(place in record.owned and is_ours(text, place, record.owned[place]) for place in needed)

    def connect(
        self,
        settings: Mapping[Client, ConnectSettings],
        catalog: bytes | None = None,
        *,
        dry_run: bool = False,
    ) -> Change:
        """Write our entries for these clients, all or none; `catalog` goes into the file the settings name.

        Nothing is written where everything is as it should be. Raises BadFileError (a file that is not valid),
        ReadOnlyTargetError, ChangedMeanwhileError (somebody keeps writing the same file) or FileProblemError.
        """

        def plan(records: Mapping[Path, FileRecord]) -> list[_Step]:
            steps = [self._plan_connect(client, one, records) for client, one in settings.items()]
            for one in settings.values():
                if catalog is not None and one.catalog is not None:
                    # Before the file that names it.
                    before = safe_write.read(one.catalog)
                    steps.insert(0, _Step(one.catalog, before, catalog, is_client_file=False))
                    break
            return steps

        return self._transact(tuple(settings), plan, dry_run)

    def restore(self, clients: Iterable[Client] = CONNECTABLE, *, dry_run: bool = False) -> Change:
        """Take our entries out again, wherever they were written.

        A file that nobody else has touched gets its old bytes back (one that we made goes away); in any other,
        only our own keys are taken back, and keys of ours that somebody has changed are kept and named.
        """
        chosen = tuple(clients)

        def plan(records: Mapping[Path, FileRecord]) -> list[_Step]:
            steps = []
            for client in chosen:
                places = {path for path, record in records.items() if record.client == client}
                for path in sorted(places | {self.file_of(client)}):
                    steps += self._plan_restore(client, path, records.get(path))
            if "codex" in chosen:
                catalog = self._paths.catalog_json
                steps.append(_Step(catalog, safe_write.read(catalog), None, is_client_file=False))
            return steps

        return self._transact(chosen, plan, dry_run)

    def _plan_connect(
        self, client: Client, settings: ConnectSettings, records: Mapping[Path, FileRecord]
    ) -> _Step:
        kind, path = _kind(client), self.file_of(client)
        before = safe_write.read(path)
        text = None if before is None else kind.read(before, path)
        old = records.get(path) if before is not None else None
        if old is None and text is not None:
            old = _adopt(client, path, kind, text)
        previous = old.owned if old else {}
        edit = kind.plan(before, settings, path, previous)
        owned = {
            place: replace(key, base=previous[place].base) if _still_ours(text, place, previous) else key
            for place, key in edit.owned.items()
        }
        created = tuple(dict.fromkeys((*(old.created if old else ()), *edit.created)))
        gone = {place: key for place, key in previous.items() if place not in owned}
        after = take_back(kind.read(edit.after, path), path, gone, ()).after if gone else edit.after
        pristine, backup = self._find_pristine(kind, path, before, old)
        record = FileRecord(client, path, pristine, (safe_write.sha256(after),), owned, created, backup)
        pending = replace(
            record,
            written=(*record.written, *([safe_write.sha256(before)] if before is not None and old else [])),
            owned=_merge(previous, owned),
        )
        by_hand = "; ".join(
            mask_text(f"{'.'.join(place)} = {key.ours}") for place, key in edit.owned.items() if key.ours
        )
        hazards = safe_write.find_hazards(path) if before != after else ()
        return _Step(path, before, after, True, pending, record, (*edit.warnings, *hazards), by_hand=by_hand)

    def _find_pristine(
        self, kind: _Kind, path: Path, before: bytes | None, old: FileRecord | None
    ) -> tuple[str | None, bytes | None]:
        """The file as it would be without us, by name and content (None: no need to keep it again)."""
        if before is None:
            return None, None
        if old is None:
            return safe_write.sha256(before), before
        if safe_write.sha256(before) in old.written:
            return old.pristine, None
        # Others have written since: what they wrote belongs to the file without us.
        bare = take_back(kind.read(before, path), path, old.owned, old.created).after
        return safe_write.sha256(bare), bare

    def _plan_restore(self, client: Client, path: Path, record: FileRecord | None) -> list[_Step]:
        kind = _kind(client)
        before = safe_write.read(path)
        if before is None:
            return [_Step(path, None, None)] if record else []
        if record is not None and safe_write.sha256(before) in record.written:
            if record.pristine is None:
                return [_Step(path, before, None)]
            content = self._record.load_backup(record.pristine)
            if content is not None:
                return [_Step(path, before, content)]
        text = kind.read(before, path)
        record = record or _adopt(client, path, kind, text)
        if record is None:
            return []
        taken = take_back(text, path, record.owned, record.created)
        empty = record.pristine is None and not kind.read(taken.after, path).values
        kept = tuple(f"{path}: {'.'.join(place)}" for place in taken.kept)
        return [_Step(path, before, None if empty else taken.after, kept=kept)]

    def _transact(
        self,
        clients: tuple[Client, ...],
        plan: Callable[[Mapping[Path, FileRecord]], list[_Step]],
        dry_run: bool,
    ) -> Change:
        for attempt in range(1, safe_write.TRIES + 1):
            records, warnings = self._records()
            steps = plan(records)
            try:
                self._run(steps, records, dry_run)
            except ChangedMeanwhileError:
                if attempt == safe_write.TRIES:
                    raise
            else:
                break
        written = [step for step in steps if step.before != step.after]
        return Change(
            clients,
            tuple(FileChange(step.path, _hash(step.before), _hash(step.after)) for step in written),
            "".join(show_diff(step.path, step.before, step.after) for step in written if step.is_client_file),
            (*warnings, *(text for step in steps for text in step.warnings)),
            tuple(key for step in steps for key in step.kept),
        )

    def _run(self, steps: list[_Step], records: Mapping[Path, FileRecord], dry_run: bool) -> None:
        """Write the files in order. Whatever happens, each is old or new, and the record knows both."""
        for step in steps:
            if step.before != step.after:
                safe_write.check_writable(step.path, step.by_hand)
        after = dict(records)
        for step in steps:
            if step.is_client_file:
                after.pop(step.path, None)
                if step.record is not None:
                    after[step.path] = step.record
        if dry_run or (after == records and all(step.before == step.after for step in steps)):
            return
        for step in steps:
            if step.record is not None and step.record.backup is not None:
                self._record.back_up(step.record.backup)
        pending = {step.path: step.pending for step in steps if step.pending is not None}
        self._record.write({**records, **pending})
        done: list[_Step] = []
        try:
            for step in steps:
                if step.before != step.after:
                    _put(step.path, step.before, step.after)
                    done.append(step)
        except BaseException:
            for step in reversed(done):
                _put(step.path, step.after, step.before)
            self._record.write(records)
            raise
        self._record.write(after)
        self._record.sweep(after)

    def _records(self) -> tuple[dict[Path, FileRecord], tuple[str, ...]]:
        try:
            return self._record.read(), ()
        except BadFileError as error:
            # Our entries are known by their look as well; a damaged record must not lock the user out.
            return {}, (f"{error.path} is damaged; what Turnout wrote is recognised by its look.",)


def _kind(client: str) -> _Kind:
    if client not in _KINDS:
        raise NotFoundError(
            f"{client!r} has no file that Turnout could write.",
            f"Use {' or '.join(CONNECTABLE)}; give any other client the base URL and an access key.",
            code="client_not_found",
        )
    return _KINDS[client]


def _adopt(client: Client, path: Path, kind: _Kind, text: Text) -> FileRecord | None:
    """A record of entries that are ours by their look, where none was kept."""
    leftovers = kind.find_leftovers(text)
    if not leftovers:
        return None
    return FileRecord(client, path, None, (), leftovers, kind.containers)


def _still_ours(text: Text | None, place: KeyPath, previous: Mapping[KeyPath, Owned]) -> bool:
    return text is not None and place in previous and is_ours(text, place, previous[place])


def _merge(old: Mapping[KeyPath, Owned], new: Mapping[KeyPath, Owned]) -> dict[KeyPath, Owned]:
    """Both generations of our keys: while the file is written, either may be in it."""
    merged = dict(old)
    for place, key in new.items():
        before = old[place].ours if place in old else None
        merged[place] = replace(key, also=(*key.also, before)) if before else key
    return merged


def _put(path: Path, before: bytes | None, after: bytes | None) -> None:
    if after is not None:
        safe_write.write(path, after, expected=before)
    elif before is not None:
        safe_write.remove(path, expected=before)


def _hash(data: bytes | None) -> str | None:
    return None if data is None else safe_write.sha256(data)
