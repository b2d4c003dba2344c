"""Controls for the three kinds of settings that the service describes; each says `edited` with the new value."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from app.ui.settings.units import Unit
from app.ui.widgets.choice import Choice
from app.ui.widgets.toggle import Toggle

_COMBO_WIDTH = 220
_NUMBER_WIDTH = 96
_UNIT_WIDTH = 48


class ChoiceField(Choice):
    """One of several words."""

    edited = Signal(object)

    def __init__(self, choices: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_COMBO_WIDTH)
        for choice in choices:
            self.addItem(choice, choice)
        self.activated.connect(lambda at: self.edited.emit(self.itemData(at)))

    def show_value(self, value: object) -> None:
        self.setCurrentIndex(self.findData(value))

    def set_words(self, words: Mapping[str, str]) -> None:
        """Show the choices in the user's language."""
        for at in range(self.count()):
            self.setItemText(at, words.get(self.itemData(at), str(self.itemData(at))))


class BoolField(Toggle):
    """On or off; the row has the words."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicked.connect(self._tell)

    def show_value(self, value: object) -> None:
        self.setChecked(bool(value))

    def _tell(self, on: bool) -> None:
        self.edited.emit(on)


class NumberField(QWidget):
    """A number in the unit that people use; a text that is none, or out of range, is `refused` with the reason."""

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, unit: Unit, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit, self._least, self._most = unit, least, most
        self._value = 0
        self.line = QLineEdit()
        self.line.setFixedWidth(_NUMBER_WIDTH)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.editingFinished.connect(self._read)
        self._word = QLabel()
        self._word.setProperty("role", "dim")
        self._word.setFixedWidth(_UNIT_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line)
        row.addWidget(self._word)
        self._word.setVisible(unit.factor != 1 or bool(unit.word()))
        self.setFocusProxy(self.line)
        self.retranslate()

    def show_value(self, value: Any) -> None:
        self._value = int(value)
        self.line.setText(self._unit.show(self._value))

    def retranslate(self) -> None:
        self._word.setText(self._unit.word())

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def _read(self) -> None:
        text = self.line.text()
        if text == self._unit.show(self._value):
            return
        value = self._unit.read(text)
        if value is None or not self._least <= value <= self._most:
            low, high = self._unit.show(self._least, up=True), self._unit.show(self._most)
            said = self.tr("Enter a number from {low} to {high}.")
            self.refused.emit(said.format(low=low, high=high))
        else:
            self._value = value
            self.edited.emit(value)


Field = ChoiceField | BoolField | NumberField


def make_field(described: Mapping[str, Any], unit: Unit) -> Field | None:
    """Return the control for a setting as the service describes it; None for a kind that we do not know."""
    if described["kind"] == "choice":
        return ChoiceField(list(described["choices"]))
    if described["kind"] == "bool":
        return BoolField()
    if described["kind"] == "int":
        most = described.get("most")
        return NumberField(unit, int(described.get("least") or 0), 2**63 if most is None else int(most))
    return None
