"""A provider's mark: its letter on its colour, painted or as a widget."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.profiles.letters import hue, letter


def paint_mark(painter: QPainter, place: QRectF, sign: str, color: str) -> None:
    """Paint the mark into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRoundedRect(place, place.width() / 4, place.width() / 4)
    font = QFont(painter.font())
    font.setPixelSize(round(place.height() * 0.5))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, sign)
    painter.restore()


class LetterMark(QWidget):
    """The mark as a widget. It says nothing that the name beside it does not."""

    def __init__(self, size: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign, self._color = "?", hue("")
        self.setFixedSize(QSize(size, size))

    def show_name(self, name: str, key: str) -> None:
        """Show the letter of a name; `key` decides the colour (see `letters.hue`)."""
        self._sign, self._color = letter(name), hue(key)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()), self._sign, self._color)
        painter.end()
