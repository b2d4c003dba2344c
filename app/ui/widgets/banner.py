"""One line across a page or the window: what is wrong, and the buttons that help."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui import icons, theme
from app.ui.widgets.icon_button import IconButton

Kind = Literal["info", "ok", "warn", "error"]
Action = tuple[str, Callable[[], object]]

_SIGNS = {
    "info": ("info", "accent"),
    "ok": ("ok", "ok"),
    "warn": ("warning", "warn"),
    "error": ("error", "err"),
}


class Banner(QFrame):
    """`actions` are pairs of a button's text and what it does; `closable` adds a cross that hides the banner."""

    closed = Signal()

    def __init__(
        self,
        text: str = "",
        kind: Kind = "info",
        actions: Sequence[Action] = (),
        *,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sign = QLabel()
        self._sign.setFixedWidth(18)
        self._label = QLabel(wordWrap=True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self._close = IconButton("close")
        self._close.setVisible(closable)
        self._close.clicked.connect(self._dismiss)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._label, 1)
        row.addWidget(self._close)
        self.setMinimumHeight(40)
        self._kind: Kind = kind
        self.set(text, kind, actions)
        theme.theme().changed.connect(self._draw_sign)
        self.retranslate()

    @property
    def text(self) -> str:
        return self._label.text()

    @property
    def kind(self) -> Kind:
        return self._kind

    def set(self, text: str, kind: Kind, actions: Sequence[Action] = ()) -> None:
        """Say something else."""
        self._kind = kind
        self._label.setText(text)
        self.setAccessibleName(text)
        theme.set_role(self, f"banner-{kind}")
        self._draw_sign()
        for button in self._buttons:
            button.deleteLater()
            self._row.removeWidget(button)
        self._buttons = [self._button(*action) for action in actions]

    def retranslate(self) -> None:
        self._close.set_name(self.tr("Close this message"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _button(self, text: str, does: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _=False: does())
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def _draw_sign(self) -> None:
        name, color = _SIGNS[self._kind]
        self._sign.setPixmap(icons.pixmap(name, color, 18, self.devicePixelRatioF()))

    def _dismiss(self) -> None:
        self.hide()
        self.closed.emit()
