"""A small square in the colour of a series."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

SIDE = 10


class Swatch(QWidget):
    """Shows one colour; the name beside it says what it stands for."""

    def __init__(self, shade: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shade = shade
        self.setFixedSize(SIDE, SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._shade))
        painter.drawRoundedRect(self.rect(), 2, 2)
        painter.end()
