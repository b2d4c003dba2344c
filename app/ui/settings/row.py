"""One line of the settings: what it is, what it means, and at the right what can be done about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import set_role


class Row(QWidget):
    """`control` may be None: then it only tells something."""

    def __init__(self, control: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self._title = QLabel(wordWrap=True)
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("role", "small")
        self._problem = QLabel(wordWrap=True)
        self._problem.setProperty("role", "error")
        for label in (self._title, self._hint, self._problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            label.hide()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        for label in (self._title, self._hint, self._problem):
            texts.addWidget(label)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(24)
        row.addLayout(texts, 1)
        if control is not None:
            self._title.setBuddy(control)
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_texts(self, title: str, hint: str = "") -> None:
        """Name and explain it, in the user's language."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        if self.control is not None:
            self.control.setAccessibleName(title)
            self.control.setAccessibleDescription(hint)

    @property
    def problem(self) -> str:
        return self._problem.text()

    def set_problem(self, problem: str, role: str = "error") -> None:
        """Say what is wrong with it; "" takes it back."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        set_role(self._problem, role)
        if self.control is not None and bool(self.control.property("problem")) != bool(problem):
            self.control.setProperty("problem", bool(problem))
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)
