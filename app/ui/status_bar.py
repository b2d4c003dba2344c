"""The window's foot: today's figures, and where the keys are."""

from typing import Any

from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.names import keyring_name
from app.ui.service_words import localize
from app.ui.tips import plain_tip
from app.ui.usage.figures import money
from app.ui.widgets.elided_label import ElidedLabel

HEIGHT = 28


class StatusBar(QFrame):
    """`1,204 requests · 3 live · 12 errors · ¥4.18 today`, and at the right the keyring."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar-bottom")
        self.setFixedHeight(HEIGHT)
        self._status: dict[str, Any] = {}
        self._live: set[str] = set()
        self._figures = ElidedLabel()
        self._figures.setProperty("role", "small")
        self._keys = ElidedLabel()
        self._keys.setProperty("role", "small")
        self._badge = QLabel()
        self._badge.setProperty("role", "tag-warn")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._figures, 1)
        row.addWidget(self._badge)
        row.addWidget(self._keys)
        self.retranslate()

    def show_status(self, status: dict[str, Any]) -> None:
        """Show the figures of a status document."""
        self._status = status
        self.retranslate()

    def take_exchange(self, summary: dict[str, Any]) -> None:
        """Count a request that began or ended."""
        before = len(self._live)
        (self._live.add if summary.get("state") == "live" else self._live.discard)(str(summary["id"]))
        if len(self._live) != before:
            self.retranslate()

    def forget_live(self) -> None:
        """The service went: nothing is known of what ran."""
        self._live.clear()
        self.retranslate()

    def retranslate(self) -> None:
        today = self._status.get("today") or {}
        number = QLocale().toString
        parts = [self.tr("%Ln request(s) today", "", int(today.get("requests", 0)))]
        if self._live:
            parts.append(self.tr("{count} live").format(count=number(len(self._live))))
        if failed := int(today.get("failed", 0)):
            parts.append(self.tr("%Ln error(s)", "", failed))
        parts += [money(cost["currency"], cost["amount"]) for cost in today.get("cost") or []]
        self._figures.setText(" · ".join(parts) if self._status else "")
        self._show_keys(self._status.get("keyring") or {})

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_keys(self, keyring: dict[str, Any]) -> None:
        backend, state = str(keyring.get("backend") or ""), keyring.get("state")
        in_file = backend == "file"
        self._badge.setVisible(in_file or state in ("locked", "missing"))
        if in_file:
            self._badge.setText(self.tr("Keys in a file"))
        elif state == "locked":
            self._badge.setText(self.tr("Keyring locked"))
        elif state == "missing":
            self._badge.setText(self.tr("No keyring"))
        self._badge.setToolTip(plain_tip(localize(str(keyring.get("message") or ""))))
        known = backend and not in_file
        self._keys.setText(self.tr("Keys: {place}").format(place=keyring_name(backend)) if known else "")
