"""The first run: from nothing to both clients on a provider, in three steps and four clicks."""

from typing import Any
from urllib.parse import quote

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.ui.call import Call, Problem
from app.ui.first_run.apply_step import ApplyStep
from app.ui.first_run.clients_step import ClientsStep
from app.ui.first_run.provider_step import ProviderStep
from app.ui.first_run.step_bar import StepBar
from app.ui.link import Link
from app.ui.names import keyring_name
from app.ui.widgets.banner import Banner

SIZE = (760, 600)
LEAST = (640, 480)
KEYRING_MS = 40_000
"""A keyring may ask the user first; the service gives up before that."""
CLIENTS_MS = 20_000
"""Two programs are asked for their version; a cold start of one takes seconds."""


class FirstRun(QDialog):
    """Open it with `open()`. Skipped at any step, it leaves what was saved until then."""

    applied = Signal(str, list)
    """The profile's id, and the clients that go there now."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._profile: dict[str, Any] | None = None
        self._preview: Call | None = None
        self.steps = StepBar(self)
        self.banner = Banner(parent=self, closable=True)
        self.banner.hide()
        self.clients, self.provider, self.apply = ClientsStep(self), ProviderStep(link, self), ApplyStep(self)
        self.stack = QStackedWidget(self)
        for step in (self.clients, self.provider, self.apply):
            self.stack.addWidget(step)
        self.skip, self.back, self.next = QPushButton(self), QPushButton(self), QPushButton(self)
        self.skip.setProperty("role", "flat")
        self.next.setProperty("role", "primary")
        self.next.setDefault(True)
        self._build()
        self._connect()
        self.retranslate()
        self._go_to(0)
        self._load()

    def _build(self) -> None:
        bar = QFrame(self)
        bar.setProperty("role", "bar-bottom")
        buttons = QHBoxLayout(bar)
        buttons.setContentsMargins(24, 10, 24, 10)
        buttons.setSpacing(8)
        buttons.addWidget(self.skip)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.steps, self.banner):
            layout.addWidget(widget)
        layout.addWidget(self.stack, 1)
        layout.addWidget(bar)
        for button in self.findChildren(QPushButton):
            # Enter goes on, wherever the cursor is.
            button.setAutoDefault(button is self.next)
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)

    def _connect(self) -> None:
        self.skip.clicked.connect(self.reject)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.clients.look_again.connect(self._look)
        self.clients.recording_chosen.connect(self._choose_recording)
        self.provider.chosen.connect(self._chosen)
        self.provider.checked.connect(self._show_buttons)
        self.apply.clients_changed.connect(self._plan)
        self._link.up.connect(lambda _: self._load())
        self._link.status.connect(self._take_status)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Welcome to Turnout"))
        self.steps.set_words((self.tr("Clients"), self.tr("Provider"), self.tr("Apply")))
        self.skip.setText(self.tr("Skip"))
        self.back.setText(self.tr("Back"))
        self._show_buttons()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def reject(self) -> None:
        self.provider.cancel_check()
        super().reject()

    # ------------------------------------------------------------------ what the service says
    def _load(self) -> None:
        self._look()
        self._link.call("GET", "presets", then=self._take_presets, fail=self._say, owner=self)
        self._link.call("GET", "settings", then=self._take_settings, fail=self._say, owner=self)
        self._take_status(self._link.last_status)

    def _look(self) -> None:
        self._link.call(
            "GET", "clients", then=self._take_clients, fail=self._say, owner=self, timeout_ms=CLIENTS_MS
        )

    def _take_clients(self, answer: dict[str, Any]) -> None:
        self.clients.show_clients(answer.get("clients") or [])

    def _take_presets(self, answer: dict[str, Any]) -> None:
        if self.provider.is_choosing():
            self.provider.set_presets(answer.get("presets") or [])

    def _take_settings(self, answer: dict[str, Any]) -> None:
        self.clients.show_recording((answer.get("settings") or {}).get("record_bodies") or "")

    def _take_status(self, document: dict[str, Any]) -> None:
        keyring = document.get("keyring") or {}
        name = keyring_name(keyring.get("backend") or "")
        self.provider.account.key_field.set_keyring(name, keyring.get("state") or "ok")

    def _choose_recording(self, value: str) -> None:
        self._link.call("PATCH", "settings", {"record_bodies": value}, fail=self._say, owner=self)

    def _say(self, problem: Problem) -> None:
        self.banner.set(str(problem), "error")
        self.banner.show()
        self._set_busy(False)

    # ------------------------------------------------------------------ the steps
    def _go_to(self, step: int) -> None:
        self.banner.hide()
        self.stack.setCurrentIndex(step)
        self.steps.set_step(step)
        self._show_buttons()
        (self.provider.grid if step == 1 and self.provider.is_choosing() else self.next).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _chosen(self, chosen: bool) -> None:
        self._show_buttons()
        if chosen and not self.provider.account.form.isAncestorOf(self.focusWidget()):
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self) -> None:
        step = self.stack.currentIndex()
        self.back.setVisible(step > 0)
        last = self.tr("Apply") if self.apply.clients() else self.tr("Finish")
        on = self.tr("Continue anyway") if step == 1 and self.provider.went_wrong else self.tr("Continue")
        self.next.setText(last if step == 2 else on)
        self.next.setEnabled(step != 1 or not self.provider.is_choosing())

    def _set_busy(self, busy: bool) -> None:
        self.next.setEnabled(not busy)
        self.back.setEnabled(not busy)

    def _go_back(self) -> None:
        if self.stack.currentIndex() == 1 and not self.provider.is_choosing():
            self.provider.show_grid()
        else:
            self._go_to(self.stack.currentIndex() - 1)

    def _go_on(self) -> None:
        step = self.stack.currentIndex()
        if step == 0:
            self._go_to(1)
        elif step == 1:
            self._save()
        else:
            self._apply()

    def _save(self) -> None:
        """The profile is saved here: the diff is made of what is there."""
        account = self.provider.account
        if account.find_problem():
            return
        self.provider.cancel_check()
        self._set_busy(True)
        body = account.draft() | ({"key": account.key()} if account.key() else {})
        before = self._profile
        same = before is not None and before.get("preset") == body.get("preset")
        method, path = (
            ("PUT", f"profiles/{quote(before['id'], safe='')}") if before and same else ("POST", "profiles")
        )

        def saved(profile: dict[str, Any]) -> None:
            self._profile = profile
            if before is not None and not same:
                # Gone back to and chosen otherwise: only the last one is meant.
                self._link.call(
                    "DELETE", f"profiles/{quote(before['id'], safe='')}", fail=lambda _: None, owner=self
                )
            self._set_busy(False)
            self.apply.begin(profile.get("name") or profile["id"], self.clients.found)
            self._go_to(2)
            self._plan()

        self._link.call(method, path, body, then=saved, fail=self._say, owner=self, timeout_ms=KEYRING_MS)

    def _plan(self) -> None:
        """Ask what would be written for the clients that are ticked."""
        if self._preview is not None:
            self._preview.cancel()
            self._preview = None
        self.apply.diff.set_diff("")
        self._show_buttons()
        if not self.apply.clients():
            return

        def planned(answer: dict[str, Any]) -> None:
            self._preview = None
            self.apply.diff.set_diff(answer.get("diff") or "")

        def failed(problem: Problem) -> None:
            self._preview = None
            self._say(problem)

        body = self._switch(dry_run=True)
        self._preview = self._link.call("POST", "use", body, then=planned, fail=failed, owner=self)

    def _apply(self) -> None:
        clients = self.apply.clients()
        if not clients:
            self.accept()
            return
        self._set_busy(True)

        def done(_answer: dict[str, Any]) -> None:
            self._set_busy(False)
            self.applied.emit((self._profile or {}).get("id", ""), clients)
            self.accept()

        body = self._switch(dry_run=False)
        self._link.call("POST", "use", body, then=done, fail=self._say, owner=self, timeout_ms=KEYRING_MS)

    def _switch(self, *, dry_run: bool) -> dict[str, Any]:
        profile = (self._profile or {}).get("id", "")
        return {"profile": profile, "clients": self.apply.clients(), "mode": "proxy", "dry_run": dry_run}
