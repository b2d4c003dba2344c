"""The settings' section of the clients."""

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from app.ui.call import Problem
from app.ui.confirm_change import ConfirmChange
from app.ui.link import Link
from app.ui.names import client_name
from app.ui.settings.client_row import ClientRow
from app.ui.settings.row import Row
from app.ui.widgets.section import Section


class ClientsSection(Section):
    """Asks for the clients when told to, and connects and restores them."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._link = link
        self._known: list[dict[str, Any]] = []
        self.retranslate()

    def refresh(self) -> None:
        """Look again what is installed and connected."""
        self._link.call("GET", "clients", then=self._show, fail=self._complain, owner=self)

    def retranslate(self) -> None:
        self.set_heading(self.tr("Clients"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show(self, answer: dict[str, Any]) -> None:
        if answer["clients"] == self._known:
            return
        self._known = answer["clients"]
        self.clear()
        for client in self._known:
            row = ClientRow(client)
            row.connect_wanted.connect(self._plan)
            row.restore_wanted.connect(self._restore)
            self.add(row)

    def _plan(self, client: str) -> None:
        body = {"clients": [client]}
        self._link.call(
            "POST",
            "connect",
            {**body, "dry_run": True},
            then=lambda planned: self._confirm(client, planned, body),
            owner=self,
        )

    def _confirm(self, client: str, planned: dict[str, Any], body: dict[str, Any]) -> None:
        dialog = ConfirmChange(client_name(client), planned, self.window())
        dialog.accepted.connect(lambda: self._change("connect", body))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _restore(self, client: str) -> None:
        self._change("restore", {"clients": [client]})

    def _change(self, path: str, body: dict[str, Any]) -> None:
        self._link.call("POST", path, body, then=lambda _: self.refresh(), owner=self)

    def _complain(self, problem: Problem) -> None:
        self._known = []
        self.clear()
        row = Row()
        row.set_problem(str(problem))
        self.add(row)
