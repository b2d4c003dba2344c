"""What a check means for one client, in one card."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.check.wording import verdict_meaning, verdict_word
from app.ui.names import client_name
from app.ui.service_words import localize
from app.ui.widgets.pill import Pill


class VerdictCard(QFrame):
    """`show_verdict` with an entry of a result's `verdicts`; None: not known."""

    def __init__(self, client: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._client = client
        self._verdict: Mapping[str, Any] | None = None
        self._name = QLabel(client_name(client))
        self._name.setProperty("role", "heading")
        self.pill = Pill()
        self._reasons = QLabel(wordWrap=True)
        self._reasons.setProperty("role", "dim")
        self._reasons.setTextFormat(Qt.TextFormat.PlainText)
        self._reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self.pill)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._reasons)
        column.addStretch(1)
        self.retranslate()

    def show_verdict(self, verdict: Mapping[str, Any] | None) -> None:
        """Show another verdict."""
        self._verdict = verdict
        self.retranslate()

    def retranslate(self) -> None:
        if self._verdict is None:
            self.pill.set(self.tr("Not known yet"), "off")
            self._reasons.setText("")
        else:
            word = str(self._verdict["verdict"])
            self.pill.set(*verdict_word(word))
            reasons = [localize(str(reason)) for reason in self._verdict.get("reasons", [])]
            lines = [f"• {reason}" for reason in reasons] if len(reasons) > 1 else reasons
            self._reasons.setText("\n".join(lines) or verdict_meaning(word))
        self._reasons.setVisible(bool(self._reasons.text()))
        self.setAccessibleName(f"{client_name(self._client)}: {self.pill.text}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
