"""The icons: one-colour drawings in assets/icons, coloured when painted, and the tray's states."""

from functools import cache
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.ui import theme
from app.ui.assets import ASSETS

TrayPicture = Literal["idle", "active", "warn", "error", "paused", "stopped"]

_BLACK = 'stroke="#000"', 'fill="#000"'
_TRAY_PX = (16, 20, 22, 24, 32, 44, 64)
"""What tray hosts ask for; anything else would be scaled from the nearest."""
_APP_PX = (16, 24, 32, 48, 64, 128, 256)


def icon(name: str, color: str | None = None) -> QIcon:
    """Return the icon assets/icons/NAME.svg in a token's colour; without one: as a control's icon, by its state.

    It is drawn in the colours of the moment: a change of scheme needs only a repaint.
    """
    _drawing(name)  # a wrong name fails here and not while painting
    return QIcon(_Engine(name, color))


def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon of `size` logical pixels, kept in Qt's pixmap cache."""
    shade = theme.color(color)
    key = f"turnout:{name}:{shade.name()}:{size}:{ratio}"
    # The stub asks for a pixmap to fill; the one-argument form returns it.
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    pixels = max(1, round(size * ratio))
    drawn = _render(_drawing(name), shade.name(), pixels)
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def tray_icon(state: TrayPicture, mask: bool = False) -> QIcon:
    """Return the tray's icon: the state is its shape, so that a mask (macOS) shows it as well."""
    file = ASSETS / "tray" / f"{state}{'-mask' if mask else ''}.svg"
    found = _icon_of(file.read_text(encoding="utf-8"), _TRAY_PX)
    found.setIsMask(mask)
    return found


def app_icon() -> QIcon:
    """Return the icon of windows and notifications."""
    return _icon_of((ASSETS / "app.svg").read_text(encoding="utf-8"), _APP_PX)


class _Engine(QIconEngine):
    """Draws one icon in the current colours."""

    def __init__(self, name: str, color: str | None) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatioF()
        drawn = pixmap(self._name, self._shade(mode, state), side, ratio)
        corner = QPoint((rect.width() - side) // 2, (rect.height() - side) // 2)
        painter.drawPixmap(rect.topLeft() + corner, drawn)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return pixmap(self._name, self._shade(mode, state), min(size.width(), size.height()))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        return pixmap(self._name, self._shade(mode, state), min(size.width(), size.height()), scale)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._color)

    def _shade(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return "faint"
        if self._color is not None:
            return self._color
        if state == QIcon.State.On:
            return "accent"
        return "text" if mode in (QIcon.Mode.Active, QIcon.Mode.Selected) else "dim"


@cache
def _drawing(name: str) -> str:
    return (ASSETS / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _icon_of(drawing: str, sizes: tuple[int, ...]) -> QIcon:
    found = QIcon()
    for pixels in sizes:
        found.addPixmap(_render(drawing, None, pixels))
    return found


def _render(drawing: str, color: str | None, pixels: int) -> QPixmap:
    if color is not None:
        for black in _BLACK:
            drawing = drawing.replace(black, black.replace("#000", color))
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(drawing.encode()).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return drawn
