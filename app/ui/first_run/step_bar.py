"""Where in the first run one is: three numbered words, the current one in colour."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.theme import set_role


class StepBar(QFrame):
    """`set_words` names the steps, `set_step` says which one it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar-top")
        self._words: list[QLabel] = []
        self._step = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(24, 12, 24, 12)
        self._row.setSpacing(12)

    def set_words(self, words: Sequence[str]) -> None:
        """Name the steps."""
        if not self._words:
            for place in range(len(words)):
                if place:
                    rule = QFrame(self)
                    rule.setProperty("role", "rule")
                    rule.setFixedWidth(32)
                    self._row.addWidget(rule, 0, Qt.AlignmentFlag.AlignVCenter)
                label = QLabel(self)
                self._words.append(label)
                self._row.addWidget(label)
            self._row.addStretch(1)
        for place, (label, word) in enumerate(zip(self._words, words, strict=True), 1):
            label.setText(f"{place}  {word}")
        self.set_step(self._step)

    def set_step(self, step: int) -> None:
        """Show the step, counted from 0, as the current one."""
        self._step = step
        for place, label in enumerate(self._words):
            set_role(label, "accent" if place == step else "text" if place < step else "dim")
        if self._words:
            self.setAccessibleName(self._words[step].text())
