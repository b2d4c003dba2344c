"""The card with a day's values that follows the mouse over the chart."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.ui.usage.swatch import Swatch

GAP = 8


class HoverCard(QFrame):
    """`show_values`, then `place` beside a spot of the parent."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 8, 10, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self.hide()

    def show_values(self, day: date, values: Sequence[tuple[str, str, str]]) -> None:
        """Show a day and, for each value, its colour, name and amount."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        title = QLabel(QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat))
        title.setProperty("role", "strong")
        self._grid.addWidget(title, 0, 0, 1, 3)
        for row, (shade, name, amount) in enumerate(values, 1):
            label, figure = QLabel(name), QLabel(amount)
            for text in (label, figure):
                text.setTextFormat(Qt.TextFormat.PlainText)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            for column, widget in enumerate((Swatch(shade), label, figure)):
                self._grid.addWidget(widget, row, column)
        for part in self.findChildren(QWidget):
            part.setVisible(self._grid.indexOf(part) >= 0)

    def place(self, at: QPoint) -> None:
        """Show it right of a spot of the parent, or left of it where there is no room."""
        self.adjustSize()
        room = self._page.rect()
        left = at.x() + GAP if at.x() + GAP + self.width() <= room.width() else at.x() - GAP - self.width()
        self.move(max(0, left), max(0, min(at.y(), room.height() - self.height())))
        self.show()
        self.raise_()
