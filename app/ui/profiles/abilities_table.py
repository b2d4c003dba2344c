"""What a profile's provider can, a row each: on every wire, who says so, and what is done where it cannot."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.ui import theme
from app.ui.profiles.abilities_words import UNKNOWN, source_words, title_words, value_words
from app.ui.profiles.policy_choice import PolicyChoice
from app.ui.tips import plain_tip

ROW_HEIGHT = 34
"""Pixels: a choice stands in it."""
CHOICE_HEIGHT = 30
_TITLE_WIDTH, _WIRE_WIDTH, _SOURCE_WIDTH, _POLICY_WIDTH = 120, 78, 96, 122
"""Pixels; the title takes what is left over."""
_PLAIN = {"responses": "Responses", "messages": "Messages", "chat": "Chat"}
"""The wires' names stay in every language."""


class AbilitiesTable(QTableWidget):
    """As high as its rows: the form scrolls. `policy_chosen` has a capability and its new policy.

    In a window too narrow for it the column of sources goes; the tooltips still have them.
    """

    policy_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: Mapping[str, Any] = {}
        self._choices: dict[str, PolicyChoice] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        theme.theme().changed.connect(self.retranslate)
        self.retranslate()

    def show_matrix(self, matrix: Mapping[str, Any]) -> None:
        """Show the answer of `GET profiles/ID/capabilities`; {}: nothing."""
        if matrix != self._matrix:  # an open choice stays open where nothing is new
            self._matrix = matrix
            self.retranslate()

    def choice(self, name: str) -> PolicyChoice:
        """The choice of a capability's policy."""
        return self._choices[name]

    def retranslate(self) -> None:
        wires = self._wires()
        self.setAccessibleName(self.tr("What the provider can do"))
        heads = [self.tr("Capability"), *(_PLAIN.get(wire, wire) for wire in wires)]
        heads += [self.tr("Source"), self.tr("If it is missing")]
        names = self._names()
        self._choices.clear()
        self.setRowCount(0)
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(heads)
        self.setRowCount(len(names))
        for row, name in enumerate(names):
            self._fill(row, name)
        head = self.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        widths = [*(_WIRE_WIDTH for _ in wires), _SOURCE_WIDTH, _POLICY_WIDTH]
        for column, width in enumerate(widths, 1):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, width)
        self._fit()
        self.setFixedHeight(head.sizeHint().height() + len(names) * ROW_HEIGHT + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ------------------------------------------------------------------ inside
    def _fit(self) -> None:
        needed = _TITLE_WIDTH + len(self._wires()) * _WIRE_WIDTH + _SOURCE_WIDTH + _POLICY_WIDTH
        narrow, sources = self.viewport().width() < needed, self.columnCount() - 2
        for column in range(self.columnCount()):  # the one that was hidden may be another's by now
            self.setColumnHidden(column, narrow and column == sources)

    def _wires(self) -> list[str]:
        return list(self._matrix.get("wires") or ())

    def _known(self) -> dict[str, Mapping[str, Any]]:
        return {one["name"]: one for one in self._matrix.get("capabilities") or ()}

    def _names(self) -> list[str]:
        """What something is known of, and what there is a policy for."""
        policies: Mapping[str, Any] = self._matrix.get("policies") or {}
        known = [name for name in self._known() if name in policies or any(self._sources(name))]
        return [*known, *(name for name in policies if name not in known)]

    def _entry(self, wire: str, name: str) -> Mapping[str, Any]:
        return self._matrix["wires"][wire].get(name) or {}

    def _sources(self, name: str) -> Sequence[str]:
        said = (self._entry(wire, name).get("source") for wire in self._wires())
        return list(dict.fromkeys(one for one in said if one))

    def _fill(self, row: int, name: str) -> None:
        known = self._known()
        title = title_words(name, known)
        self._put(row, 0, title)
        sources = self._sources(name) if name in known else []
        for column, wire in enumerate(self._wires(), 1):
            entry = self._entry(wire, name)
            text = value_words(entry.get("value"))
            tip = f"{text} · {source_words(entry.get('source'))}"
            self._put(row, column, text, "warn" if entry.get("value") is False else "", tip)
        last = self.columnCount() - 1
        said = ", ".join(map(source_words, sources)) if sources else source_words(None)
        self._put(row, last - 1, said if name in known else UNKNOWN, "dim")
        policy = (self._matrix.get("policies") or {}).get(name)
        self._put(row, last, "" if policy else UNKNOWN, "dim")
        if policy:
            choice = PolicyChoice(policy["choices"], policy["value"], self)
            choice.setMaximumHeight(CHOICE_HEIGHT)
            choice.setAccessibleName(self.tr("{capability}: if it is missing").format(capability=title))
            choice.activated.connect(
                lambda _, name=name, choice=choice: self.policy_chosen.emit(name, choice.currentData())
            )
            self._choices[name] = choice
            self.setCellWidget(row, last, choice)

    def _put(self, row: int, column: int, text: str, color: str = "", tip: str = "") -> None:
        item = QTableWidgetItem(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setToolTip(plain_tip(tip or text))
        if color or text == UNKNOWN:
            item.setForeground(theme.color(color or "dim"))
        self.setItem(row, column, item)
