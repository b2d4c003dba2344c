"""Filters that the user keeps under a name."""

import json

from PySide6.QtCore import QSettings

_KEY = "requests/filters"
MOST_SAVED = 50
"""A menu has no room for more."""


class SavedFilters:
    """Name to expression, in the order in which they were saved."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def all(self) -> dict[str, str]:
        """Return the saved filters; what cannot be read counts as none."""
        try:
            found = json.loads(str(self._settings.value(_KEY, "") or "{}"))
        except (ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {str(name): str(expression) for name, expression in list(found.items())[:MOST_SAVED]}

    def save(self, name: str, expression: str) -> None:
        """Keep a filter; one of that name is replaced."""
        kept = {**self.all(), name: expression}
        self._write(dict(list(kept.items())[-MOST_SAVED:]))

    def delete(self, name: str) -> None:
        """Forget a filter."""
        self._write({one: expression for one, expression in self.all().items() if one != name})

    def _write(self, filters: dict[str, str]) -> None:
        self._settings.setValue(_KEY, json.dumps(filters, ensure_ascii=False))
