"""A long text is cut with an ellipsis and told whole."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.elided_label import ElidedLabel


def test_tip_has_what_is_cut(qtbot: QtBot) -> None:
    label = ElidedLabel("a rather long path\nof two lines")
    qtbot.addWidget(label)
    label.show()
    label.resize(40, 20)
    QApplication.processEvents()
    assert label.text() == "a rather long path of two lines"
    assert label.toolTip() == label.text()
    assert label.minimumSizeHint().width() < label.sizeHint().width()
    assert not label.grab().isNull()
    label.resize(600, 20)
    QApplication.processEvents()
    assert label.toolTip() == ""
