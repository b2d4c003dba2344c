"""Labelled fields below one another, each with room for what is wrong with it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.theme import set_role


@dataclass(slots=True)
class _Row:
    label: QLabel
    field: QWidget
    message: QLabel
    hint: str = ""
    problem: str = ""


class Form(QWidget):
    """Rows by key: a label above its field, and below it a hint, or in its place a problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def add(self, key: str, label: str, field: QWidget, hint: str = "") -> QWidget:
        """Add a row and return its field."""
        words = QLabel(label)
        words.setProperty("role", "strong")
        words.setBuddy(field)
        message = QLabel(wordWrap=True)
        message.setTextFormat(Qt.TextFormat.PlainText)
        row = _Row(words, field, message, hint)
        self._rows[key] = row
        field.setAccessibleName(label)
        if self._column.count():
            self._column.addSpacing(8)
        for widget in (words, field, message):
            self._column.addWidget(widget)
        self._show(row)
        return field

    def field(self, key: str) -> QWidget:
        """Return the field of a row."""
        return self._rows[key].field

    def set_label(self, key: str, label: str) -> None:
        """Name a row anew, as after a change of language."""
        row = self._rows[key]
        row.label.setText(label)
        row.field.setAccessibleName(label)

    def set_hint(self, key: str, hint: str) -> None:
        """Explain a row; shown while it has no problem."""
        self._rows[key].hint = hint
        self._show(self._rows[key])

    def set_problem(self, key: str, message: str) -> None:
        """Say what is wrong with a row; "" takes it back."""
        self._rows[key].problem = message
        self._show(self._rows[key])

    def set_row_visible(self, key: str, visible: bool) -> None:
        """Show or hide a row with all its parts."""
        row = self._rows[key]
        for widget in (row.label, row.field):
            widget.setVisible(visible)
        row.message.setVisible(visible and bool(row.problem or row.hint))

    def clear_problems(self) -> None:
        """Take back every problem."""
        for key in self._rows:
            self.set_problem(key, "")

    def first_problem(self) -> str | None:
        """Return the key of the first row with a problem."""
        return next((key for key, row in self._rows.items() if row.problem), None)

    def focus_problem(self) -> bool:
        """Put the cursor into the first row with a problem; whether there is one."""
        key = self.first_problem()
        if key is None:
            return False
        self._rows[key].field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _show(self, row: _Row) -> None:
        text = row.problem or row.hint
        row.message.setText(text)
        row.message.setVisible(bool(text) and not row.field.isHidden())
        set_role(row.message, "error" if row.problem else "small")
        row.field.setAccessibleDescription(text)
        if bool(row.field.property("problem")) != bool(row.problem):
            row.field.setProperty("problem", bool(row.problem))
            row.field.style().unpolish(row.field)
            row.field.style().polish(row.field)
