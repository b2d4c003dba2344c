"""What a page shows while it has nothing to show: why, and what to do about it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import icons, theme

Action = tuple[str, Callable[[], object]]

_ICON = 40
_TEXT_WIDTH = 420


class EmptyState(QWidget):
    """An icon, a title, a sentence or two, and buttons; the first one is the main one."""

    def __init__(
        self,
        icon_name: str = "info",
        title: str = "",
        text: str = "",
        actions: Sequence[Action] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title.setProperty("role", "heading")
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text.setProperty("role", "dim")
        self._text.setMaximumWidth(_TEXT_WIDTH)
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self._row.addStretch(1)
        self._buttons: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addSpacing(4)
        column.addWidget(self._title)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._text, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addSpacing(8)
        column.addLayout(self._row)
        column.addStretch(3)
        self.set(title, text, actions)
        theme.theme().changed.connect(self._draw)

    def set(
        self, title: str, text: str, actions: Sequence[Action] = (), icon_name: str | None = None
    ) -> None:
        """Say something else."""
        self._icon_name = icon_name or self._icon_name
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for number, (label, does) in enumerate(actions):
            button = QPushButton(label)
            button.setProperty("role", "primary" if number == 0 else None)
            button.clicked.connect(lambda _=False, does=does: does())
            self._buttons.append(button)
            self._row.insertWidget(number + 1, button)  # between the two stretches
        self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(icons.pixmap(self._icon_name, "faint", _ICON, self.devicePixelRatioF()))
