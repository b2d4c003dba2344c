"""A button that copies a text and says so."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui import icons

SAID_MS = 1_500
"""How long it says that it copied."""


class CopyButton(QPushButton):
    """`text` returns what to copy at the moment of the click; `set_label` names the button."""

    def __init__(self, text: Callable[[], str], label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read = text
        self._label = label
        self._timer = QTimer(self, singleShot=True, interval=SAID_MS)
        self._timer.timeout.connect(self.retranslate)
        self.clicked.connect(self.copy)
        self.retranslate()

    def set_label(self, label: str) -> None:
        """Name the button, in the user's language."""
        self._label = label
        self.retranslate()

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self._read())
        self.setIcon(icons.icon("tick", "ok"))
        self.setText(self.tr("Copied"))
        self._timer.start()

    def retranslate(self) -> None:
        self.setIcon(icons.icon("copy"))
        self.setText(self._label or self.tr("Copy"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
