"""One access key in the settings: its client, its state, its limits, what it has used, and what can be done."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.names import client_name
from app.ui.settings import access_words
from app.ui.settings.access_key_line import KeyLine
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.icon_button import IconButton

_STATES = 2


class AccessRow(QWidget):
    """`show_key` takes an entry of `GET access`."""

    edit_wanted = Signal()
    rotate_wanted = Signal()
    reset_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, key: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.name = str(key["name"])
        self._title = ElidedLabel(self.name)
        self._title.setProperty("role", "strong")
        self._client = QLabel()
        self._client.setProperty("role", "tag")
        self._states = [QLabel() for _ in range(_STATES)]
        for label in (self._client, *self._states):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._limits, self._used = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._problem = QLabel(wordWrap=True)
        for label, role in ((self._limits, "small"), (self._used, "small"), (self._problem, "error")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        self.line = KeyLine(self.name)
        self._edit, self._more = QPushButton(), IconButton("more")
        self._edit.clicked.connect(self.edit_wanted)
        self._fill_menu()
        self._arrange()
        self.retranslate()

    @property
    def key(self) -> Mapping[str, Any]:
        return self._key

    @property
    def problem(self) -> str:
        return self._problem.text()

    def show_key(self, key: Mapping[str, Any]) -> None:
        """Show what has changed of it."""
        self._key = key
        self.retranslate()

    def set_problem(self, text: str, role: str = "error") -> None:
        """Say what went wrong with it; "" takes it back."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        theme.set_role(self._problem, role)

    def retranslate(self) -> None:
        self._client.setText(client_name(str(self._key["client"])))
        states = access_words.states(self._key)
        for number, label in enumerate(self._states):
            label.setVisible(number < len(states))
            if number < len(states):
                label.setText(states[number][0])
                theme.set_role(label, states[number][1])
        self._limits.setText(access_words.limits(self._key))
        used = access_words.used(self._key)
        self._used.setText(used)
        self._used.setVisible(bool(used))
        self._edit.setText(self.tr("Edit"))
        self._edit.setAccessibleName(f"{self._edit.text()}: {self.name}")
        self._more.set_name(self.tr("More for {name}").format(name=self.name))
        self.rotate.setText(self.tr("Replace the key…"))
        self.reset.setText(self.tr("Count from zero again"))
        self.remove.setText(self.tr("Remove…"))
        self.remove.setVisible(not self._key.get("built_in"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill_menu(self) -> None:
        menu = QMenu(self)
        self.rotate, self.reset, self.remove = (QAction(menu) for _ in range(3))
        for action, wanted in (
            (self.rotate, self.rotate_wanted),
            (self.reset, self.reset_wanted),
            (self.remove, self.remove_wanted),
        ):
            action.triggered.connect(wanted)
            menu.addAction(action)
        self._more.setMenu(menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._title, self._client, *self._states):
            head.addWidget(widget)
        head.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(head)
        left.addWidget(self._limits)
        left.addWidget(self._used)
        left.addWidget(self.line)
        left.addWidget(self._problem)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 6)
        row.setSpacing(4)
        row.addLayout(left, 1)
        row.addSpacing(20)
        row.addWidget(self._edit, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignVCenter)
