"""One thing that was found: how grave it is, what, why, and what to do."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import icons, theme

Kind = Literal["error", "warn", "info"]

_ICON = 18
_SIGNS = {"error": ("error", "err"), "warn": ("warning", "warn"), "info": ("info", "accent")}


class Finding(QWidget):
    """`mend`: what [Fix it] does, where it can be mended by a click."""

    def __init__(
        self,
        kind: Kind,
        message: str,
        cause: str = "",
        fix: str = "",
        mend: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind, self._fix_text = kind, fix
        self._sign = QLabel()
        self._message, self._cause, self._fix = QLabel(message), QLabel(cause), QLabel()
        self._button = QPushButton()
        self._button.setVisible(mend is not None)
        if mend is not None:
            self._button.clicked.connect(lambda _=False: mend())
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for label, role in ((self._message, "strong"), (self._cause, "small"), (self._fix, "")):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setProperty("role", role)
            texts.addWidget(label)
        self._cause.setVisible(bool(cause))
        self._fix.setVisible(bool(fix))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.theme().changed.connect(self._draw)
        self._draw()
        self.retranslate()

    def retranslate(self) -> None:
        words = {"error": self.tr("Error"), "warn": self.tr("Warning"), "info": self.tr("Note")}
        self._sign.setAccessibleName(words[self.kind])
        self._sign.setToolTip(words[self.kind])
        self._fix.setText(self.tr("What to do: {fix}").format(fix=self._fix_text))
        self._button.setText(self.tr("Fix it"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _draw(self) -> None:
        name, color = _SIGNS[self.kind]
        self._sign.setPixmap(icons.pixmap(name, color, _ICON, self.devicePixelRatioF()))
