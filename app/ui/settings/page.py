"""The settings: one column, every change kept at once."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.autostart import Autostart, autostart
from app.ui import i18n, theme
from app.ui.call import Problem
from app.ui.fallback.section import FallbackSection
from app.ui.link import Link
from app.ui.names import keyring_name
from app.ui.page import Page
from app.ui.settings.access_section import AccessSection
from app.ui.settings.clients import ClientsSection
from app.ui.settings.doctor import DoctorSection
from app.ui.settings.field import BoolField
from app.ui.settings.row import Row
from app.ui.settings.values import Values
from app.ui.widgets.pill import Kind, Pill
from app.ui.widgets.section import Section

_WIDTH = 720
_LAID_OUT_MS = 150
"""What is asked when the page is shown comes within this, mostly."""
_GENERAL = ("language", "theme", "close_to_tray", "restore_on_quit", "write_vscode", "notifications")
_SERVICE = (
    "port", "connect_timeout_ms", "first_byte_timeout_ms", "idle_timeout_ms", "keepalive_interval_ms",
    "max_body_bytes",
)  # fmt: skip
_FALLBACK_STARTS = ("fallback_", "breaker_")
_PRIVACY_STARTS = ("record_", "log_", "keep_", "key_")


class SettingsPage(Page):
    """`values_changed` has every setting after one was changed here; `open(section="fallback")` goes there."""

    name = "settings"
    icon_name = "settings"
    values_changed = Signal(dict)

    def __init__(self, link: Link, starts: Autostart | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._starts = starts or autostart()
        self._values = Values(link, self)
        self._values.changed.connect(self._apply)
        self._heading = QLabel()
        self._heading.setProperty("role", "title")
        self._problem = QLabel(wordWrap=True)
        self._problem.setProperty("role", "error")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        self._login = BoolField()
        self._login.edited.connect(self._set_login)
        self._login_row = Row(self._login)
        self._network, self._keys_pill = Row(), Pill()
        self._keys = Row(self._keys_pill)
        self._general, self._service, self._privacy = Section(), Section(), Section()
        self._clients, self._access = ClientsSection(link), AccessSection(link)
        self._fallback, self._doctor = FallbackSection(link), DoctorSection(link)
        self._sections: Sequence[Section] = (
            self._general, self._service, self._privacy, self._clients, self._fallback, self._access,
            self._doctor,
        )  # fmt: skip
        self._general.add(self._login_row)
        self._privacy.add(self._keys)
        self._service.add(self._network)
        self._arrange()
        link.up.connect(self._refresh)
        link.status.connect(self._take_status)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Settings")

    def open(self, **what: Any) -> None:
        if what.get("section") == "fallback":
            # It has its height with the service's answers, and its place with the next layout.
            QTimer.singleShot(_LAID_OUT_MS, self, lambda: self._go_to(self._fallback))

    def _go_to(self, section: QWidget) -> None:
        ground = self._scroll.widget()
        if ground is not None:
            self._scroll.verticalScrollBar().setValue(section.mapTo(ground, section.rect().topLeft()).y())

    def retranslate(self) -> None:
        self._heading.setText(self.title())
        self._general.set_heading(self.tr("General"))
        self._service.set_heading(self.tr("Service"))
        self._privacy.set_heading(self.tr("Privacy"))
        self._login_row.set_texts(
            self.tr("Start at login"), self.tr("Turnout starts in the tray, without a window.")
        )
        self._network.set_texts(
            self.tr("Only this computer can reach Turnout"),
            self.tr(
                "It listens on 127.0.0.1. Whoever reaches it spends your providers' balance, so no other computer may."
            ),
        )
        self._values.retranslate()
        self._show_keys(self._link.last_status.get("keyring") or {})

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._refresh()

    def _arrange(self) -> None:
        column = QWidget()
        column.setMaximumWidth(_WIDTH)
        rows = QVBoxLayout(column)
        rows.setContentsMargins(24, 20, 24, 24)
        rows.setSpacing(20)
        rows.addWidget(self._heading)
        rows.addWidget(self._problem)
        for section in self._sections:
            rows.addWidget(section)
        rows.addStretch(1)
        ground = QWidget()
        ground.setProperty("role", "page")
        across = QHBoxLayout(ground)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(column, 1000)
        across.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _refresh(self, _status: dict[str, Any] | None = None) -> None:
        if not self.isVisible():
            return
        self._link.call("GET", "settings", then=self._show, fail=self._complain, owner=self)
        self._clients.refresh()
        self._fallback.refresh()
        self._access.refresh()
        self._login.show_value(self._starts.is_on())

    def _show(self, document: dict[str, Any]) -> None:
        self._problem.hide()
        new = self._values.describe(document)
        # Known names in our order; a newer service may describe others.
        for name in sorted(new, key=self._order):
            section, before = self._place(name)
            section.add(self._values.rows[name], before)

    def _order(self, name: str) -> int:
        known = (*_GENERAL, *_SERVICE)
        return known.index(name) if name in known else len(known)

    def _place(self, name: str) -> tuple[Section, QWidget | None]:
        """The section of a setting, and the fixed row that it stands before."""
        if name in _GENERAL:
            return self._general, self._login_row if name in ("language", "theme") else None
        if name.startswith(_PRIVACY_STARTS):
            return self._privacy, self._keys
        if name.startswith(_FALLBACK_STARTS):
            return self._fallback, self._fallback.before(name)
        return self._service, self._network if name == "port" else None

    def _apply(self, values: dict[str, Any]) -> None:
        theme.set_choice(values.get("theme", "system"))
        i18n.install(values.get("language", "system"))
        self.values_changed.emit(values)

    def _complain(self, problem: Problem) -> None:
        self._problem.setText(str(problem))
        self._problem.show()

    def _set_login(self, on: bool) -> None:
        try:
            self._starts.set(on)
            self._login_row.set_problem("")
        except OSError as error:
            self._login_row.set_problem(self.tr("This could not be changed: {reason}").format(reason=error))
        self._login.show_value(self._starts.is_on())

    def _take_status(self, status: dict[str, Any]) -> None:
        self._show_keys(status.get("keyring") or {})
        if self.isVisible():
            self._clients.refresh()
            self._fallback.refresh()
            self._access.refresh()

    def _show_keys(self, keyring: dict[str, Any]) -> None:
        backend, state = str(keyring.get("backend") or ""), str(keyring.get("state") or "unknown")
        kind: Kind = "ok"
        if backend == "file":
            kind, text = "warn", self.tr("In a file")
            hint = self.tr(
                "Your keys lie in a file that only you can read. A keyring would keep them encrypted."
            )
        elif state == "ok":
            text = keyring_name(backend)
            hint = self.tr("Your keys are in the system's keyring: in no file, no log and no command line.")
        elif state == "locked":
            kind, text = "warn", self.tr("Locked")
            hint = self.tr("Unlock the keyring: your desktop asks for its password.")
        elif state == "missing":
            kind, text = "error", self.tr("None found")
            hint = self.tr(
                "There is no keyring here. A profile can take its key from an environment variable."
            )
        else:
            kind, text = "off", self.tr("Not known")
            hint = self.tr("The keyring has not answered yet.")
        self._keys_pill.set(text, kind)
        self._keys.set_texts(self.tr("Where your keys are kept"), hint)
        self._keys_pill.setAccessibleName(text)
