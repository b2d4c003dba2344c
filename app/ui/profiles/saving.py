"""Save a profile, show what using it would write, use it: one thing after the other, none of it waited for."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ui.call import Problem
from app.ui.link import Link
from app.ui.names import CLIENTS
from app.ui.profiles.form_state import Draft

KEYRING_MS = 40_000
"""A keyring may ask the user first; the service gives up before that."""


class Saving(QObject):
    """`save` and `use`. Before the first write into a client's file, `first_write` asks with the diff."""

    saved = Signal(dict, list)
    """The profile as the service has it, and its notes."""
    refused = Signal(object)
    """A `Problem`."""
    first_write = Signal(str, tuple, str)
    """Profile, clients, diff: `use(…, sure=True)` goes on."""
    used = Signal(str, tuple, list)
    """Profile, clients, warnings."""
    busy = Signal(bool)

    def __init__(self, link: Link, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self.is_busy = False

    def save(self, draft: Draft, key: str, *, then_use: Sequence[str] = ()) -> None:
        """Save a draft: an `id` in it means a change. `then_use`: the clients to switch right after."""
        profile_id = draft.get("id")
        body = {name: value for name, value in draft.items() if name != "id"} | ({"key": key} if key else {})
        self._set_busy(True)

        def done(answer: dict[str, Any]) -> None:
            self._set_busy(False)
            self.saved.emit(answer, answer.get("notes") or [])
            if then_use:
                self.use(answer["id"], tuple(then_use))

        method, path = ("PUT", f"profiles/{profile_id}") if profile_id else ("POST", "profiles")
        self._link.call(method, path, body, then=done, fail=self._refuse, owner=self, timeout_ms=KEYRING_MS)

    def use(self, profile_id: str, clients: tuple[str, ...], *, sure: bool = False) -> None:
        """Switch clients to a saved profile. Not `sure`: shows first what the first connection writes."""
        self._set_busy(True)

        def previewed(answer: dict[str, Any]) -> None:
            self._set_busy(False)
            if answer.get("diff") and not self._is_connected(clients):
                self.first_write.emit(profile_id, clients, answer["diff"])
            else:
                self.use(profile_id, clients, sure=True)

        def done(answer: dict[str, Any]) -> None:
            self._set_busy(False)
            self.used.emit(profile_id, clients, answer.get("warnings") or [])

        body = {"profile": profile_id, "clients": list(clients), "mode": "proxy", "dry_run": not sure}
        self._link.call(
            "POST",
            "use",
            body,
            then=done if sure else previewed,
            fail=self._refuse,
            owner=self,
            timeout_ms=KEYRING_MS,
        )

    def _is_connected(self, clients: Sequence[str]) -> bool:
        """Whether every one of the clients comes to Turnout already, so that its file was agreed to before."""
        routes: Mapping[str, Any] = self._link.last_status.get("routes") or {}
        return all((routes.get(client) or {}).get("connected") for client in clients if client in CLIENTS)

    def _refuse(self, problem: Problem) -> None:
        self._set_busy(False)
        self.refused.emit(problem)

    def _set_busy(self, busy: bool) -> None:
        self.is_busy = busy
        self.busy.emit(busy)
