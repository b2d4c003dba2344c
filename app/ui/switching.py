"""Which profile serves a client, changed by a click: at once, or after the diff where a file is written first."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.confirm_change import ConfirmChange
from app.ui.link import Link
from app.ui.names import client_name


class Switching(QObject):
    """The one way to switch from the window and from the tray; `window` is the parent of its dialog."""

    done = Signal(str)
    """Something was switched; a sentence for the user."""

    def __init__(self, link: Link, window: QWidget) -> None:
        super().__init__(window)
        self._link, self._window = link, window
        self._dialog: ConfirmChange | None = None
        self._names: dict[str, str] = {}

    def set_profiles(self, profiles: Sequence[Mapping[str, Any]]) -> None:
        """What the profiles are called (`GET profiles`)."""
        self._names = {str(one["id"]): str(one.get("name") or one["id"]) for one in profiles}

    def use(self, profile: str, client: str) -> None:
        """Let a profile serve a client from its next request on."""
        body = {"profile": profile, "clients": [client]}
        if self._route(client).get("connected"):
            self._change("use", body)
        else:
            # The first write into somebody's file: nothing happens before they have seen it.
            self._link.call(
                "POST",
                "use",
                {**body, "dry_run": True},
                then=lambda planned: self._confirm(planned, body, client),
                owner=self,
            )

    def off(self, client: str) -> None:
        """Give a client its own settings back."""
        self._change("restore", {"clients": [client]})

    def leave_fallback(self, client: str) -> None:
        """Let a client's conversations go to its own profile again, where a fallback answers them."""
        profile = str(self._route(client).get("profile") or "")

        def released(_answer: dict[str, Any]) -> None:
            self._link.look()
            text = self.tr("{client} asks {profile} again from its next request on.")
            self.done.emit(text.format(client=client_name(client), profile=self._names.get(profile, profile)))

        self._link.call("POST", f"fallbacks/{client}/release", then=released, owner=self)

    def _route(self, client: str) -> dict[str, Any]:
        found: dict[str, Any] = self._link.last_status.get("routes", {}).get(client, {})
        return found

    def _confirm(self, planned: dict[str, Any], body: dict[str, Any], client: str) -> None:
        if not planned.get("diff"):
            self._change("use", body)
            return
        if self._dialog is not None:
            self._dialog.close()
        self._dialog = ConfirmChange(client_name(client), planned, self._window)
        self._dialog.accepted.connect(lambda: self._change("use", body))
        self._dialog.finished.connect(self._forget)
        self._dialog.open()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _change(self, path: str, body: dict[str, Any]) -> None:
        self._link.call("POST", path, body, then=lambda answer: self._say(path, answer), owner=self)

    def _say(self, path: str, answer: dict[str, Any]) -> None:
        for warning in answer.get("warnings", []):
            self.done.emit(str(warning))
            return
        clients = answer.get("clients", [])
        if path == "restore":
            text = self.tr("{client} has its own settings back.")
            self.done.emit(text.format(client=_listed(clients)))
        else:
            self.say_switched(str(answer.get("profile", "")), clients)

    def say_switched(self, profile: str, clients: Sequence[str]) -> None:
        """Say that these clients go to this profile now."""
        one = self.tr("{client} uses {profile} from its next request on.")
        several = self.tr("{client} use {profile} from their next request on.")
        text = one if len(clients) == 1 else several
        self.done.emit(text.format(client=_listed(clients), profile=self._names.get(profile, profile)))


def _listed(clients: Sequence[str]) -> str:
    return ", ".join(client_name(client) for client in clients)
