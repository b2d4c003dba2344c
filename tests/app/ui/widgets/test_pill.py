"""A pill's state is its shape and its word."""

from typing import get_args

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.pill import Kind, Pill, draw_sign


def shape(kind: Kind) -> bytes:
    image = QImage(12, 12, QImage.Format.Format_Alpha8)
    image.fill(0)
    painter = QPainter(image)
    draw_sign(painter, QRectF(1, 1, 10, 10), kind, QColor("black"))
    painter.end()
    return bytes(image.constBits())


def test_shapes_differ(qapp: QApplication) -> None:
    assert shape("ok") == shape("live")  # both run; their words differ
    assert len({shape(kind) for kind in get_args(Kind)}) == len(get_args(Kind)) - 1


def test_width_follows_the_text(qtbot: QtBot) -> None:
    pill = Pill("Running", "ok")
    qtbot.addWidget(pill)
    before = pill.sizeHint().width()
    pill.set("Running, not recording", "warn")
    assert pill.sizeHint().width() > before
    assert (pill.text, pill.kind, pill.accessibleName()) == (
        "Running, not recording",
        "warn",
        "Running, not recording",
    )
    assert not pill.grab().isNull()
