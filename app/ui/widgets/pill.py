"""A state in a pill: its shape and its word say it, its colour only repeats them."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme

Kind = Literal["ok", "live", "warn", "error", "off", "busy"]

_COLORS = {
    "ok": ("ok", "ok_bg"),
    "live": ("accent", "accent_bg"),
    "warn": ("warn", "warn_bg"),
    "error": ("err", "err_bg"),
    "off": ("dim", "chip"),
    "busy": ("accent", "accent_bg"),
}
_HEIGHT = 24
_SIGN = 9
_PAD, _GAP = 10, 6


class Pill(QWidget):
    """`●` ok and live, `▲` warn, `✕` error, `○` off, `◐` busy, each with its text."""

    def __init__(self, text: str = "", kind: Kind = "off", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._kind = text, kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(text, kind)
        theme.theme().changed.connect(self.update)

    @property
    def text(self) -> str:
        return self._text

    @property
    def kind(self) -> Kind:
        return self._kind

    def set(self, text: str, kind: Kind) -> None:
        """Show another state."""
        self._text, self._kind = text, kind
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = QFontMetrics(self.font()).horizontalAdvance(self._text)
        return QSize(_PAD * 2 + _SIGN + _GAP + width, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        ink, ground = (theme.color(name) for name in _COLORS[self._kind])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        sign = QRectF(_PAD, (self.height() - _SIGN) / 2, _SIGN, _SIGN)
        draw_sign(painter, sign, self._kind, ink)
        painter.setPen(ink)
        words = self.rect().adjusted(_PAD + _SIGN + _GAP, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self._text)


def draw_sign(painter: QPainter, place: QRectF, kind: Kind, ink: QColor) -> None:
    """Draw the shape of a state into a square; also for delegates of tables."""
    pen = QPen(ink, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    inner = place.adjusted(1, 1, -1, -1)
    if kind in ("ok", "live"):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(place.adjusted(0.5, 0.5, -0.5, -0.5))
    elif kind == "warn":
        painter.setPen(pen)
        painter.setBrush(ink)
        top = QPointF(inner.center().x(), inner.top())
        painter.drawPolygon(QPolygonF([top, inner.bottomRight(), inner.bottomLeft()]))
    elif kind == "error":
        painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    else:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
        if kind == "busy":
            painter.setBrush(ink)
            painter.drawPie(inner, 90 * 16, 180 * 16)
