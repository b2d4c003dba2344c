"""What the windows remember of themselves: geometry, columns, saved filters. Nothing that the service needs."""

import re
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QSettings

from app.places import preferences_file

DAMAGED = "ui.damaged.ini"
"""Beside the file: what it was when it could not be read whole. Qt passes over what it does not understand, mostly
without a word, and writes back the rest."""
_LINE = re.compile(rb"(?:;.*|\[[^\]]+\]|[^=\[]+=.*)?")


class Preferences(QSettings):
    """Hands out only what is of the kind that was kept: a file that was edited or damaged lets the app start."""

    def value(self, key: str, default: Any = None, type: object = None) -> Any:  # noqa: A002, ARG002  # Qt's names
        """Return what was kept; the default where that is text or a bool and the other is not."""
        found = super().value(key, default)
        if isinstance(default, bool):
            return found in (True, "true")
        return default if isinstance(default, str) and not isinstance(found, str) else found


def preferences() -> Preferences:
    """Return `ui.ini`; Qt writes it back by itself, at the latest when the app ends."""
    path = preferences_file()
    with suppress(OSError):
        data = path.read_bytes()
        if b"\0" in data or not all(_LINE.fullmatch(line) for line in data.splitlines()):
            path.with_name(DAMAGED).write_bytes(data)
    return Preferences(str(path), QSettings.Format.IniFormat)
