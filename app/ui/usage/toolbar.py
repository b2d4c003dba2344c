"""The head of the usage page: how many days, and by what they are grouped."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.usage.aggregate import GROUPS, Group
from app.ui.widgets.choice import Choice

RANGES = (7, 30, 90)


class UsageToolbar(QWidget):
    """Title, currency where there are several, grouping, range."""

    changed = Signal()
    """The grouping or the currency."""
    range_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._text = QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "dim")
        self.currency, self.groups = Choice(self), Choice(self)
        self.currency.hide()
        self.currency.activated.connect(lambda _: self.changed.emit())
        self.groups.addItems([""] * len(GROUPS))
        self.groups.activated.connect(lambda _: self.changed.emit())
        self.ranges = QButtonGroup(self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(words, 1)
        layout.addWidget(self.currency)
        layout.addWidget(self.groups)
        for days in RANGES:
            button = QPushButton(self)
            button.setCheckable(True)
            button.setChecked(days == RANGES[1])
            self.ranges.addButton(button, days)
            layout.addWidget(button)
        self.ranges.idClicked.connect(lambda _: self.range_changed.emit())
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Usage"))
        self._text.setText(self.tr("What passed through Turnout, counted once"))
        words = (self.tr("By profile"), self.tr("By model"), self.tr("By client"))
        for place, word in enumerate(words):
            self.groups.setItemText(place, word)
        self.groups.setAccessibleName(self.tr("Group by"))
        self.currency.setAccessibleName(self.tr("Currency of the chart"))
        for days in RANGES:
            self.ranges.button(days).setText(self.tr("{count} days").format(count=days))

    def group(self) -> Group:
        return GROUPS[self.groups.currentIndex()]

    def days(self) -> int:
        return self.ranges.checkedId()

    def set_currencies(self, currencies: list[str]) -> None:
        """Offer these, the first by default; one or none is no choice."""
        before = self.currency.currentText()
        self.currency.clear()
        self.currency.addItems(currencies)
        self.currency.setCurrentText(before if before in currencies else "".join(currencies[:1]))
        self.currency.setVisible(len(currencies) > 1)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
