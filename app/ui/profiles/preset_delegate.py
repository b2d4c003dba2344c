"""Paints one card of the preset grid: mark, name, and what it speaks or where it runs."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.profiles.letter_mark import paint_mark
from app.ui.profiles.preset_card import PresetCard
from app.ui.theme import RADIUS, color

CARD = Qt.ItemDataRole.UserRole
"""The role of the `PresetCard`."""
GAP = 8
CARD_HEIGHT = 52
MARK = 28
_TAG_PADDING = 5


class PresetDelegate(QStyledItemDelegate):
    """Cards with a gap to the right and below, which the view's grid size includes."""

    def sizeHint(  # noqa: N802
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        view = self.parent()
        return view.gridSize() if isinstance(view, QListView) else QSize(200, CARD_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card: PresetCard = index.data(CARD)
        place = option.rect.adjusted(1, 1, -GAP, -GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, place)
        paint_mark(
            painter,
            QRectF(place.left() + 10, place.center().y() - MARK / 2 + 0.5, MARK, MARK),
            card.letter,
            card.hue,
        )
        text = place.adjusted(MARK + 20, 7, -8, -7)
        half = text.height() // 2
        strong, small = QFont(option.font), QFont(option.font)
        strong.setWeight(QFont.Weight.Medium)
        small.setPixelSize(11)
        upper = QRect(text.left(), text.top(), text.width(), half)
        taken = self._paint_tag(painter, small, upper, card.tag) if card.tag else 0
        self._paint_text(painter, strong, upper.adjusted(0, 0, -taken, 0), card.name, "text")
        self._paint_text(
            painter, small, QRect(text.left(), text.top() + half, text.width(), half), card.line, "dim"
        )
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, place: QRect) -> None:
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(
            QPen(color("accent"), 1.5) if current else QPen(color("edge" if hovered else "line"), 1)
        )
        painter.setBrush(color("selection" if current else "hover" if hovered else "panel"))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _paint_tag(self, painter: QPainter, font: QFont, line: QRect, tag: str) -> int:
        """The tag at the right end of the line; returns the width it took, with the gap."""
        width = QFontMetrics(font).horizontalAdvance(tag) + 2 * _TAG_PADDING
        place = QRect(line.right() - width + 1, line.top() + 1, width, line.height() - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("chip"))
        painter.drawRoundedRect(place, 4, 4)
        painter.setFont(font)
        painter.setPen(color("dim"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tag)
        return width + GAP

    def _paint_text(self, painter: QPainter, font: QFont, place: QRect, text: str, kind: str) -> None:
        painter.setFont(font)
        painter.setPen(color(kind))
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
