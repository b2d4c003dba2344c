"""The bar that takes back what was just done: shown for some seconds at the bottom of a window."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.ui.accessibility import announce
from app.ui.widgets.elided_label import ElidedLabel

SHOWN_MS = 5_000
"""Long enough to read the line and reach the button."""
_MARGIN = 16
_WIDEST = 460
_MOVING = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class UndoBar(QFrame):
    """Lies over its parent, at the bottom, in the middle, and above a bar of buttons that is there ("bar-bottom").

    `offer` shows it; time or Undo ends it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._bars: list[QFrame] = []
        self.setProperty("role", "toast")
        self._label = ElidedLabel()
        self._button = QPushButton()
        self._undo: Callable[[], object] | None = None
        self._done: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.finish)
        self._button.clicked.connect(self._take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self._label, 1)
        row.addWidget(self._button)
        parent.installEventFilter(self)
        self.hide()
        self.retranslate()

    def offer(self, text: str, undo: Callable[[], object], done: Callable[[], object] | None = None) -> None:
        """Say what was done; `undo` runs when it is taken back, `done` when it no longer can be."""
        self.finish()
        self._undo, self._done = undo, done
        self._label.setText(text)
        self.setAccessibleName(text)
        self._bars = [bar for bar in self._over.findChildren(QFrame) if bar.property("role") == "bar-bottom"]
        for bar in self._bars:
            bar.installEventFilter(self)
        self.show()
        self._place()
        self.raise_()
        self._timer.start()
        announce(self, text)

    def finish(self) -> None:
        """End the offer: what was done stays done."""
        self._timer.stop()
        done, self._undo, self._done = self._done, None, None
        self.hide()
        if done is not None:
            done()

    def retranslate(self) -> None:
        self._button.setText(self.tr("Undo"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in _MOVING and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _take_back(self) -> None:
        undo, self._undo, self._done = self._undo, None, None
        self._timer.stop()
        self.hide()
        if undo is not None:
            undo()

    def _place(self) -> None:
        room = self._over.rect()
        # The label wants all of its text; the frame grants it as far as the window is wide.
        words = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 8
        wanted = words + self._button.sizeHint().width() + 48
        self.resize(min(wanted, _WIDEST, room.width() - 2 * _MARGIN), self.sizeHint().height())
        tops = [bar.mapTo(self._over, QPoint(0, 0)).y() for bar in self._bars if bar.isVisible()]
        bottom = min([room.height(), *tops])
        self.move((room.width() - self.width()) // 2, max(0, bottom - self.height() - _MARGIN))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
