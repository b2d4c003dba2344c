"""Names and values in two columns of pairs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

Fact = tuple[str, str]


class FactGrid(QWidget):
    """Values are data: plain text that can be selected."""

    def __init__(self, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts, filled column by column."""
        while item := self._grid.takeAt(0):
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        rows = -(-len(facts) // self._columns)
        for number, (name, value) in enumerate(facts):
            row, column = number % rows, number // rows * 2
            self._grid.addWidget(_label(name, "dim"), row, column, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(_label(value, None), row, column + 1)
        for column in range(self._columns):
            self._grid.setColumnMinimumWidth(column * 2, 96)
            self._grid.setColumnStretch(column * 2 + 1, 1)


def _label(text: str, role: str | None) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    if role is None:
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label
