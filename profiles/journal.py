"""The journal of a change of several files: what each was and becomes, written before the first is touched.

While it is there the change is not done: whoever finds it undoes what was written. The change is done at the
moment the journal is gone or, to be undone later, moved into the history.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from profiles import safe_write
from profiles.errors import BadFileError
from profiles.paths import make_private_dir
from profiles.record import FileRecord, record_from, record_to, text_or_none
from profiles.routes import CLIENTS, Client, FileKind

Deed = Literal["connect", "restore", "undo"]

KEPT_CHANGES = 10
KEPT_DAYS = 30
"""So much of the past can be undone; the backups it needs hold whatever secrets the user had in the files."""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a change: hashes before and after (None: no file). The content before is in the backups.

    Of a client's file also what the record says of it before and after; None: nothing of ours is in it.
    `after` is empty where somebody else's edit got in between; `mixed` then names the backup of what we wrote last,
    which tells our keys.
    """

    path: Path
    before: str | None
    after: str | None
    client: FileKind | None = None
    old: FileRecord | None = field(default=None, repr=False)
    new: FileRecord | None = field(default=None, repr=False)
    mixed: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of several files. `at` is ISO 8601 in UTC; `note` is the caller's own; `name` is its file's."""

    deed: Deed
    clients: tuple[Client, ...]
    at: str
    entries: tuple[Entry, ...]
    note: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""


class Journal:
    """The journal's file, and the history of the changes that are done."""

    def __init__(self, path: Path, history: Path) -> None:
        self.path = path
        self._history = history

    def read(self) -> Change | None:
        """The change under way; None where there is none. Raises BadFileError."""
        return _read(self.path)

    def write(self, change: Change) -> None:
        """Say what is about to be done (again, where it has become something else)."""
        data = (json.dumps(_encode(change), indent=1) + "\n").encode()
        safe_write.update(self.path, lambda _: data)

    def discard(self) -> None:
        """The change is done, or undone, and needs no place in the history."""
        with safe_write.in_words(self.path, "could not be removed"):
            self.path.unlink(missing_ok=True)
        _sync(self.path.parent)

    def file(self, change: Change) -> None:
        """The change is done: it moves into the history, in the place of the one it undoes (its `name`)."""
        name = change.name or f"{change.at.replace(':', '')}.json"
        with safe_write.in_words(self.path, f"could not be moved into {self._history}"):
            make_private_dir(self._history)
            self.path.replace(self._history / name)
        _sync(self._history)
        _sync(self.path.parent)

    def last(self) -> Change | None:
        """The newest change that is not undone; None where there is none."""
        return next((change for change in self._past() if change.deed != "undo"), None)

    def forget(self, change: Change) -> None:
        """A change of the history that has nothing left to undo."""
        with safe_write.in_words(self._history, "cannot be changed"):
            (self._history / change.name).unlink(missing_ok=True)

    def prune(self) -> set[str]:
        """Forget what is too old or too much; the names of the backups that the rest still needs."""
        oldest = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
        needed: set[str] = set()
        for number, change in enumerate(self._past()):
            if number >= KEPT_CHANGES or change.at < oldest:
                (self._history / change.name).unlink(missing_ok=True)
            elif change.deed != "undo":
                needed |= find_backups(change)
        return needed

    def _past(self) -> Iterator[Change]:
        """The history, the newest first. What is damaged cannot be undone, and goes."""
        for place in self._places():
            try:
                change = _read(place)
            except BadFileError:
                with suppress(OSError):
                    place.unlink()
            else:
                if change is not None:
                    yield replace(change, name=place.name)

    def _places(self) -> list[Path]:
        with safe_write.in_words(self._history, "cannot be read"):
            if not self._history.is_dir():
                return []
            files = [one for one in self._history.iterdir() if one.suffix == ".json"]
        return sorted((one for one in files if not one.name.startswith(".")), reverse=True)


def find_backups(change: Change) -> set[str]:
    """The names of the backups that are needed to undo the change."""
    names = {entry.before for entry in change.entries}
    names |= {entry.old.pristine for entry in change.entries if entry.old}
    return {name for name in names if name is not None}


def now() -> str:
    """A change's `at`: in microseconds, so that names in the history differ and sort."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _sync(folder: Path) -> None:
    """The change is done, whatever the disk says now; a power cut this moment may undo it."""
    with suppress(OSError):
        safe_write.sync_dir(folder)


def _encode(change: Change) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "deed": change.deed,
        "clients": list(change.clients),
        "at": change.at,
        "note": dict(change.note),
        "name": change.name,
        "files": [
            {
                "path": str(entry.path),
                "before": entry.before,
                "after": entry.after,
                "mixed": entry.mixed,
                "client": entry.client,
                "old": entry.old and record_to(entry.old),
                "new": entry.new and record_to(entry.new),
            }
            for entry in change.entries
        ],
    }


def _read(place: Path) -> Change | None:
    data = safe_write.read(place)
    if data is None:
        return None
    try:
        said = json.loads(data)
        entries = tuple(_read_entry(one) for one in said["files"])
        deed, clients, name, at = said["deed"], tuple(said["clients"]), said["name"], said["at"]
        if deed not in get_args(Deed) or not set(clients) <= set(CLIENTS) or Path(name).name != name:
            raise ValueError("unknown deed, client or name")
        datetime.fromisoformat(at)
        return Change(deed, clients, at, entries, dict(said["note"]), name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadFileError(place, f"it is damaged ({type(error).__name__})") from None


def _read_entry(said: Mapping[str, Any]) -> Entry:
    path = Path(said["path"])
    old, new = (said[name] and record_from(path, said[name]) for name in ("old", "new"))
    client = said["client"]
    if client is not None and client not in get_args(FileKind):
        raise ValueError("unknown client")
    before, after, mixed = map(text_or_none, (said["before"], said["after"], said.get("mixed")))
    return Entry(path, before, after, client, old, new, mixed)
