"""Which models a profile asks for: chosen from the provider's list, or typed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from app.ui.profiles.problem_border import ProblemBorder
from app.ui.theme import set_role
from app.ui.widgets.search_combo import SearchCombo


class ModelsField(QWidget):
    """The main model, the small and fast one, and the button that asks the provider for its list."""

    edited = Signal()
    load_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: list[str] = []
        self._labels = (QLabel(self), QLabel(self))
        self.main, self.small = SearchCombo(free=True, parent=self), SearchCombo(free=True, parent=self)
        self.load = QPushButton(self)
        self.load.clicked.connect(self.load_asked)
        self._state = QLabel(self, wordWrap=True)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.hide()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(4)
        for column, (label, combo) in enumerate(zip(self._labels, (self.main, self.small), strict=True)):
            label.setProperty("role", "small")
            label.setBuddy(combo)
            combo.setMinimumContentsLength(6)
            combo.editTextChanged.connect(lambda _: self.edited.emit())
            layout.addWidget(label, 0, column)
            layout.addWidget(combo, 1, column)
            layout.setColumnStretch(column, 1)
        layout.addWidget(self.load, 1, 2)
        layout.addWidget(self._state, 2, 0, 1, 3)
        self.setFocusProxy(self.main)
        ProblemBorder(self, self.main)
        self.retranslate()

    def retranslate(self) -> None:
        main, small = self.tr("Main"), self.tr("Small and fast")
        self._labels[0].setText(main)
        self._labels[1].setText(small)
        self.main.setAccessibleName(self.tr("Main model"))
        self.small.setAccessibleName(self.tr("Small and fast model"))
        self.main.set_placeholder(self.tr("The model that answers"))
        self.small.set_placeholder(self.tr("As the main one"))
        self.load.setText(self.tr("Load list"))

    def set_value(self, model: str, small: str, known: Sequence[str]) -> None:
        """Show both models; `known`: what may be chosen."""
        self.say("")
        self.blockSignals(True)
        self._known = []
        self._fill(known)
        self.main.set_value(model)
        self.small.set_value(small)
        self.blockSignals(False)

    def add_known(self, models: Sequence[str]) -> None:
        """Offer these as well; what is typed stays."""
        self.blockSignals(True)
        self._fill(models)
        self.blockSignals(False)

    def known(self) -> list[str]:
        """What may be chosen."""
        return self._known

    def model(self) -> str:
        return self.main.value()

    def small_model(self) -> str:
        return self.small.value()

    def say(self, text: str, role: str = "small") -> None:
        """Say how the list was loaded; empty: nothing."""
        self._state.setText(text)
        self._state.setVisible(bool(text))
        set_role(self._state, role)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill(self, more: Sequence[str]) -> None:
        self._known = list(dict.fromkeys((*self._known, *more)))
        for combo in (self.main, self.small):
            combo.set_entries([(model, model) for model in self._known])
