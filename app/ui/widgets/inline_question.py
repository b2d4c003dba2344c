"""A question within a form, with its answers beside it: nothing goes on until it is answered, and nothing pops up."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.accessibility import announce

_ICON = 18


class InlineQuestion(QFrame):
    """`say` shows a text with what it means; `yes` and `no` are its buttons, gone once it `is_answered`."""

    agreed = Signal()

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.is_answered = False
        self._sign, self._text, self._about = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._sign.setFixedWidth(_ICON)
        self._about.setProperty("role", "small")
        for label in (self._text, self._about):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.yes, self.no = QPushButton(), QPushButton()
        self.yes.setProperty("role", "primary")
        self.yes.clicked.connect(self.agreed)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.yes)
        buttons.addWidget(self.no)
        buttons.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._text)
        texts.addWidget(self._about)
        texts.addSpacing(4)
        texts.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        theme.theme().changed.connect(self._draw)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def about(self) -> str:
        return self._about.text()

    def say(self, text: str, about: str, yes: str, no: str = "") -> None:
        """Show it; without `no` there is one button."""
        new = text != self.text or self.isHidden()
        for label, words in ((self._text, text), (self._about, about), (self.yes, yes), (self.no, no)):
            label.setText(words)
        self._about.setVisible(bool(about) and not self.is_answered)
        self.yes.setVisible(not self.is_answered)
        self.no.setVisible(bool(no) and not self.is_answered)
        self.setAccessibleName(text)
        theme.set_role(self, "banner-ok" if self.is_answered else "banner-warn")
        self._draw()
        self.show()
        if new:
            announce(self, text)

    def retranslate(self) -> None:
        """Say it in the language of now; only called while it is shown."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange and not self.isHidden():
            self.retranslate()
        super().changeEvent(event)

    def _draw(self) -> None:
        name, color = ("ok", "ok") if self.is_answered else (self._icon_name, "warn")
        self._sign.setPixmap(icons.pixmap(name, color, _ICON, self.devicePixelRatioF()))
