"""The buttons below the form."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from app.ui.icons import icon

USES = (("codex", "claude-code"), ("codex",), ("claude-code",))
"""For whom a profile can be saved and used, in the order of the menu."""


class FormBar(QFrame):
    """Delete, Check, Save, and Save and use for one client or both."""

    remove_asked = Signal()
    check_asked = Signal()
    save_asked = Signal()
    use_asked = Signal(tuple)
    """The clients it is to be used for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar-bottom")
        self.remove, self.check = QPushButton(self), QPushButton(self)
        self.save, self.use = QPushButton(self), QPushButton(self)
        self.remove.setProperty("role", "danger")
        self.use.setProperty("role", "primary")
        self.said = QLabel(self)
        self.said.setProperty("role", "small")
        # Not the button's own: that one goes with each new text.
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self.save, self.save.click)
        self.menu = QMenu(self.use)
        self._entries = [self.menu.addAction("") for _ in USES]
        for entry, clients in zip(self._entries, USES, strict=True):
            entry.triggered.connect(lambda _=False, clients=clients: self.use_asked.emit(clients))
        self.use.setMenu(self.menu)
        # The style sheet's arrow is for a plain button; this one sits on the accent.
        self.use.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")
        self.use.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.use.setIconSize(QSize(14, 14))
        self.use.setIcon(icon("chevron-down", "on_accent"))
        self.remove.clicked.connect(self.remove_asked)
        self.check.clicked.connect(self.check_asked)
        self.save.clicked.connect(self.save_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self.remove)
        layout.addWidget(self.said, 1)
        for button in (self.check, self.save, self.use):
            layout.addWidget(button)
        self.retranslate()

    def retranslate(self) -> None:
        self.remove.setText(self.tr("Delete"))
        self.check.setText(self.tr("Check"))
        self.save.setText(self.tr("Save"))
        self.use.setText(self.tr("Save and use"))
        words = (self.tr("For Codex and Claude Code"), self.tr("For Codex"), self.tr("For Claude Code"))
        for entry, word in zip(self._entries, words, strict=True):
            entry.setText(word)

    def set_busy(self, busy: bool) -> None:
        """While something is being saved, nothing else can be."""
        for button in (self.remove, self.check, self.save, self.use):
            button.setEnabled(not busy)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
