"""Keyring backends that misbehave in every way the real ones are known to."""

import threading
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

WINDOWS_BLOB_BYTES = 2560
"""The Windows Credential Manager's limit, in UTF-16."""


class MemoryKeyring(KeyringBackend):
    """Keeps everything; counts how often it is read."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.reads = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.reads += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


class PlaintextKeyring(MemoryKeyring):
    """By its name one that writes keys into a readable file."""


class ForgettingKeyring(MemoryKeyring):
    """Takes every key and keeps none, without a word (as the null backend does)."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class LyingKeyring(MemoryKeyring):
    """Gives back something else than it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        kept = super().get_password(service, username)
        return kept and kept[:-1]


class WindowsKeyring(MemoryKeyring):
    """Refuses what is too long, with the operating system's own error."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password.encode("utf-16-le")) > WINDOWS_BLOB_BYTES:
            raise OSError(1783, "CredWrite", f"The stub received bad data: {password}")
        super().set_password(service, username, password)


class LockedKeyring(MemoryKeyring):
    """Is locked, and nobody is there to unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise InitError("Failed to unlock the collection!")


class HangingKeyring(MemoryKeyring):
    """Waits for a dialog that nobody sees, until `answer` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()
        self.asked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.set()
        self.answer.wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked.set()
        self.answer.wait()
        super().set_password(service, username, password)


class FolderKeyring(KeyringBackend):
    """Keeps each key in a file of its own, so that it outlasts a process that is killed."""

    priority = 1

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def get_password(self, service: str, username: str) -> str | None:
        place = self._place(service, username)
        return place.read_text() if place.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        place = self._place(service, username)
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(".half")
        half.write_text(password)
        half.replace(place)

    def delete_password(self, service: str, username: str) -> None:
        self._place(service, username).unlink()

    def _place(self, service: str, username: str) -> Path:
        return self._folder / service / username
