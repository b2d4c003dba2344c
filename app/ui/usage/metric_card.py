"""A figure that is also the button for its chart."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import RADIUS, color

HEIGHT = 72
PADDING = 14


class MetricCard(QAbstractButton):
    """Name above, figure in the middle, a remark below; checked: its chart is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = self._remark = ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)

    def show_figure(self, name: str, figure: str, remark: str) -> None:
        """Show a figure."""
        self._figure, self._remark = figure, remark
        self.setText(name)
        self.setAccessibleName(f"{name}: {figure}. {remark}")
        self.setToolTip(remark)
        self.update()

    def figure(self) -> str:
        return self._figure

    def remark(self) -> str:
        return self._remark

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(160, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        checked, hovered = self.isChecked(), self.underMouse()
        painter.setPen(color("accent" if checked or self.hasFocus() else "edge" if hovered else "line"))
        painter.setBrush(color("selection" if checked else "panel"))
        place = self.rect().adjusted(0, 0, -1, -1)
        painter.drawRoundedRect(place, RADIUS, RADIUS)
        if self.hasFocus() and checked:
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        small, large = QFont(self.font()), QFont(self.font())
        small.setPixelSize(12)
        large.setPixelSize(19)
        large.setWeight(QFont.Weight.DemiBold)
        inner = place.adjusted(PADDING, 8, -PADDING, -8)
        lines = (
            (small, self.text(), "dim", Qt.AlignmentFlag.AlignTop),
            (large, self._figure, "text", Qt.AlignmentFlag.AlignVCenter),
            (small, self._remark, "dim", Qt.AlignmentFlag.AlignBottom),
        )
        for font, text, ink, align in lines:
            painter.setFont(font)
            painter.setPen(color(ink))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | align, shown)
        painter.end()
