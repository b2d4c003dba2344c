"""Access keys: what clients show the local proxy. They are ours, never a provider's."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from profiles import access_key, access_limits, safe_write
from profiles.access_key import GRACE_S, AccessKey
from profiles.errors import AlreadyExistsError, BadFileError, NotFoundError, ProfileError
from profiles.paths import Paths
from profiles.routes import CLIENTS, Client

DEFAULT = "default"
"""For everything that is no known client; exists from the start, as those of the clients do."""
BUILT_IN: Mapping[str, Client] = {"codex": "codex", "claude-code": "claude-code", DEFAULT: "other"}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

Keys = dict[str, AccessKey]


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
        return _known(self._change(lambda _: None), name)

    def add(
        self, name: str, client: Client = "other", limits: Mapping[str, object] | None = None
    ) -> AccessKey:
        """`limits`: as `edit` takes them. Raises AlreadyExistsError, and ProfileError (`bad_name`, `bad_limit`)."""
        if not _NAME.fullmatch(name):
            raise ProfileError(
                f"{name!r} cannot be an access key's name.",
                "Use lower-case letters, digits, '.', '_' and '-'.",
                code="bad_name",
            )
        _check_client(client)
        checked = access_limits.change(access_limits.NO_LIMITS, limits or {})

        def change(keys: Keys) -> None:
            if name in keys:
                raise AlreadyExistsError(
                    f"There is an access key {name!r} already.",
                    f"`turnout access edit {name}` changes it, `turnout access rotate {name}` replaces its value.",
                )
            keys[name] = access_key.make(name, client, checked)

        return self._change(change)[name]

    def edit(
        self,
        name: str,
        limits: Mapping[str, object],
        *,
        client: Client | None = None,
        reset_usage: bool = False,
    ) -> AccessKey:
        """Set the limits that are named (fields of `AccessLimits`; None takes one away); the others stay.

        `reset_usage`: what was counted so far is forgotten. Raises NotFoundError, and ProfileError (`bad_limit`,
        `built_in`); then nothing has changed.
        """
        if client is not None:
            _check_client(client)
            if BUILT_IN.get(name, client) != client:
                raise ProfileError(
                    f"The access key {name} is the one of {BUILT_IN[name]}.",
                    "Add another key for another client: turnout access add NAME --client CLIENT",
                    code="built_in",
                )

        def change(keys: Keys) -> None:
            key = _known(keys, name)
            key = replace(key, client=client or key.client, limits=access_limits.change(key.limits, limits))
            keys[name] = access_key.counted_anew(key) if reset_usage else key

        return self._change(change)[name]

    def rotate(self, name: str, grace_s: float = GRACE_S) -> AccessKey:
        """Replace the key; the old one is accepted for `grace_s` seconds more (0: worthless at once).

        Limits and counters stay. Raises NotFoundError, and ProfileError (`bad_grace`).
        """

        def change(keys: Keys) -> None:
            keys[name] = access_key.rotated(_known(keys, name), grace_s)

        return self._change(change)[name]

    def remove(self, name: str) -> None:
        """Raises NotFoundError; the built-in keys cannot be removed, only rotated or switched off."""
        if name in BUILT_IN:
            raise ProfileError(
                f"The access key {name} is built in.",
                f"`turnout access rotate {name}` replaces it, `turnout access edit {name} --disabled` "
                "switches it off.",
                code="built_in",
            )

        def change(keys: Keys) -> None:
            _known(keys, name)
            del keys[name]

        self._change(change)

    def _change(self, change: Callable[[Keys], None]) -> Keys:
        """Apply a change to the file; the keys as they are afterwards."""
        keys: Keys = {}

        def edit(before: bytes | None) -> bytes:
            keys.clear()
            document = {"keys": {}} if before is None else self._parse(before)
            entries = document["keys"]
            stored = {name: self._read(name, entry) for name, entry in entries.items()}
            self._check_alike(stored)
            for name, client in BUILT_IN.items():
                keys[name] = stored.get(name) or access_key.make_built_in(name, client)
            keys.update(stored)
            change(keys)
            if keys == stored:
                return before or b""  # what somebody wrote by hand stays as it was written
            document["keys"] = {
                name: entries[name]
                if stored.get(name) == key
                else access_key.write(key, entries.get(name, {}))
                for name, key in keys.items()
            }
            return (json.dumps(document, indent=2) + "\n").encode()

        safe_write.update(self.path, edit)
        return keys

    def _parse(self, data: bytes) -> dict[str, Any]:
        try:
            document = json.loads(data)
        except (ValueError, RecursionError) as error:
            line, column = getattr(error, "lineno", None), getattr(error, "colno", None)
            raise BadFileError(self.path, "it is not valid JSON", line, column) from None
        if not isinstance(document, dict) or not isinstance(document.get("keys"), dict):
            raise BadFileError(self.path, "it has no table of keys")
        return document

    def _read(self, name: str, entry: Any) -> AccessKey:
        try:
            return access_key.read(name, entry)
        except ProfileError as error:
            reason = error.message.rstrip(".")
            raise BadFileError(self.path, f"the access key {name!r} is not usable: {reason}") from None

    def _check_alike(self, stored: Keys) -> None:
        """Two names for one key: nobody could tell whose limits count."""
        owners: dict[str, str] = {}
        for name, key in stored.items():
            for value in (key.key, *(former.key for former in key.former)):
                if owners.setdefault(value, name) != name:
                    raise BadFileError(
                        self.path, f"the access keys {owners[value]!r} and {name!r} have the same value"
                    )


def _known(keys: Keys, name: str) -> AccessKey:
    if name not in keys:
        raise NotFoundError(
            f"There is no access key {name!r}.", "`turnout access list` shows them.", code="access_not_found"
        )
    return keys[name]


def _check_client(client: str) -> None:
    if client not in CLIENTS:
        raise ProfileError(f"There is no client {client!r}.", f"Use {', '.join(CLIENTS)}.", code="bad_client")
