"""A card of rows under its heading."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget


class Section(QWidget):
    """Rows below one another, parted by lines; `corner` is a widget beside the heading."""

    def __init__(self, corner: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._card = QFrame()
        self._card.setProperty("role", "card")
        self._rows: list[QWidget] = []
        self._unlined: set[QWidget] = set()
        self._rules: list[QFrame] = []
        self._column = QVBoxLayout(self._card)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        if corner is not None:
            head.addWidget(corner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._card)

    def set_heading(self, text: str) -> None:
        """Name the section, in the user's language."""
        self._heading.setText(text)

    def add(self, row: QWidget, before: QWidget | None = None, *, lined: bool = True) -> None:
        """Add a row, at the end or before another one; `lined`: with a line between it and the row above."""
        if not lined:
            self._unlined.add(row)
        self._rows.insert(len(self._rows) if before is None else self._rows.index(before), row)
        self._lay_out()

    def remove(self, row: QWidget) -> None:
        """Remove a row for good."""
        self._rows.remove(row)
        self._unlined.discard(row)
        self._column.removeWidget(row)
        self._lay_out()
        row.hide()
        row.deleteLater()

    def clear(self) -> None:
        """Remove every row for good."""
        for row in tuple(self._rows):
            self.remove(row)

    def _lay_out(self) -> None:
        # By removeWidget: an item that was taken and dropped keeps the size cache of its widget.
        for widget in (*self._rows, *self._rules):
            self._column.removeWidget(widget)
        for rule in self._rules:
            rule.deleteLater()
        self._rules = []
        for number, row in enumerate(self._rows):
            if number and row not in self._unlined:
                rule = QFrame()
                rule.setProperty("role", "rule")
                self._rules.append(rule)
                self._column.addWidget(rule)
            self._column.addWidget(row)
