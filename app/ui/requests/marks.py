"""Pins and notes that the user puts on requests; kept with the window's own settings, not in the log."""

import json

from PySide6.QtCore import QSettings

_KEY = "requests/marks"
MOST_MARKED = 500
"""Requests leave the log in time and their marks with them: the oldest marks go first."""
LONGEST_NOTE = 1_000


class Marks:
    """A pin and a note for each request that has one."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._marks = self._read()

    def _read(self) -> dict[str, tuple[bool, str]]:
        try:
            found = json.loads(str(self._settings.value(_KEY, "") or "{}"))
            return {str(key): (bool(pinned), str(note)) for key, (pinned, note) in found.items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def get(self, exchange: str) -> tuple[bool, str]:
        """Return whether a request is pinned, and its note."""
        return self._marks.get(exchange, (False, ""))

    def set(self, exchange: str, *, pinned: bool, note: str) -> None:
        """Keep a pin and a note; neither takes the mark away."""
        self._marks.pop(exchange, None)
        if pinned or note.strip():
            self._marks[exchange] = (pinned, note.strip()[:LONGEST_NOTE])
        while len(self._marks) > MOST_MARKED:
            del self._marks[next(iter(self._marks))]
        self._settings.setValue(_KEY, json.dumps(self._marks, ensure_ascii=False))
