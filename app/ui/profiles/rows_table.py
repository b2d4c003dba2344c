"""A small table to type into: there is always one empty row to go on with, and empty rows count for nothing."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.ui.theme import ROW_HEIGHT

MOST_SHOWN = 6
"""Rows before the table scrolls: the form stays readable."""

NARROW = 84
"""Pixels of a column for a number or a word."""


class RowsTable(QTableWidget):
    """Rows of texts. `numbers`: columns aligned to the right. `narrow`: columns of a word. `fixed`: no new rows."""

    edited = Signal()

    def __init__(
        self,
        columns: int,
        numbers: Sequence[int] = (),
        *,
        narrow: Sequence[int] = (),
        fixed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, columns, parent)
        self._numbers, self._fixed = frozenset(numbers), fixed
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (*numbers, *narrow):
            self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, NARROW)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setHighlightSections(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setTabKeyNavigation(False)
        self.cellChanged.connect(self._changed)
        self.set_rows([])

    def set_names(self, accessible_name: str, headers: Sequence[str]) -> None:
        """Name the table and its columns in the user's language."""
        self.setAccessibleName(accessible_name)
        self.setHorizontalHeaderLabels(list(headers))

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows."""
        self.blockSignals(True)
        self.setRowCount(0)
        for row in rows:
            self._append(row)
        self._finish()
        self.blockSignals(False)

    def rows(self) -> list[tuple[str, ...]]:
        """What stands in the table, without rows that are empty."""
        found = [
            tuple(self._text(row, column) for column in range(self.columnCount()))
            for row in range(self.rowCount())
        ]
        return [row for row in found if any(row)]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if (
            event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
            and not self._fixed
            and self.currentRow() >= 0
        ):
            rows = self.rows()
            del rows[self.currentRow() : self.currentRow() + 1]
            self.set_rows(rows)
            self.edited.emit()
        else:
            super().keyPressEvent(event)

    def _append(self, row: Sequence[str]) -> None:
        place = self.rowCount()
        self.insertRow(place)
        for column in range(self.columnCount()):
            item = QTableWidgetItem(row[column] if column < len(row) else "")
            if column in self._numbers:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if self._fixed and column == 0:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.setItem(place, column, item)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    def _changed(self) -> None:
        self.blockSignals(True)
        self._finish()
        self.blockSignals(False)
        self.edited.emit()

    def _finish(self) -> None:
        """Keep one empty row at the end, and the table as high as its rows."""
        last = self.rowCount() - 1
        if not self._fixed and (
            last < 0 or any(self._text(last, column) for column in range(self.columnCount()))
        ):
            self._append(())
        shown = min(max(1, self.rowCount()), MOST_SHOWN)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * ROW_HEIGHT + 2)
