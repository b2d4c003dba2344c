"""List entries with a quiet hint at their right edge."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme

HINT = int(Qt.ItemDataRole.UserRole) + 1
"""The item role of the hint."""
_PAD = 12


class HintDelegate(QStyledItemDelegate):
    """Draws an item as ever, and its hint where there is room for it."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        hint = str(index.data(HINT) or "")
        if not hint:
            return
        rect, metrics = option.rect, option.fontMetrics
        used = metrics.horizontalAdvance(str(index.data(Qt.ItemDataRole.DisplayRole))) + 4 * _PAD
        shown = metrics.elidedText(hint, Qt.TextElideMode.ElideMiddle, max(0, rect.width() - used - _PAD))
        painter.setPen(theme.color("dim"))
        alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -_PAD, 0), int(alignment), shown)
