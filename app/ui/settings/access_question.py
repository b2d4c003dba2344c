"""What is asked before an access key is replaced or removed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.theme import set_role
from app.ui.widgets.choice import Choice

GRACES = (0, 600, 3_600, 86_400, 604_800)
"""Seconds for which a replaced key may go on; the last is the most that the service allows."""
_USUAL = 600
_WIDTH = 440


class _Question(QDialog):
    """A heading, an explanation, perhaps something to choose, and two buttons."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._title, self._text = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._title.setProperty("role", "heading")
        self._text.setProperty("role", "dim")
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._yes, self._no = QPushButton(), QPushButton()
        self._yes.clicked.connect(self.accept)
        self._no.clicked.connect(self.reject)
        self._no.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        for widget in self._choices():
            column.addWidget(widget)
        column.addSpacing(8)
        column.addLayout(row)
        self.setFixedWidth(_WIDTH)
        self.retranslate()

    def _choices(self) -> Sequence[QWidget]:
        return ()

    def retranslate(self) -> None:
        self.setWindowTitle(self._title.text())
        self._no.setText(self.tr("Cancel"))
        layout = self.layout()
        if layout is not None:  # a window does not grow by itself with texts that wrap
            self.setFixedHeight(layout.totalHeightForWidth(_WIDTH))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class RemoveQuestion(_Question):
    """Accepted: remove the key."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        set_role(self._yes, "danger")
        self._yes.setAutoDefault(False)
        self._no.setDefault(True)
        self._no.setFocus()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Remove the access key {name}?").format(name=self._name))
        self._text.setText(
            self.tr("Whatever uses it is refused from now on. This cannot be undone: a new key differs.")
        )
        self._yes.setText(self.tr("Remove"))
        super().retranslate()


class RotateQuestion(_Question):
    """Accepted: replace the key, and let the old one go on for `grace` seconds."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        set_role(self._yes, "primary")
        self._yes.setDefault(True)

    @property
    def grace(self) -> int:
        return GRACES[self.graces.currentIndex()]

    def retranslate(self) -> None:
        self._title.setText(self.tr("Replace the access key {name}?").format(name=self._name))
        self._text.setText(
            self.tr(
                "Connected clients get the new key at once. A session that is running keeps the key it began with:"
                " give it some time. Limits and counts stay."
            )
        )
        self._label.setText(self.tr("The old key goes on for"))
        self.graces.setAccessibleName(self._label.text())
        words = (
            self.tr("It ends at once"),
            self.tr("10 minutes"),
            self.tr("1 hour"),
            self.tr("1 day"),
            self.tr("7 days"),
        )
        for place, word in enumerate(words):
            self.graces.setItemText(place, word)
        self._yes.setText(self.tr("Replace"))
        super().retranslate()

    def _choices(self) -> Sequence[QWidget]:
        self._label, self.graces = QLabel(), Choice()
        self._label.setProperty("role", "strong")
        self._label.setBuddy(self.graces)
        self.graces.addItems([""] * len(GRACES))
        self.graces.setCurrentIndex(GRACES.index(_USUAL))
        return self._label, self.graces
