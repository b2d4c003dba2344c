"""Provider keys where the user wants them: the system's keyring or, chosen explicitly, a file; and the move between."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from profiles import safe_write
from profiles.errors import FileProblemError, KeyProblemError, KeyringUnavailableError, ProfileError
from profiles.key_file import FileSecrets
from profiles.key_moving import copy, drop_copies
from profiles.paths import Paths
from profiles.secrets import KeyringSecrets, Secrets
from profiles.settings import KeyStorage, SettingsStore

_STORAGES: tuple[KeyStorage, ...] = ("keyring", "file")


@dataclass(frozen=True, slots=True)
class Moved:
    """`ids` were moved. `left` are still in the old place as well: they could not be taken out of it now."""

    ids: tuple[str, ...]
    left: tuple[str, ...] = ()


class StoredSecrets:
    """`profiles.secrets.Secrets` in the place that the setting `key_storage` names, looked up at each call."""

    def __init__(self, paths: Paths, keyring: Secrets | None = None) -> None:
        self._settings = SettingsStore(paths)
        self._journal = paths.key_move_json
        self.keyring: Secrets = keyring or KeyringSecrets()
        self.file = FileSecrets(paths.secrets_toml)
        self._last: KeyStorage | None = None

    def __repr__(self) -> str:
        return "StoredSecrets()"

    @property
    def storage(self) -> KeyStorage:
        """Where the keys are. While settings.toml cannot be read: where they were, or where there is a file."""
        try:
            self._last = self._settings.load().key_storage
        except ProfileError:
            return self._last or ("file" if self.file.path.exists() else "keyring")
        return self._last

    def get(self, profile_id: str) -> str | None:
        return self._now.get(profile_id)

    def set(self, profile_id: str, value: str, deadline_s: float | None = None) -> None:
        self._now.set(profile_id, value, deadline_s)

    def delete(self, profile_id: str, deadline_s: float | None = None) -> None:
        self._now.delete(profile_id, deadline_s)

    def state(self) -> str:
        return self._now.state()

    def is_moving(self) -> bool:
        """A move was interrupted, or is under way: a key may be in both places."""
        return self._journal.exists()

    def move(self, to: KeyStorage, ids: Iterable[str]) -> Moved:
        """Keep the keys of these profiles (and all of the file) elsewhere from now on.

        Each is copied and read back; then the setting changes, in one step; then the old ones are deleted. Wherever
        it is interrupted, each key is where the setting says. Raises KeyProblemError or FileProblemError; then
        everything is as it was.
        """
        self.recover()
        now = self.storage
        if now == to:
            return Moved(())
        source, target = self._of(now), self._of(to)
        wanted = tuple(dict.fromkeys((*ids, *(self.file.list() if now == "file" else ()))))
        self._write_journal(now, to, wanted)
        try:
            moved = copy(source, target, wanted)
            self._settings.set("key_storage", to)
        except BaseException:
            if self._finish(now, to, wanted) == ():
                self._journal.unlink(missing_ok=True)
            raise
        try:
            copy(source, target, wanted)  # what somebody has set in the old place meanwhile
            left = self._finish(now, to, wanted)
        except KeyProblemError:
            left = moved
        if not left:
            self._journal.unlink(missing_ok=True)
        return Moved(moved, left)

    def recover(self) -> tuple[str, ...]:
        """Finish a move that was interrupted after the setting changed, undo one that was before.

        Returns the profiles whose key still is in both places, because one of them does not answer now.
        """
        data = safe_write.read(self._journal)
        if data is None:
            return ()
        try:
            said = json.loads(data)
            before, after, ids = said["from"], said["to"], tuple(said["ids"])
        except (ValueError, KeyError, TypeError, RecursionError):
            before, after, ids = "", "", ()
        named = all(isinstance(one, str) for one in ids)
        if before not in _STORAGES or after not in _STORAGES or not named:
            self._journal.unlink(missing_ok=True)  # damaged: there is nothing to go by
            return ()
        left = self._finish(before, after, ids, stale=True)
        if not left:
            self._journal.unlink(missing_ok=True)
        return left

    @property
    def _now(self) -> Secrets:
        return self._of(self.storage)

    def _of(self, storage: KeyStorage) -> Secrets:
        return self.file if storage == "file" else self.keyring

    def _finish(
        self, before: KeyStorage, after: KeyStorage, ids: tuple[str, ...], stale: bool = False
    ) -> tuple[str, ...]:
        """Delete the copies in the place that the setting does not name; returns those that are left."""
        done = self.storage == after
        other, place = (before, after) if done else (after, before)
        return drop_copies(self._of(other), self._of(place), ids, stale=stale and done)

    def _write_journal(self, before: KeyStorage, after: KeyStorage, ids: tuple[str, ...]) -> None:
        content = json.dumps({"from": before, "to": after, "ids": ids}).encode()
        try:
            safe_write.update(self._journal, lambda _: content)
        except FileProblemError as error:
            raise KeyringUnavailableError(error.message, error.fix) from error
