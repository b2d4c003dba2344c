"""The dialog that shows what will change in a client's file, before it is written for the first time."""

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.widgets.diff_view import DiffView

_SIZE = (680, 440)


class ConfirmChange(QDialog):
    """`planned` is the answer of a dry run. Accepted: write it."""

    def __init__(self, client: str, planned: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._text = QLabel(wordWrap=True)
        self._text.setProperty("role", "dim")
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._diff = DiffView(str(planned.get("diff", "")))
        self._apply, self._cancel = QPushButton(), QPushButton()
        self._apply.setProperty("role", "primary")
        self._apply.setDefault(True)
        self._apply.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(4)
        column.addWidget(self._diff, 1)
        column.addSpacing(4)
        column.addLayout(row)
        self.resize(*_SIZE)
        self.retranslate()
        self._apply.setFocus()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Connect {client}").format(client=self._client))
        self._title.setText(self.tr("Connect {client} to Turnout?").format(client=self._client))
        self._text.setText(
            self.tr("This is all that changes in its settings. You can undo it from the tray at any time.")
        )
        self._apply.setText(self.tr("Apply"))
        self._cancel.setText(self.tr("Cancel"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
