"""A choice from a long list by typing a part of a name."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate, QWidget

from app.ui.widgets.choice import Choice

_SHOWN = 12


class SearchCombo(Choice):
    """Entries are pairs of a value and its text. `chosen` has the value of what the user picked.

    With `free` any text counts, and is its own value: model names, which no list knows completely.
    """

    chosen = Signal(str)

    def __init__(self, *, free: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._free = free
        self._line = QLineEdit()
        self.setLineEdit(self._line)  # makes it editable
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_SHOWN)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setMaxVisibleItems(_SHOWN)
        self.setCompleter(completer)
        found = completer.popup()
        if found is not None:
            found.setObjectName("completion")
            found.setItemDelegate(QStyledItemDelegate(self))
        self.activated.connect(self._picked)
        self._line.editingFinished.connect(self._typed)

    def set_entries(self, entries: Iterable[tuple[str, str]]) -> None:
        """Replace the list; the value stays as it was where it is still there."""
        before = self.value()
        self.blockSignals(True)
        self.clear()
        for value, text in entries:
            self.addItem(text, value)
        self.blockSignals(False)
        self.set_value(before)

    def value(self) -> str:
        """Return the value of the entry shown; "" for none."""
        shown = self.currentText().strip()
        at = self.findText(shown, Qt.MatchFlag.MatchFixedString)
        if at >= 0 and shown:
            return str(self.itemData(at))
        return shown if self._free else ""

    def set_value(self, value: str) -> None:
        """Show an entry by its value, without `chosen`."""
        at = self.findData(value)
        self.setCurrentIndex(at)
        if at < 0:
            self.setEditText(value if self._free else "")

    def set_placeholder(self, text: str) -> None:
        """Show what to type while nothing is."""
        self._line.setPlaceholderText(text)

    def _picked(self, at: int) -> None:
        self.chosen.emit(str(self.itemData(at)))

    def _typed(self) -> None:
        value = self.value()
        at = self.findData(value)
        if at >= 0 and at != self.currentIndex():
            self.setCurrentIndex(at)
            self.chosen.emit(value)
        elif self._free and at < 0:
            self.chosen.emit(value)
