"""Provider keys in a file that only its user can read, for those who have chosen so; never chosen for them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from profiles import safe_write, toml_file
from profiles.errors import FileProblemError, KeyringUnavailableError
from profiles.paths import PRIVATE_FILE, WINDOWS
from profiles.secrets import check_key

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

HEAD = """\
# The keys of Turnout's profiles, readable by whoever can read this file. `turnout key storage keyring` moves them
# into the system's keyring, and this file goes.
"""
_TABLE = "keys"


class FileSecrets:
    """`profiles.secrets.Secrets` in secrets.toml (0600), read at every call. Raises KeyProblemError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def list(self) -> tuple[str, ...]:
        """The profiles that have a key here."""
        return tuple(self._read())

    def get(self, profile_id: str) -> str | None:
        return self._read().get(profile_id)

    def set(self, profile_id: str, value: str, deadline_s: float | None = None) -> None:  # noqa: ARG002 - never waits
        checked = check_key(value)

        def change(document: "TOMLDocument") -> None:
            import tomlkit

            if _TABLE not in document:
                document[_TABLE] = tomlkit.table()
            table: Any = document[_TABLE]
            if table.get(profile_id) != checked:
                table[profile_id] = checked

        self._read()
        self._edit(change)
        if self.get(profile_id) != checked:
            raise KeyringUnavailableError(f"{self.path} took the key but does not give it back.")

    def delete(self, profile_id: str, deadline_s: float | None = None) -> None:  # noqa: ARG002 - never waits
        known = self._read()
        if profile_id not in known:
            return
        if len(known) == 1:
            self._remove()
            return

        def change(document: "TOMLDocument") -> None:
            table: Any = document[_TABLE]
            del table[profile_id]

        self._edit(change)

    def state(self) -> str:
        try:
            self._read()
        except KeyringUnavailableError as error:
            return f"none: {error}"
        return "ok: file"

    def _read(self) -> dict[str, str]:
        try:
            self._close_to_others()
            data = safe_write.read(self.path)
            document = {} if data is None else toml_file.parse(data, self.path)
        except FileProblemError as error:
            raise KeyringUnavailableError(error.message, error.fix) from None
        table = document.get(_TABLE, {})
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            raise KeyringUnavailableError(
                f"{self.path} cannot be read: [{_TABLE}] has to hold texts.",
                "Repair the file, then try again.",
            )
        return table

    def _edit(self, change: Any) -> None:
        try:
            toml_file.edit(self.path, change, HEAD)
        except FileProblemError as error:
            raise KeyringUnavailableError(error.message, error.fix) from None

    def _remove(self) -> None:
        try:
            now = safe_write.read(self.path)
            if now is not None:
                safe_write.remove(self.path, expected=now)
        except FileProblemError as error:
            raise KeyringUnavailableError(error.message, error.fix) from None

    def _close_to_others(self) -> None:
        """Somebody has copied or made the file with wider rights: nobody else is to read it from here on."""
        if WINDOWS:
            return
        with safe_write.in_words(self.path, "cannot be read"):
            try:
                if self.path.stat().st_mode & 0o077:
                    self.path.chmod(PRIVATE_FILE)
            except FileNotFoundError:
                pass
