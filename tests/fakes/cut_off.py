"""Which texts of a shown window do not fit where they stand."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget

from app.ui.widgets.elided_label import ElidedLabel

_ENDLESS = 10_000
_TOLERANCE = 2
"""Pixels: rounding of font sizes."""


def cut_off_texts(root: QWidget) -> list[str]:
    """Return the visible texts that are cut, with how much they lack; what ends in an ellipsis by intent is not."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget, QLabel) and widget.text():
            lacks = _label_lacks(widget)
        elif isinstance(widget, QAbstractButton) and widget.text() and not _is_icon(widget):
            lacks = widget.sizeHint().width() - widget.width()
        else:
            continue
        if lacks > _TOLERANCE:
            text = widget.text()
            found.append(f"{text!r} lacks {lacks} px in {type(widget.parentWidget()).__name__}")
    return found


def _label_lacks(label: QLabel) -> int:
    if label.wordWrap():
        room = label.contentsRect()
        wrapped = label.fontMetrics().boundingRect(
            QRect(0, 0, room.width(), _ENDLESS), int(Qt.TextFlag.TextWordWrap), label.text()
        )
        return wrapped.height() - room.height()
    return label.sizeHint().width() - label.width()


def _is_icon(button: QAbstractButton) -> bool:
    return isinstance(button, QToolButton) and button.toolButtonStyle().name == "ToolButtonIconOnly"
