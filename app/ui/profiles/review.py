"""The diff of the clients' files, before the first write: to agree to, or not."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.profiles.changes_preview import ChangesPreview


class Review(QWidget):
    """`show_diff`, then either signal."""

    applied = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self._text = QLabel(self), QLabel(self, wordWrap=True)
        self.title.setProperty("role", "heading")
        self._text.setProperty("role", "dim")
        self.changes = ChangesPreview(self)
        self.apply, self.back = QPushButton(self), QPushButton(self)
        self.apply.setProperty("role", "primary")
        self.apply.clicked.connect(self.applied)
        self.back.clicked.connect(self.declined)
        upper = QVBoxLayout()
        upper.setContentsMargins(20, 16, 20, 16)
        upper.setSpacing(12)
        upper.addWidget(self.title)
        upper.addWidget(self._text)
        upper.addWidget(self.changes, 1)
        bar = QFrame(self)
        bar.setProperty("role", "bar-bottom")
        buttons = QHBoxLayout(bar)
        buttons.setContentsMargins(16, 8, 16, 8)
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper, 1)
        layout.addWidget(bar)
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("What will change"))
        self._text.setText(
            self.tr(
                "Only these lines are written. You can take them back at any time from the tray: Restore."
            )
        )
        self.apply.setText(self.tr("Apply"))
        self.back.setText(self.tr("Not now"))

    def show_diff(self, diff: str) -> None:
        """Show a unified diff, opened."""
        self.changes.set_diff(diff)
        self.changes.set_open(True)
        self.apply.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
