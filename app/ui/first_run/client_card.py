"""A card that says whether a client is installed, or how to install it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.icons import icon
from app.ui.names import client_name
from app.ui.theme import set_role, theme
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.elided_label import ElidedLabel

INSTALL = {
    "codex": "npm install -g @openai/codex",
    "claude-code": "npm install -g @anthropic-ai/claude-code",
}
SIGN = 20


class ClientCard(QFrame):
    """A sign, the name with its version, and the program's place or the command that installs it."""

    def __init__(self, client: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._client = client
        self._found: Mapping[str, Any] | None = None
        self._sign = QLabel(self)
        self._sign.setFixedSize(QSize(SIGN, SIGN))
        self._name, self._state = QLabel(self), QLabel(self)
        self._name.setProperty("role", "strong")
        self._line = ElidedLabel("", Qt.TextElideMode.ElideMiddle, self)
        self._line.setProperty("role", "small")
        self._copy = CopyButton(lambda: INSTALL.get(client, ""), parent=self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._state)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addLayout(head)
        words.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self._copy)
        theme().changed.connect(self.retranslate)
        self.retranslate()

    def show_client(self, client: Mapping[str, Any]) -> None:
        """Show an entry of `GET clients`."""
        self._found = client
        self.retranslate()

    def retranslate(self) -> None:
        self._name.setText(client_name(self._client))
        if self._found is None:
            sign, role, state, line = ("pending", "dim"), "dim", self.tr("looking…"), " "
        elif self._found.get("found"):
            version = self._found.get("version") or ""
            sign, role, state = ("ok", "ok"), "ok", version or self.tr("found")
            line = self._found.get("program") or ""
        else:
            sign, role, state = ("warning", "warn"), "warn", self.tr("not found")
            line = INSTALL.get(self._client, "")
        self._sign.setPixmap(icon(*sign).pixmap(QSize(SIGN, SIGN)))
        self._state.setText(state)
        set_role(self._state, role)
        self._line.setText(line)
        self._copy.setVisible(self._found is not None and not self._found.get("found"))
        self.setAccessibleName(f"{client_name(self._client)}: {state}. {line}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
