"""All checked profiles side by side: verdicts and capabilities."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.check import matrix
from app.ui import icons, theme
from app.ui.check.wording import capability_name, verdict_short, verdict_word
from app.ui.names import CLIENTS, client_name
from app.ui.tips import plain_tip

_NAME_WIDTH, _VERDICT_WIDTH, _WIRES_WIDTH = 128, 104, 120
_PAD = 18
_VERDICT_SIGNS = {"ok": ("ok", "ok"), "warn": ("warning", "warn"), "error": ("error", "err")}
_CELL_SIGNS = {"✓": ("tick", "ok"), "✕": ("close", "err"), "✓ partly": ("minus", "warn"), "–": ("", "")}


class MatrixView(QTableWidget):
    """A row for each profile, also for those that were never checked; `chosen` has the one that was opened."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profiles: list[dict[str, Any]] = []
        self._checks: Mapping[str, Mapping[str, Any]] = {}
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT + 6)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        self.cellActivated.connect(lambda row, _: self.chosen.emit(self._profiles[row]["id"]))
        theme.theme().changed.connect(self.retranslate)
        self.retranslate()

    def show_checks(
        self, profiles: Sequence[dict[str, Any]], checks: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """Show the last results of these profiles."""
        self._profiles, self._checks = list(profiles), checks
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Checks of all profiles"))
        names = [name for name, _ in matrix.CAPABILITIES]
        heads = [self.tr("Profile"), *(client_name(client) for client in CLIENTS)]
        heads += [capability_name(name) for name in names]
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(heads)
        self.setRowCount(len(self._profiles))
        for row, profile in enumerate(self._profiles):
            self._fill(row, profile)
        head = self.horizontalHeader()
        first = 1 + len(CLIENTS)
        widths = {0: _NAME_WIDTH, first: _WIRES_WIDTH}
        widths |= dict.fromkeys(range(1, first), _VERDICT_WIDTH)
        for column in range(len(heads)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(
                column, widths.get(column) or head.fontMetrics().horizontalAdvance(heads[column]) + _PAD
            )

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill(self, row: int, profile: dict[str, Any]) -> None:
        check = self._checks.get(profile["id"])
        self.setItem(row, 0, QTableWidgetItem(str(profile["name"])))
        cells = matrix.rows([check])[1][3:] if check else ["–"] * len(matrix.CAPABILITIES)
        for column, client in enumerate(CLIENTS, 1):
            self.setItem(row, column, self._verdict(check, client))
        for column, cell in enumerate(cells, 1 + len(CLIENTS)):
            self.setItem(row, column, self._cell(cell))

    def _verdict(self, check: Mapping[str, Any] | None, client: str) -> QTableWidgetItem:
        verdict = (check or {}).get("verdicts", {}).get(client)
        if verdict is None:
            item = QTableWidgetItem(self.tr("Not checked"))
            item.setForeground(theme.color("dim"))
            return item
        text, kind = verdict_word(str(verdict["verdict"]))
        sign = icons.icon(*_VERDICT_SIGNS.get(kind, ("info", "dim")))
        item = QTableWidgetItem(sign, verdict_short(str(verdict["verdict"])))
        item.setToolTip(plain_tip("\n".join([text, *verdict.get("reasons", [])])))
        return item

    def _cell(self, cell: str) -> QTableWidgetItem:
        if cell not in _CELL_SIGNS:
            return QTableWidgetItem(cell)  # the names of the wires
        words = {
            "✓": self.tr("yes"),
            "✕": self.tr("no"),
            "✓ partly": self.tr("partly"),
            "–": self.tr("not known"),
        }
        name, color = _CELL_SIGNS[cell]
        item = QTableWidgetItem("" if name else cell)
        item.setToolTip(words[cell])
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words[cell])
        if name:
            item.setIcon(icons.icon(name, color))
        else:
            item.setForeground(theme.color("dim"))
        return item
