"""Paints one profile of the list: mark, name, model, key, state and who uses it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.profiles.letter_mark import paint_mark
from app.ui.profiles.profile_row import Kind as RowKind
from app.ui.profiles.profile_row import ProfileRow
from app.ui.theme import RADIUS, color
from app.ui.widgets.pill import Kind, draw_sign

ROW = Qt.ItemDataRole.UserRole
"""The role of the `ProfileRow`."""
LINE = 19
PADDING = 9
MARK = 34
DOT = 9
BUTTON = 34
"""Pixels below the lines of a profile with something to press."""
_SIGNS: dict[RowKind, Kind] = {"ok": "ok", "warn": "warn", "err": "error", "dim": "off"}


class ProfileDelegate(QStyledItemDelegate):
    """Two lines a row, three where the profile is in use."""

    def sizeHint(  # noqa: N802
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row: ProfileRow = index.data(ROW)
        lines = 2 * PADDING + LINE * (3 if row.used_by else 2)
        return QSize(200, lines + BUTTON if row.confirm else lines)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: ProfileRow = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = option.rect.adjusted(6, 2, -6, -2)
        self._paint_ground(painter, option, place)
        mark = QRectF(place.left() + 8, place.top() + PADDING - 1, MARK, MARK)
        paint_mark(painter, mark, row.letter, row.hue)
        text = QRect(place.left() + MARK + 20, place.top() + PADDING - 2, place.width() - MARK - 30, LINE)
        self._paint_lines(painter, option.font, text, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, place: QRect) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected or hovered:
            painter.setBrush(color("selection" if selected else "hover"))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _paint_lines(self, painter: QPainter, font: QFont, line: QRect, row: ProfileRow) -> None:
        small, strong = QFont(font), QFont(font)
        small.setPixelSize(12)
        strong.setPixelSize(13)
        strong.setWeight(QFont.Weight.DemiBold)
        self._paint_text(painter, strong, line, row.name, "text")
        line.translate(0, LINE)
        right = self._paint_state(painter, small, line, row)
        said, kind = (row.key, row.key_kind) if row.key else (row.model, "dim")
        self._paint_text(painter, small, line.adjusted(0, 0, -right, 0), said, kind)
        if row.used_by:
            line.translate(0, LINE)
            self._paint_text(painter, small, line, row.used_by, "accent")

    def _paint_state(self, painter: QPainter, font: QFont, line: QRect, row: ProfileRow) -> int:
        """The dot and its word at the right end; returns the width they took, with the gap."""
        width = QFontMetrics(font).horizontalAdvance(row.state)
        self._paint_text(
            painter, font, QRect(line.right() - width, line.top(), width + 1, LINE), row.state, "dim"
        )
        dot = QRectF(line.right() - width - DOT - 5, line.center().y() - DOT / 2 + 0.5, DOT, DOT)
        draw_sign(painter, dot, _SIGNS[row.state_kind], color(row.state_kind))
        return width + DOT + 14

    def _paint_text(self, painter: QPainter, font: QFont, place: QRect, text: str, kind: str) -> None:
        painter.setFont(font)
        painter.setPen(color(kind))
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
