"""Asks what using a profile would write into the clients' files, where a client does not come to Turnout yet."""

from typing import Any

from PySide6.QtCore import QObject

from app.ui.call import Call, Problem
from app.ui.link import Link
from app.ui.names import CLIENTS
from app.ui.profiles.form import ProfileForm


class PlannedChanges(QObject):
    """`ask` again whenever another profile is shown, or the clients have changed."""

    def __init__(self, link: Link, form: ProfileForm) -> None:
        super().__init__(form)
        self._link, self._form = link, form
        self._call: Call | None = None

    def ask(self) -> None:
        """Show the diff for the shown profile; nothing where all clients come here already."""
        if self._call is not None:
            self._call.cancel()
            self._call = None
        routes = self._link.last_status.get("routes") or {}
        waiting = [client for client in CLIENTS if not (routes.get(client) or {}).get("connected")]
        profile = self._form.profile
        if profile is None or not waiting:
            self._form.show_changes(None)
            return
        body = {"profile": profile["id"], "clients": waiting, "mode": "proxy", "dry_run": True}
        self._call = self._link.call("POST", "use", body, then=self._take, fail=self._fail, owner=self)

    def _take(self, answer: dict[str, Any]) -> None:
        self._call = None
        self._form.show_changes(answer.get("diff") or "")

    def _fail(self, _problem: Problem) -> None:
        # A profile without a key cannot be used yet; the list and the key field say so.
        self._call = None
        self._form.show_changes(None)
