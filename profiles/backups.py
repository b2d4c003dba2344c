"""Contents of files as they were, each under its hash: 0600, checked when read, gone when nothing names them."""

from collections.abc import Collection
from pathlib import Path

from profiles import safe_write
from profiles.errors import FileProblemError


class Backups:
    """One folder. What is in it may hold the user's own secrets, so nothing stays for longer than it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Keep a content; its name is returned. It is on the disk when this returns."""
        name = safe_write.sha256(content)
        place = self._folder / name
        there = safe_write.read(place)
        if there != content:
            safe_write.write(place, content, expected=there)
        return name

    def load(self, name: str | None) -> bytes | None:
        """The content; None where it is gone, damaged or has no name. Raises FileProblemError: it cannot be read."""
        if not name:
            return None
        place = self._folder / name
        try:
            content = safe_write.read(place)
        except FileProblemError as error:
            error.fix = f"Make {place} readable, or remove it: what is ours is then taken out key by key."
            raise
        return content if content is not None and safe_write.sha256(content) == name else None

    def keep_only(self, names: Collection[str]) -> None:
        """Remove all others."""
        if self._folder.is_dir():
            for backup in self._folder.iterdir():
                if backup.name not in names:
                    backup.unlink(missing_ok=True)
