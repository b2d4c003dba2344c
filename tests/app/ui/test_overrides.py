"""An error that leaves an override, raised in C: told to who called, where PySide alone would end the process."""

import sys

import pytest
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QIconEngine, QPainter
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.ui.main_window import MainWindow
from app.ui.overrides import FIRST_SOUND


class Broken(QWidget):
    def sizeHint(self) -> QSize:  # noqa: N802
        none: list[QSize] = []
        return none[0]


class MoreBroken(Broken):
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(int("x"), super().sizeHint().height())


class Watching(QObject):
    """Knows a label that Qt has destroyed."""

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel("gone")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        return bool(self.label.text())


class Asking(QDialog):
    """`accept` is one of Qt's slots: what is connected to it calls it without arguments."""

    def accept(self) -> None:
        super().accept()


@pytest.mark.parametrize(("kind", "error"), [(Broken, IndexError), (MoreBroken, ValueError)])
def test_an_error_reaches_who_called(kind: type[QWidget], error: type[Exception], qtbot: QtBot) -> None:
    broken = kind()
    qtbot.addWidget(broken)
    for _ in range(3):
        with pytest.raises(error):
            broken.adjustSize()


def test_an_object_that_is_gone(qtbot: QtBot) -> None:
    watching, seen = Watching(), QWidget()
    qtbot.addWidget(seen)
    delete(watching.label)
    seen.installEventFilter(watching)
    with pytest.raises(RuntimeError, match="already deleted"):
        seen.setWindowTitle("x")
    seen.removeEventFilter(watching)


def test_slots_stay_as_they_are(qtbot: QtBot) -> None:
    dialog = Asking()
    qtbot.addWidget(dialog)
    button = QPushButton(dialog)
    button.clicked.connect(dialog.accept)
    button.click()
    assert dialog.result() == QDialog.DialogCode.Accepted


@pytest.mark.skipif(sys.version_info >= FIRST_SOUND, reason="errors are exception objects from the start")
def test_every_class_of_ours_is_watched() -> None:
    class Drawn(QIconEngine):  # no QObject
        def paint(self, painter: QPainter, *_: object) -> None: ...

        def own(self) -> None: ...

    assert hasattr(Drawn.paint, "__wrapped__")
    assert not hasattr(Drawn.own, "__wrapped__")
    assert hasattr(MainWindow.closeEvent, "__wrapped__")
    assert not hasattr(Asking.accept, "__wrapped__")
