"""What becomes of one client's file: planned from what is in it, what we had written and what is wanted now."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from profiles import safe_write
from profiles.clients.edit import (
    ConnectSettings,
    KeyPath,
    Owned,
    Text,
    check_rest,
    is_ours,
    lookup,
    take_back,
)
from profiles.clients.kinds import Kind, find_kind
from profiles.clients.merge import go_back, undo_keys
from profiles.errors import BadFileError
from profiles.journal import Entry
from profiles.record import FileRecord
from profiles.routes import FileKind, Mode
from profiles.targets import find_hazards
from profiles.transaction import Rebased, Step

LoadBackup = Callable[[str | None], bytes | None]

_LOOKS = 5
_LOOK_S = 0.03
"""Claude Code writes its file in place: a reader may find half of it, for well under this long."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One file's step, what is worth saying about it, and owned keys that somebody else has changed."""

    step: Step
    warnings: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def read_settled(kind: Kind, path: Path) -> tuple[bytes | None, Text | None]:
    """The file and its text. What does not parse is looked at again as long as it changes.

    Raises FileProblemError.
    """
    data = safe_write.read(path)
    for _ in range(_LOOKS):
        if data is None:
            return None, None
        try:
            return data, kind.read(data, path)
        except BadFileError:
            time.sleep(_LOOK_S)
            again = safe_write.read(path)
            if again == data:
                raise
            data = again
    return (None, None) if data is None else (data, kind.read(data, path))


def plan_connect(client: FileKind, path: Path, settings: ConnectSettings, old: FileRecord | None) -> Planned:
    """Write our keys. `old` is the file's record."""
    kind = find_kind(client)
    before, text = read_settled(kind, path)
    known = old
    if text is None:
        known = None
    elif known is None:
        known = _adopt(client, path, kind, text)
    previous: Mapping[KeyPath, Owned] = known.owned if known else {}
    edit = kind.plan(before, settings, path, previous)
    owned, after, kept = edit.owned, edit.after, edit.kept
    created = tuple(dict.fromkeys((*(known.created if known else ()), *edit.created)))
    gone = {place: key for place, key in previous.items() if place not in owned}
    if gone:
        left = tuple(place for place in created if not any(key[: len(place)] == place for key in owned))
        taken = take_back(kind.read(after, path), path, gone, left)
        after, kept = taken.after, (*kept, *taken.kept)
        created = tuple(place for place in created if place not in left)
    pristine, content = _find_pristine(kind, path, before, known)
    mode: Mode = "direct" if settings.direct else "proxy"
    new = FileRecord(client, path, pristine, safe_write.sha256(after), owned, created, mode)
    step = Step(path, before, after, client, old, new, content)
    hazards = find_hazards(path) if step.changes else ()
    reset = tuple(
        f"{_name(path, place)} was changed by somebody else; Turnout has set it again. "
        "`turnout restore` brings that value back."
        for place in edit.reset
        if step.changes
    )
    return Planned(step, (*edit.warnings, *hazards, *reset), _names(path, kept))


def plan_restore(client: FileKind, path: Path, old: FileRecord | None, load: LoadBackup) -> Planned:
    """Take our keys out. A file that nobody else has touched gets its old bytes back."""
    kind = find_kind(client)
    now = safe_write.read(path)
    if now is None:
        return Planned(Step(path, None, None, client, old))
    if old is not None and safe_write.sha256(now) == old.written:
        content = load(old.pristine)
        if content is not None or old.pristine is None:
            return Planned(Step(path, now, content, client, old))
    before, text = read_settled(kind, path)
    known = old
    if known is None and text is not None:
        known = _adopt(client, path, kind, text)
    if known is None or text is None:
        return Planned(Step(path, before, before, client, old))
    taken = take_back(text, path, known.owned, known.created)
    after = _nothing_for_empty(taken.after, known.pristine)
    return Planned(Step(path, before, after, client, old), kept=_names(path, taken.kept))


def plan_undo(entry: Entry, client: FileKind, old: FileRecord | None, load: LoadBackup) -> Planned:
    """Make the file what it was before a change that is done; `old` is what its record says now."""
    now = safe_write.read(entry.path)
    content = load(entry.before)
    after = None if now is None else safe_write.sha256(now)
    if after == entry.after and (content is not None or entry.before is None):
        return Planned(Step(entry.path, now, content, client, old, entry.old))
    if now is None:
        return Planned(Step(entry.path, None, None, client, old))
    return _undo_by_keys(entry, client, old, now, content)


