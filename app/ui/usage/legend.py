"""The names of the series above the chart, each with its colour."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.usage.chart_colors import series_color
from app.ui.usage.swatch import Swatch
from app.ui.widgets.elided_label import ElidedLabel


class Legend(QWidget):
    """One line; long names are cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.show_names([], [])

    def show_names(self, names: Sequence[str], colors: Sequence[int]) -> None:
        """Show these; `colors`: places in the palette."""
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for name, place in zip(names, colors, strict=True):
            label = ElidedLabel(name, Qt.TextElideMode.ElideMiddle, self)
            label.setProperty("role", "small")
            self._row.addWidget(Swatch(series_color(place), self))
            self._row.addWidget(label)
            self._row.addSpacing(8)
        self._row.addStretch(1)
