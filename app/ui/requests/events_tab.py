"""The tab of the raw events of a streamed reply, with their times: what the provider sent, what the client got."""

from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.requests.detail_tab import Detail, DetailTab
from app.ui.requests.json_view import JsonView
from app.ui.requests.model import Index
from app.ui.requests.plain_text import one_line
from app.ui.requests.stream_events import StreamEvent, read_events
from app.ui.widgets.choice import Choice
from app.ui.widgets.empty_state import EmptyState

_WIDTHS = (84, 84, 210)
_TOP = QModelIndex()


class EventsTab(DetailTab):
    """A list of events, and the one under the cursor in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: Detail = {}
        self._pieces: object = None
        self._events: list[StreamEvent] = []
        self._model = _Events(self)
        self._list = QTableView()
        self._list.setModel(self._model)
        self._list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setShowGrid(False)
        self._list.setWordWrap(False)
        self._list.setTabKeyNavigation(False)
        self._list.setFrameShape(QTableView.Shape.NoFrame)
        rows = self._list.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(24)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in enumerate(_WIDTHS):
            self._list.setColumnWidth(column, width)
        self._list.horizontalHeader().setStretchLastSection(True)
        self._list.horizontalHeader().setHighlightSections(False)
        self._list.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self._list.selectionModel().currentRowChanged.connect(lambda now, _: self._show_event(now.row()))
        self._side, self._kind = Choice(), Choice()
        for combo in (self._side, self._kind):
            combo.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self._side.currentIndexChanged.connect(lambda _: self._choose())
        self._kind.activated.connect(self._jump)
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("role", "small")
        self._view = JsonView()
        row = QHBoxLayout()
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(8)
        row.addWidget(self._side)
        row.addWidget(self._kind)
        row.addWidget(self._count, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._list)
        split.addWidget(self._view)
        split.setSizes([560, 400])
        split.setChildrenCollapsible(False)
        inner = QWidget()
        column_box = QVBoxLayout(inner)
        column_box.setContentsMargins(0, 2, 0, 0)
        column_box.setSpacing(2)
        column_box.addLayout(row)
        column_box.addWidget(split, 1)
        self._empty = EmptyState("live")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(inner)
        self._pages.addWidget(self._empty)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Events")

    def show_detail(self, detail: Detail) -> None:
        self._detail = detail
        pieces = detail.get("events")
        if pieces and pieces == self._pieces:
            return
        self._pieces = pieces
        self._events = read_events(pieces or [])
        self._pages.setCurrentIndex(0 if self._events else 1)
        if self._events:
            self._choose()
            return
        self._model.set_events([])
        if pieces is None:
            self._empty.set(self.tr("Loading…"), "")
        elif not detail.get("streamed"):
            self._empty.set(self.tr("No events"), self.tr("The client did not ask for a streamed answer."))
        else:
            self._empty.set(
                self.tr("No events recorded"),
                self.tr(
                    "Events are recorded with the bodies: Settings › Privacy › Keep what was sent and answered."
                ),
            )

    def _choose(self) -> None:
        """Show the events of the chosen side."""
        side = self._side.currentData()
        shown = [event for event in self._events if side in (None, "", event.side)]
        self._model.set_events(shown)
        kinds = Counter(event.kind for event in shown)
        self._kind.blockSignals(True)
        self._kind.clear()
        self._kind.addItem(self.tr("Jump to…"), "")
        for kind, count in kinds.items():
            self._kind.addItem(f"{one_line(kind, 60)} ({count})", kind)
        self._kind.blockSignals(False)
        self._count.setText(self.tr("%Ln event(s)", "", len(shown)))
        if shown:
            self._list.setCurrentIndex(self._model.index(0, 0))
        else:
            self._view.set_text("")

    def _jump(self, _at: int) -> None:
        """Go to the next event of the chosen type, round the end."""
        kind = self._kind.currentData()
        events, here = self._model.events, self._list.currentIndex().row()
        self._kind.setCurrentIndex(0)
        for distance in range(1, len(events) + 1):
            at = (here + distance) % len(events)
            if kind and events[at].kind == kind:
                self._list.setCurrentIndex(self._model.index(at, 0))
                self._list.scrollTo(self._model.index(at, 0))
                return

    def _show_event(self, at: int) -> None:
        if 0 <= at < len(self._model.events):
            self._view.set_text(self._model.events[at].data)

    def retranslate(self) -> None:
        chosen = self._side.currentIndex()
        self._side.blockSignals(True)
        self._side.clear()
        self._side.addItem(self.tr("Both sides"), "")
        self._side.addItem(self.tr("From the provider"), "upstream")
        self._side.addItem(self.tr("To the client"), "client")
        self._side.setCurrentIndex(max(0, chosen))
        self._side.blockSignals(False)
        self._side.setAccessibleName(self.tr("Side"))
        self._kind.setAccessibleName(self.tr("Jump to the next event of a type"))
        self._list.setAccessibleName(self.title())
        self._view.setAccessibleName(self.tr("Event"))
        self._model.retranslate()
        if self._detail:
            self._pieces = None
            self.show_detail(self._detail)


class _Events(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.events: list[StreamEvent] = []

    def set_events(self, events: list[StreamEvent]) -> None:
        self.beginResetModel()
        self.events = events
        self.endResetModel()

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)

    def rowCount(self, parent: Index = _TOP) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.events)

    def columnCount(self, parent: Index = _TOP) -> int:  # noqa: N802
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        event, column = self.events[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == 0:
                return f"{event.ms / 1000:.3f} s"
            if column == 1:
                return self.tr("provider →") if event.side == "upstream" else self.tr("→ client")
            return one_line(event.kind if column == 2 else event.data, 120)
        if role == Qt.ItemDataRole.ForegroundRole and column != 2:
            return theme.color("dim")
        if role == Qt.ItemDataRole.FontRole and column in (0, 3):
            return theme.mono_font(-2)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (self.tr("After"), self.tr("Side"), self.tr("Type"), self.tr("Data"))[section]
        return None
