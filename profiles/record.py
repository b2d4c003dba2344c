"""The activation record: what we have written where, and what was there before. One JSON file, 0600."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from profiles import safe_write
from profiles.clients.edit import KeyPath, Owned
from profiles.errors import BadFileError
from profiles.paths import Paths, make_private_dir, open_private

_VERSION = 1


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One client file. `pristine` is the hash (and the backup's name) of the file as it would be without us.

    `pristine` is None where there was no file. `written` holds the hash of what we wrote last; while that is
    being written, also of what we wrote before.
    """

    client: str
    path: Path
    pristine: str | None
    written: tuple[str, ...]
    owned: Mapping[KeyPath, Owned] = field(repr=False)
    created: tuple[KeyPath, ...] = ()
    backup: bytes | None = field(default=None, repr=False, compare=False)
    """The pristine content, on its way into the backups; not part of the record."""


class Record:
    """All file records by path, and the backups of the pristine files."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.activation_json
        self._backups = paths.backups

    def read(self) -> dict[Path, FileRecord]:
        """Raises BadFileError where it is damaged."""
        data = safe_write.read(self.path)
        if data is None:
            return {}
        try:
            files = json.loads(data)["files"]
            return {Path(path): _decode(Path(path), entry) for path, entry in files.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadFileError(self.path, f"it is damaged ({type(error).__name__})") from None

    def write(self, files: Mapping[Path, FileRecord]) -> None:
        """Replace the record; nothing is written where it says the same already."""
        document = {"version": _VERSION, "files": {str(path): _encode(one) for path, one in files.items()}}
        data = (json.dumps(document, indent=1) + "\n").encode()
        safe_write.update(self.path, lambda _: data)

    def back_up(self, content: bytes) -> None:
        """Keep a file's content under its hash."""
        name = safe_write.sha256(content)
        make_private_dir(self._backups)
        target = self._backups / name
        if safe_write.read(target) != content:
            descriptor = open_private(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)

    def load_backup(self, name: str) -> bytes | None:
        """The content, or None where the backup is gone or damaged."""
        content = safe_write.read(self._backups / name)
        return content if content is not None and safe_write.sha256(content) == name else None

    def sweep(self, files: Mapping[Path, FileRecord]) -> None:
        """Remove backups that no record names any more: they hold whatever secrets the user had in the file."""
        used = {one.pristine for one in files.values()}
        if self._backups.is_dir():
            for backup in self._backups.iterdir():
                if backup.name not in used:
                    backup.unlink(missing_ok=True)


def _encode(record: FileRecord) -> dict[str, Any]:
    return {
        "client": record.client,
        "pristine": record.pristine,
        "written": list(record.written),
        "created": [list(place) for place in record.created],
        "owned": [
            {
                "key": list(place),
                "base": key.base,
                "ours": key.ours,
                "also": list(key.also),
                "anchor": key.anchor,
            }
            for place, key in record.owned.items()
        ],
    }


def _decode(path: Path, entry: dict[str, Any]) -> FileRecord:
    return FileRecord(
        client=entry["client"],
        path=path,
        pristine=entry["pristine"],
        written=tuple(entry["written"]),
        owned={
            tuple(one["key"]): Owned(one["base"], one["ours"], tuple(one["also"]), one["anchor"])
            for one in entry["owned"]
        },
        created=tuple(tuple(place) for place in entry["created"]),
    )
