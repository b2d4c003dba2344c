"""The value of an access key: dots until somebody wants to see it, and a button that copies it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.copy_button import SAID_MS
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.icon_button import IconButton

SHOWN_MS = 60_000
"""Nobody reads a key for longer; whoever comes by later shall not find it on the screen."""
_DOTS = "tn-••••••••••••"
_SIDE = 26

Take = Callable[[str], None]


class KeyLine(QWidget):
    """`wanted` asks for the key's value; it is given to the function that comes along, and kept only while shown."""

    wanted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._shown = False
        self._text = ElidedLabel(_DOTS, Qt.TextElideMode.ElideMiddle)
        self._text.setProperty("role", "small")
        self._text.setFont(theme.mono_font())
        self._eye, self._copy = IconButton("eye"), IconButton("copy")
        for button in (self._eye, self._copy):
            button.setFixedSize(_SIDE, _SIDE)
        self._eye.clicked.connect(self.toggle)
        self._copy.clicked.connect(lambda: self.wanted.emit(self._put))
        self._said = QTimer(self, singleShot=True, interval=SAID_MS)
        self._said.timeout.connect(self.retranslate)
        self._end = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._end.timeout.connect(self.hide_key)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._text)
        row.addSpacing(4)
        row.addWidget(self._eye)
        row.addWidget(self._copy)
        row.addStretch(1)
        self.retranslate()

    @property
    def is_shown(self) -> bool:
        return self._shown

    def toggle(self) -> None:
        """Show the key, or its dots again."""
        if self._shown:
            self.hide_key()
        else:
            self.wanted.emit(self._show)

    def hide_key(self) -> None:
        """Forget the value and show dots."""
        self._end.stop()
        self._shown = False
        self._text.setText(_DOTS)
        self.retranslate()

    def retranslate(self) -> None:
        said = self.tr("Hide the key of {name}") if self._shown else self.tr("Show the key of {name}")
        self._eye.set_icon("eye-off" if self._shown else "eye", "dim")
        self._eye.set_name(said.format(name=self._name))
        self._copy.set_icon("copy", "dim")
        self._copy.set_name(self.tr("Copy the key of {name}").format(name=self._name))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        if self._shown:
            self.hide_key()

    def _show(self, key: str) -> None:
        self._shown = True
        self._text.setText(key)
        self._end.start()
        self.retranslate()

    def _put(self, key: str) -> None:
        QGuiApplication.clipboard().setText(key)
        self._copy.set_icon("tick", "ok")
        self._copy.set_name(self.tr("Copied"))
        self._said.start()
