"""The activation record: what we have written where, and what was there before. One JSON file, 0600."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from profiles import safe_write
from profiles.clients.edit import KeyPath, Owned
from profiles.errors import BadFileError
from profiles.routes import FileKind, Mode

_VERSION = 1


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One client file. `pristine` is the hash (and the backup's name) of the file as it would be without us.

    `pristine` is None where there was no file. `written` is the hash of what we wrote last.
    """

    client: FileKind
    path: Path
    pristine: str | None
    written: str
    owned: Mapping[KeyPath, Owned] = field(repr=False)
    created: tuple[KeyPath, ...] = ()
    mode: Mode = "proxy"


Records = Mapping[Path, FileRecord]


def read(path: Path) -> dict[Path, FileRecord]:
    """Raises BadFileError where it is damaged."""
    return decode(safe_write.read(path), path)


def decode(data: bytes | None, path: Path) -> dict[Path, FileRecord]:
    """The records of a record's bytes (None: no file). Raises BadFileError; `path` is for its message."""
    if data is None:
        return {}
    try:
        files = json.loads(data)["files"]
        return {Path(name): record_from(Path(name), entry) for name, entry in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadFileError(path, f"it is damaged ({type(error).__name__})") from None


def encode(records: Records) -> bytes:
    """The bytes of a record."""
    files = {str(path): record_to(one) for path, one in records.items()}
    return (json.dumps({"version": _VERSION, "files": files}, indent=1) + "\n").encode()


def record_to(record: FileRecord) -> dict[str, Any]:
    """One file's record as JSON, without its path."""
    return {
        "client": record.client,
        "mode": record.mode,
        "pristine": record.pristine,
        "written": record.written,
        "created": [list(place) for place in record.created],
        "owned": [
            {
                "key": list(place),
                "base": key.base,
                "ours": key.ours,
                "also": list(key.also),
                "anchor": key.anchor,
                "firm": key.firm,
            }
            for place, key in record.owned.items()
        ],
    }


def record_from(path: Path, entry: Mapping[str, Any]) -> FileRecord:
    """One file's record from JSON. Raises KeyError, TypeError or ValueError where it is not one."""
    record = FileRecord(
        client=entry["client"],
        path=path,
        pristine=text_or_none(entry["pristine"]),
        written=_text(entry["written"]),
        owned={
            _place(one["key"]): Owned(
                text_or_none(one["base"]),
                text_or_none(one["ours"]),
                tuple(map(_text, one["also"])),
                one["anchor"] is True,
                one.get("firm", False) is True,
            )
            for one in entry["owned"]
        },
        created=tuple(map(_place, entry["created"])),
        mode=entry.get("mode", "proxy"),
    )
    if record.client not in get_args(FileKind) or record.mode not in get_args(Mode):
        raise ValueError("unknown client or mode")
    return record


def text_or_none(value: object) -> str | None:
    """Return it. Raises TypeError for anything else."""
    return None if value is None else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("it has to be a text")
    return value


def _place(value: object) -> KeyPath:
    if not isinstance(value, list) or not value:
        raise TypeError("it has to be a key's place")
    return tuple(map(_text, value))
