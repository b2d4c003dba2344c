"""What Turnout mended by itself while requests ran, and the button that keeps it in the profile."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.mend_words import mend_words
from app.ui.requests.plain_text import one_line

_LONGEST = 200


class MendsCard(QFrame):
    """Hidden where nothing was mended."""

    keep_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._mends: Sequence[Mapping[str, Any]] = ()
        self._title, self._why, self.list = QLabel(self), QLabel(self), QLabel(self)
        for label, role in ((self._title, "strong"), (self._why, "small"), (self.list, "")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.list.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.keep = QPushButton(self)
        self.keep.clicked.connect(self.keep_asked)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        head.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._why)
        column.addWidget(self.list)
        self.show_mends(())

    def show_mends(self, mends: Sequence[Mapping[str, Any]]) -> None:
        """Show `mends` of `GET profiles/ID/mends`."""
        self._mends = mends
        self.setVisible(bool(mends))
        self.keep.setEnabled(True)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Turnout mended this by itself"))
        self._why.setText(self.tr("It lasts until the service restarts. In the profile it stays."))
        self.keep.setText(self.tr("Keep in profile"))
        self.list.setText("\n".join(f"• {_words(one)}" for one in self._mends))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _words(mend: Mapping[str, Any]) -> str:
    said = "; ".join(mend_words(str(one)) for one in mend.get("said") or ())
    return one_line(f"{mend.get('wire')} · {mend.get('model')}: {said}", _LONGEST)
