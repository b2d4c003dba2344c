"""The left side of the Profiles page: its head, and the list."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.profiles.profile_list import ProfileList
from app.ui.widgets.icon_button import IconButton

LEAST_WIDTH = 220


class SideList(QFrame):
    """Title, button for a new profile, list."""

    new_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setMinimumWidth(LEAST_WIDTH)
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self.add = IconButton("plus", shortcut="Ctrl+N", parent=self)
        self.add.clicked.connect(self.new_asked)
        self.list = ProfileList(self)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 4)
        head.addWidget(self._title, 1)
        head.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Profiles"))
        self.add.set_name(self.tr("New profile"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
