"""What the profiles of requests are called: the service tells requests by id, and names change."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ui.link import Link
from app.ui.requests.row import Summary


class ProfileNames(QObject):
    """Asks for the profiles whenever they change; `changed` when a name is another one."""

    changed = Signal()

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._names: dict[str, str] = {}
        link.profiles_changed.connect(self._ask)
        link.up.connect(lambda _: self._ask())
        if link.connected:
            self._ask()

    def put_in(self, summary: Summary) -> Summary:
        """Return a request with `profile_name` beside its profile, and in each of its attempts."""
        named = self._named(summary)
        attempts = named.get("attempts_detail")
        return {**named, "attempts_detail": list(map(self._named, attempts))} if attempts else named

    def _named(self, entry: Summary) -> Summary:
        name = self._names.get(str(entry.get("profile")))
        if name == entry.get("profile_name"):
            return entry
        return {**entry, "profile_name": name}

    def _ask(self) -> None:
        self._link.call("GET", "profiles", then=self._take, fail=lambda _: None, owner=self)

    def _take(self, answer: dict[str, Any]) -> None:
        names = {str(one["id"]): str(one.get("name") or one["id"]) for one in answer.get("profiles") or ()}
        if names != self._names:
            self._names = names
            self.changed.emit()
