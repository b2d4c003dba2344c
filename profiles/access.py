"""Access keys: what clients show the local proxy. They are ours, never a provider's."""

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from profiles import safe_write
from profiles.errors import AlreadyExistsError, BadFileError, NotFoundError, ProfileError
from profiles.paths import Paths
from profiles.routes import CLIENTS, Client

PREFIX = "tn-"
KEY_BYTES = 32
"""256 bits from the operating system; 128 would do."""
DEFAULT = "default"
"""For everything that is no known client; exists from the start, as those of the clients do."""
_BUILT_IN: tuple[tuple[str, Client], ...] = (
    ("codex", "codex"),
    ("claude-code", "claude-code"),
    (DEFAULT, "other"),
)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key and the client it stands for. `created_at` is ISO 8601 in UTC. The key is masked in its repr."""

    name: str
    client: Client
    created_at: str
    key: str = field(repr=False)


class AccessKeys:
    """access.json, 0600. The built-in keys are made when they are first needed."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.access_json

    def list(self) -> tuple[AccessKey, ...]:
        """All keys, the built-in ones first. Raises BadFileError."""
        return tuple(self._change(lambda _: None).values())

    def get(self, name: str) -> str:
        """The key itself. Raises NotFoundError."""
        return self.find(name).key

    def find(self, name: str) -> AccessKey:
        """Raises NotFoundError."""
        for key in self.list():
            if key.name == name:
                return key
        raise _unknown(name)

    def add(self, name: str, client: Client = "other") -> AccessKey:
        """Raises AlreadyExistsError."""
        if not _NAME.fullmatch(name):
            raise ProfileError(
                f"{name!r} cannot be an access key's name.",
                "Use lower-case letters, digits, '.', '_' and '-'.",
                code="bad_name",
            )

        def change(keys: dict[str, AccessKey]) -> None:
            if name in keys:
                raise AlreadyExistsError(
                    f"There is an access key {name!r} already.", f"`turnout access rotate {name}`"
                )
            keys[name] = _make(name, client)

        return self._change(change)[name]

    def rotate(self, name: str) -> AccessKey:
        """Replace the key; the old one is worthless from then on. Raises NotFoundError."""

        def change(keys: dict[str, AccessKey]) -> None:
            if name not in keys:
                raise _unknown(name)
            keys[name] = _make(name, keys[name].client)

        return self._change(change)[name]

    def remove(self, name: str) -> None:
        """Raises NotFoundError; the built-in keys cannot be removed, only rotated."""
        if name in dict(_BUILT_IN):
            raise ProfileError(
                f"The access key {name} is built in.",
                f"`turnout access rotate {name}` replaces it.",
                code="built_in",
            )

        def change(keys: dict[str, AccessKey]) -> None:
            if name not in keys:
                raise _unknown(name)
            del keys[name]

        self._change(change)

    def _change(self, change: Callable[[dict[str, AccessKey]], None]) -> dict[str, AccessKey]:
        """Apply a change to the file; the keys as they are afterwards."""
        keys: dict[str, AccessKey] = {}

        def edit(before: bytes | None) -> bytes:
            keys.clear()
            document = {"keys": {}} if before is None else _parse(before, self)
            entries = document["keys"]
            stored = {name: _read(name, entry, self) for name, entry in entries.items()}
            for name, client in _BUILT_IN:
                keys[name] = stored.pop(name) if name in stored else _make(name, client)
            keys.update(stored)
            change(keys)
            # Fields of later versions stay.
            document["keys"] = {name: entries.get(name, {}) | _write(key) for name, key in keys.items()}
            after = (json.dumps(document, indent=2) + "\n").encode()
            return before if before is not None and json.loads(before) == document else after

        safe_write.update(self.path, edit)
        return keys


def _make(name: str, client: Client) -> AccessKey:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return AccessKey(name, client, now, PREFIX + secrets.token_urlsafe(KEY_BYTES))


def _parse(data: bytes, keys: AccessKeys) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except ValueError as error:
        line, column = getattr(error, "lineno", None), getattr(error, "colno", None)
        raise BadFileError(keys.path, "it is not valid JSON", line, column) from None
    if not isinstance(document, dict) or not isinstance(document.get("keys"), dict):
        raise BadFileError(keys.path, "it has no table of keys")
    return document


def _read(name: str, entry: Any, keys: AccessKeys) -> AccessKey:
    if isinstance(entry, dict):
        key, client, created_at = entry.get("key"), entry.get("client"), entry.get("created_at", "")
        if (
            isinstance(key, str)
            and key.startswith(PREFIX)
            and client in CLIENTS
            and isinstance(created_at, str)
        ):
            return AccessKey(name, client, created_at, key)
    raise BadFileError(keys.path, f"the access key {name!r} is incomplete")


def _write(key: AccessKey) -> dict[str, str]:
    return {name: value for name, value in asdict(key).items() if name != "name"}


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(
        f"There is no access key {name!r}.", "`turnout access list` shows them.", code="access_not_found"
    )
