"""The figures behind the charts, a row for each profile, model or client: also for those who hear them."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.ui.theme import ROW_HEIGHT, color, mono_font
from app.ui.usage.aggregate import Totals
from app.ui.usage.figures import UNKNOWN, cost, full_number, rate, short_number

NAME = Qt.ItemDataRole.UserRole
HITS_COLUMN = 5
COST_COLUMN = 8


class TotalsTable(QTableWidget):
    """Choosing a row says so, and once more takes it back; a click on an unknown cost asks for a price."""

    chosen = Signal(object)
    """The name of the group; None: all."""
    price_wanted = Signal(str)
    """The name of the group whose price is not known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 9, parent)
        self._chosen: str | None = None
        self._label = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.cellClicked.connect(self._clicked)
        self.cellActivated.connect(self._clicked)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Usage by group"))
        words = (
            self._label, self.tr("Requests"), self.tr("Failed"), self.tr("Input"), self.tr("Cached"),
            self.tr("Cache hits"), self.tr("Output"), self.tr("Reasoning"), self.tr("Cost"),
        )  # fmt: skip
        for column, word in enumerate(words):
            item = QTableWidgetItem(word)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, item)

    def show_groups(
        self, label: str, groups: Mapping[str, Totals], names: Mapping[str, str], all_: Totals
    ) -> None:
        """Show a row for each group under the column's `label`, and one for all. `names`: the groups' for people."""
        self._label = label
        self._chosen = self._chosen if self._chosen in groups else None
        self.retranslate()
        self.setRowCount(0)
        for name, totals in groups.items():
            self._add(name, names.get(name, name) or UNKNOWN, totals)
        if len(groups) > 1:
            self._add(None, self.tr("All"), all_)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + self.rowCount() * ROW_HEIGHT + 2)
        self._select()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _add(self, name: str | None, label: str, totals: Totals) -> None:
        row = self.rowCount()
        self.insertRow(row)
        counts = (totals.requests, totals.failed)
        tokens = {3: totals.input, 4: totals.cached, 6: totals.output, 7: totals.reasoning}
        texts = [label, *map(full_number, counts), *map(short_number, tokens.values()), cost(totals)]
        texts.insert(HITS_COLUMN, rate(totals.hit_rate))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(NAME, name)
            font = QFont(self.font()) if column == 0 else mono_font()
            font.setWeight(QFont.Weight.DemiBold if name is None else QFont.Weight.Normal)
            item.setFont(font)
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column in tokens:
                item.setToolTip(full_number(tokens[column]))
            if column == 2 and totals.failed:
                item.setForeground(color("err"))
            if column == COST_COLUMN and totals.unpriced:
                item.setToolTip(self.tr("%Ln request(s) have no known price", "", totals.unpriced))
                if name is not None:
                    item.setForeground(color("accent"))
            self.setItem(row, column, item)

    def _clicked(self, row: int, column: int) -> None:
        item = self.item(row, column)
        name = self._name(row)
        if column == COST_COLUMN and name is not None and item is not None and item.toolTip():
            self.price_wanted.emit(name)
            return
        self._chosen = None if name == self._chosen else name
        self._select()
        self.chosen.emit(self._chosen)

    def _select(self) -> None:
        self.clearSelection()
        for row in range(self.rowCount()):
            if self._chosen is not None and self._name(row) == self._chosen:
                self.selectRow(row)

    def _name(self, row: int) -> str | None:
        """The group of a row; None: the one for all."""
        item = self.item(row, 0)
        name: str | None = item.data(NAME) if item is not None else None
        return name
