"""A sign that something is under way: a turning arc, or a still one where no movement is wanted."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme

_SIDE = 18
_FRAME_MS = 80
_STEP = 30  # degrees


class Busy(QWidget):
    """Turns while it is visible; `start` and `stop` show and hide it."""

    def __init__(self, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(accessible_name)
        self._angle = 0
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        self.setVisible(True)

    def stop(self) -> None:
        self.setVisible(False)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(_SIDE, _SIDE)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        if theme.motion_ms():
            self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        place = QRectF((self.width() - side) / 2 + 2, (self.height() - side) / 2 + 2, side - 4, side - 4)
        painter.setPen(QPen(theme.color("line"), 2))
        painter.drawEllipse(place)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(place, (90 - self._angle) * 16, -100 * 16)

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP) % 360
        self.update()
