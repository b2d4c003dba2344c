"""One client in the settings: found or not, connected or not, its files, and what stands against it."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.service_words import join
from app.ui.widgets.elided_label import ElidedLabel


class ClientRow(QWidget):
    """`client` is an entry of `GET clients`."""

    connect_wanted = Signal(str)
    restore_wanted = Signal(str)

    def __init__(self, client: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._name = QLabel(str(client["name"]))
        self._name.setProperty("role", "strong")
        self._version, self._state = QLabel(), QLabel()
        self._version.setProperty("role", "tag")
        self._button = QPushButton()
        self._button.clicked.connect(self._act)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._name, self._version, self._state):
            if isinstance(widget, QLabel):
                widget.setTextFormat(Qt.TextFormat.PlainText)
            head.addWidget(widget)
        head.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addLayout(head)
        beside = [one["path"] for one in client.get("targets", []) if one["path"] != client.get("config")]
        for path in (client.get("program"), client.get("config"), *beside):
            if path:
                left.addWidget(self._path(str(path)))
        self._warnings = [(self._warning(), warning) for warning in client.get("warnings", [])]
        for label, _ in self._warnings:
            left.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(24)
        row.addLayout(left, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()

    def retranslate(self) -> None:
        found, connected = self._client.get("found"), self._client.get("connected")
        self._version.setText(str(self._client.get("version") or ""))
        self._version.setVisible(bool(self._client.get("version")))
        if connected:
            text, role = self.tr("Connected"), "tag-ok"
        elif found:
            text, role = self.tr("Own settings"), "tag"
        else:
            text, role = self.tr("Not found"), "tag-warn"
        for label, warning in self._warnings:
            label.setText(join(str(warning["message"]), str(warning.get("fix") or "")))
        self._state.setText(text)
        theme.set_role(self._state, role)
        self._button.setText(self.tr("Restore now") if connected else self.tr("Connect"))
        self._button.setAccessibleName(f"{self._button.text()}: {self._client['name']}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _act(self) -> None:
        wanted = self.restore_wanted if self._client.get("connected") else self.connect_wanted
        wanted.emit(self._client["client"])

    def _path(self, path: str) -> QLabel:
        label = ElidedLabel(path, Qt.TextElideMode.ElideMiddle)
        label.setProperty("role", "small")
        label.setFont(theme.mono_font())
        return label

    def _warning(self) -> QLabel:
        label = QLabel(wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "warn")
        return label
