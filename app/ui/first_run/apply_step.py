"""The third step: what will be written, for which clients."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.names import CLIENTS, client_name
from app.ui.widgets.diff_view import DiffView


class ApplyStep(QWidget):
    """A box for each client, and the diff of their files."""

    clients_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._title, self._text = QLabel(self), QLabel(self, wordWrap=True)
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "dim")
        self.boxes = {client: QCheckBox(client_name(client), self) for client in CLIENTS}
        self.diff = DiffView("", self)
        row = QHBoxLayout()
        row.setSpacing(16)
        for box in self.boxes.values():
            box.clicked.connect(lambda _=False: self.clients_changed.emit())
            row.addWidget(box)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 8)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addLayout(row)
        layout.addWidget(self.diff, 1)
        self.retranslate()

    def retranslate(self) -> None:
        title = self.tr("Send them to {profile}") if self._name else self.tr("Send them to the provider")
        self._title.setText(title.format(profile=self._name))
        self._text.setText(
            self.tr(
                "This is all that is written into their settings. You can undo this from the tray at any time."
            )
        )

    def begin(self, name: str, found: Mapping[str, bool]) -> None:
        """Start with the clients that were found; with both where that is not known."""
        self._name = name
        for client, box in self.boxes.items():
            box.setChecked(found.get(client, not found))
        self.diff.set_diff("")
        self.retranslate()

    def clients(self) -> list[str]:
        """The clients that are ticked."""
        return [client for client, box in self.boxes.items() if box.isChecked()]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
