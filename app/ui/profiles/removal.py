"""Deletes a profile at once, and offers to take that back."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.call import Problem
from app.ui.link import Link
from app.ui.names import client_name
from app.ui.widgets.undo_bar import UndoBar


class Removal(QObject):
    """`remove`, and `back` where it was taken back (the profile's id)."""

    back = Signal(str)

    def __init__(self, link: Link, page: QWidget) -> None:
        super().__init__(page)
        self._link = link
        self.bar = UndoBar(page)

    def remove(
        self, profile: Mapping[str, Any], done: Callable[[], None], fail: Callable[[Problem], None]
    ) -> None:
        """Delete it; `done` when it is gone. A problem, also of taking it back, goes to `fail`."""

        def gone(answer: dict[str, Any]) -> None:
            done()
            token = answer.get("undo") or ""
            self.bar.offer(self._sentence(profile, answer), lambda: self._take_back(token, fail))

        self._link.call(
            "DELETE", f"profiles/{quote(profile['id'], safe='')}", then=gone, fail=fail, owner=self
        )

    def _take_back(self, token: str, fail: Callable[[Problem], None]) -> None:
        def done(profile: dict[str, Any]) -> None:
            self.back.emit(profile["id"])

        self._link.call("POST", "profiles/undo", {"token": token}, then=done, fail=fail, owner=self)

    def _sentence(self, profile: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
        left = [client_name(client) for client in answer.get("clients_without_profile") or []]
        if not left:
            return self.tr("Deleted {profile}.").format(profile=profile["name"])
        said = self.tr("Deleted {profile}. Without a provider now: {clients}.")
        return said.format(profile=profile["name"], clients=", ".join(left))
