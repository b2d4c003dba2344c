"""The first question of a new profile: which provider?"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.profiles.preset_grid import PresetGrid


class NewProfile(QWidget):
    """The grid under its title; `cancelled` by the button or Esc."""

    chosen = Signal(str, str)
    """As `PresetGrid.chosen`."""
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._text = QLabel(self), QLabel(self, wordWrap=True)
        self._title.setProperty("role", "heading")
        self._text.setProperty("role", "dim")
        self.cancel = QPushButton(self)
        self.cancel.clicked.connect(self.cancelled)
        self.grid = PresetGrid(self)
        self.grid.chosen.connect(self.chosen)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 0)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.grid, 1)
        self.setFocusProxy(self.grid)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self.tr("New profile"))
        self._text.setText(self.tr("Which provider? All it needs then is a key."))
        self.cancel.setText(self.tr("Cancel"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_Escape if self.grid.search.text():
                self.grid.search.clear()
            case Qt.Key.Key_Escape if self.cancel.isVisible():
                self.cancelled.emit()
            case _:
                super().keyPressEvent(event)

    def set_presets(self, presets: Sequence[Mapping[str, Any]]) -> None:
        """Offer these (`GET presets`)."""
        self.grid.show_presets(presets)

    def begin(self, *, can_go_back: bool) -> None:
        """Start over; `can_go_back`: whether there is anything to cancel to."""
        self.grid.search.clear()
        self.cancel.setVisible(can_go_back)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