def roll_back(entry: Entry, now: bytes, before: bytes | None, after: bytes | None) -> Rebased:
    """Undo a change that was not finished in a file that others have edited; it may be in either state.

    `before` and `after` are the whole contents, None where there was no file (or its backup is lost). Raises
    BadFileError where the file cannot be read any more.
    """
    assert entry.client is not None  # noqa: S101 - the transaction asks for clients' files only
    kind, path = find_kind(entry.client), entry.path
    text = kind.read(now, path)
    generations = [one for one in (entry.new, entry.old) if one is not None]
    places = dict.fromkeys(place for one in generations for place in one.owned)
    was, became = (None if data is None else kind.read(data, path) for data in (before, after))
    values = text.values
    go_back(text, places, was, became)
    created = tuple(dict.fromkeys(place for one in generations for place in one.created))
    _drop_empty(text, created, was)
    content = text.dumps()
    check_rest(path, values, text.values, tuple(places), created)
    # Written by nobody as a whole: a hash that no file has.
    record = None if entry.old is None else replace(entry.old, written="")
    return Rebased(_nothing_for_empty(content, entry.before), record)


def _undo_by_keys(
    entry: Entry, client: FileKind, known: FileRecord | None, now: bytes, before: bytes | None
) -> Planned:
    kind, path = find_kind(client), entry.path
    text = kind.read(now, path)
    was = None if before is None else kind.read(before, path)
    old = entry.old
    values, now_owned, then_owned = text.values, known.owned if known else {}, old.owned if old else {}
    owned = undo_keys(text, now_owned, then_owned, was)
    created = tuple(dict.fromkeys(place for one in (known, old) if one for place in one.created))
    _drop_empty(text, created, was)
    after = text.dumps()
    check_rest(path, values, text.values, (*now_owned, *then_owned), created)
    kept = tuple(place for place, key in owned.items() if not is_ours(text, place, key))
    if old is None:
        if known is not None:
            kept = tuple(place for place, key in known.owned.items() if _is_foreign(text, place, key))
        data = _nothing_for_empty(after, entry.before)
        return Planned(Step(path, now, data, client, known), kept=_names(path, kept))
    bare = take_back(text, path, owned, created).after
    new = FileRecord(
        client, path, safe_write.sha256(bare), safe_write.sha256(after), owned, created, old.mode
    )
    return Planned(Step(path, now, after, client, known, new, bare), kept=_names(path, kept))


def _is_foreign(text: Text, place: KeyPath, key: Owned) -> bool:
    """Neither ours nor what was there before us."""
    now = lookup(text.values, place)
    return now is not None and (key.base is None or now != text.parse_value(key.base))


def _drop_empty(text: Text, created: tuple[KeyPath, ...], before: Text | None) -> None:
    """Remove tables that were made for our keys, hold nothing any more and were not there before."""
    for place in sorted(created, key=len, reverse=True):
        if before is None or lookup(before.values, place) is None:
            text.drop_empty(place)


def is_connected(client: FileKind, path: Path, known: FileRecord | None) -> bool:
    """The file sends the client where we have sent it. A file that cannot be read does not."""
    kind = find_kind(client)
    try:
        data = safe_write.read(path)
        text = None if data is None else kind.read(data, path)
    except BadFileError:
        return False
    if known is None or text is None:
        return False
    needed = {place: key for place, key in known.owned.items() if key.firm}
    return bool(needed) and all(is_ours(text, place, key) for place, key in needed.items())


def show_by_hand(client: FileKind, path: Path, settings: ConnectSettings) -> str:
    """The lines that somebody has to set by hand where we cannot, without the access key."""
    placeholder = "ACCESS_KEY"
    after = find_kind(client).plan(None, replace(settings, access_key=placeholder), path, {}).after
    lines = after.decode().rstrip()
    if placeholder in lines:
        lines += f"\n(`turnout access show {client}` prints the {placeholder}.)"
    return lines


def _find_pristine(
    kind: Kind, path: Path, before: bytes | None, old: FileRecord | None
) -> tuple[str | None, bytes | None]:
    """The file as it would be without us, by name and content (None: no need to keep it again)."""
    if before is None:
        return None, None
    if old is None:
        return safe_write.sha256(before), before
    if safe_write.sha256(before) == old.written:
        return old.pristine, None
    # Others have written since: what they wrote belongs to the file without us.
    bare = take_back(kind.read(before, path), path, old.owned, old.created).after
    return safe_write.sha256(bare), bare


def _nothing_for_empty(data: bytes, before: str | None) -> bytes | None:
    """A file that was not there before us, and holds nothing but what we wrote, goes away again."""
    # A comment is somebody's.
    return None if before is None and data.strip() in (b"", b"{}") else data


def _adopt(client: FileKind, path: Path, kind: Kind, text: Text) -> FileRecord | None:
    """A record of entries that are ours by their look, where none was kept."""
    leftovers = kind.find_leftovers(text)
    if not leftovers:
        return None
    return FileRecord(client, path, None, "", leftovers, kind.containers)


def _names(path: Path, places: tuple[KeyPath, ...]) -> tuple[str, ...]:
    return tuple(_name(path, place) for place in places)


def _name(path: Path, place: KeyPath) -> str:
    return f"{path}: {'.'.join(place)}"
