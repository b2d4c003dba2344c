"""One rule of when a request goes on: what it does and when it fits; the user's own can be changed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.fallback import words
from app.ui.fallback.words import Rule
from app.ui.widgets.icon_button import IconButton


class RuleRow(QWidget):
    """`number` counts from 1. Built-in rules have no buttons."""

    edit_wanted = Signal()
    remove_wanted = Signal()
    move_wanted = Signal(int)

    def __init__(
        self, rule: Rule, number: int, *, own: bool, last: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rule, self._number = rule, number
        self._then, self._when, self._problem = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._problem.setProperty("role", "error")
        self._problem.hide()
        for label in (self._then, self._when, self._problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._then, "tag-accent" if rule.get("then") == "next" else "tag")
        self.edit, self.up = IconButton("edit"), IconButton("arrow-up")
        self.down, self.remove = IconButton("arrow-down"), IconButton("trash")
        self.up.setEnabled(number > 1)
        self.down.setEnabled(not last)
        self.edit.clicked.connect(self.edit_wanted)
        self.remove.clicked.connect(self.remove_wanted)
        self.up.clicked.connect(lambda: self.move_wanted.emit(-1))
        self.down.clicked.connect(lambda: self.move_wanted.emit(1))
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._then, 0, Qt.AlignmentFlag.AlignLeft)
        texts.addWidget(self._when)
        texts.addWidget(self._problem)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(0)
        row.addLayout(texts, 1)
        row.addSpacing(12)
        for button in (self.edit, self.up, self.down, self.remove):
            button.setVisible(own)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()

    @property
    def text(self) -> str:
        return f"{self._then.text()}: {self._when.text()}"

    def set_problem(self, text: str) -> None:
        """Say why a change was not kept."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def retranslate(self) -> None:
        self._then.setText(words.outcome(self.rule))
        when = words.conditions(self.rule)
        self._when.setText(when[:1].upper() + when[1:])
        for button, name in (
            (self.edit, self.tr("Edit rule {number}")),
            (self.up, self.tr("Ask rule {number} earlier")),
            (self.down, self.tr("Ask rule {number} later")),
            (self.remove, self.tr("Remove rule {number}")),
        ):
            button.set_name(name.format(number=self._number))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
