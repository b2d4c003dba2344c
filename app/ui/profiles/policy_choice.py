"""The choice of what is done where a provider lacks something; the wheel scrolls the page, not the choice."""

from collections.abc import Sequence

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from app.ui.profiles.abilities_words import policy_words
from app.ui.widgets.choice import Choice


class PolicyChoice(Choice):
    """Its data are the policies' own words."""

    def __init__(self, choices: Sequence[str], policy: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for one in choices:
            self.addItem(policy_words(one), one)
        self.setCurrentIndex(self.findData(policy))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()
