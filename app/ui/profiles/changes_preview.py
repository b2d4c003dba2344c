"""What will change in the clients' files: a line for each file, and the diff on demand."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.profiles.diff_summary import FileChange, summarise
from app.ui.widgets.diff_view import DiffView

DIFF_HEIGHT = 200


class ChangesPreview(QWidget):
    """`set_diff` shows a diff; without one it says that nothing has to be written."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diff = ""
        self._nothing = QLabel(self)
        self._nothing.setProperty("role", "dim")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.more = QPushButton(self)
        self.more.setProperty("role", "link")
        self.more.clicked.connect(self._toggle)
        self.view = DiffView("", self)
        self.view.setMinimumHeight(DIFF_HEIGHT)
        self.view.hide()
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addLayout(self._rows)
        upper.addWidget(self.more, 0, Qt.AlignmentFlag.AlignBottom)
        upper.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._nothing)
        layout.addLayout(upper)
        layout.addWidget(self.view, 1)
        self.retranslate()
        self.set_diff("")

    def retranslate(self) -> None:
        self._nothing.setText(self.tr("Nothing: the clients' files stay as they are."))
        self.more.setText(self.tr("Show diff") if self.view.isHidden() else self.tr("Hide diff"))

    def set_diff(self, diff: str) -> None:
        """Show what a unified diff changes."""
        self._diff = diff
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for change in summarise(diff):
            self._rows.addWidget(_FileLine(change, self))
        self.view.set_diff(diff)
        self._nothing.setVisible(not diff)
        self.more.setVisible(bool(diff))
        if not diff:
            self.set_open(False)

    def set_open(self, shown: bool) -> None:
        """Show or hide the diff itself."""
        self.view.setVisible(shown)
        self.retranslate()
        self.toggled.emit(shown)

    def _toggle(self) -> None:
        self.set_open(self.view.isHidden())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _FileLine(QWidget):
    """A path, lines added, lines removed."""

    def __init__(self, change: FileChange, parent: QWidget) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        figures = ((change.short_path, "mono"), (f"+{change.added}", "ok"), (f"−{change.removed}", "error"))
        for text, role in figures:
            label = QLabel(text, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
            label.setVisible(role != "error" or change.removed > 0)
            layout.addWidget(label)
        layout.addStretch(1)
