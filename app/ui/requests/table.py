"""The list of requests on the screen: it follows what is new, moves by j and k, and never asks for row heights."""

from typing import cast

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView, QWidget

from app.ui import theme
from app.ui.requests.column_header import ColumnHeader
from app.ui.requests.delegates import LineDelegate
from app.ui.requests.model import Index, RequestModel
from app.ui.requests.row import Row
from app.ui.requests.session import Session


class RequestTable(QTableView):
    """`chosen` has the id of the request under the cursor, "" for none."""

    chosen = Signal(str)
    opened = Signal()
    """Enter or a double click on a request."""
    pause_pressed = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: RequestModel, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._following = True
        self._missed = 0
        self._delegate = LineDelegate(model, self)
        header = ColumnHeader(settings, self)
        self.setHorizontalHeader(header)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        header.restore()
        self.setSortingEnabled(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(theme.ROW_HEIGHT)
        rows.setDefaultSectionSize(theme.ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at))
        )
        self.doubleClicked.connect(self._on_double_click)
        self._jump = QPushButton(self)
        self._jump.setProperty("role", "primary")
        self._jump.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._jump.clicked.connect(self.follow)
        self._jump.hide()
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_range)
        model.arrived.connect(self._on_arrived)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsAboutToBeRemoved.connect(self._on_removed)
        self.retranslate()

    def columns(self) -> ColumnHeader:
        """Return the heading, which chooses the columns."""
        return cast(ColumnHeader, self.horizontalHeader())

    # ------------------------------------------------------------------ the cursor
    def current_row(self) -> Row | None:
        """Return the request under the cursor."""
        index = self.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    def selected_rows(self) -> list[Row]:
        """Return the selected requests from top to bottom; a heading stands for all of its session."""
        found: dict[str, Row] = {}
        for at in sorted(index.row() for index in self.selectionModel().selectedRows()):
            line = self._model.line(at)
            for row in line.rows if isinstance(line, Session) else [line] if line else []:
                found[row.id] = row
        return list(found.values())

    def go(self, at: int) -> None:
        """Put the cursor on a line and show it."""
        if 0 <= at < self._model.rowCount():
            column = max(0, self.horizontalHeader().logicalIndexAt(0))
            self.setCurrentIndex(self._model.index(at, column))
            self.scrollTo(self.currentIndex())

    def move_by(self, step: int) -> None:
        """Move the cursor; without one, begin at the bottom."""
        at = self.currentIndex().row()
        count = self._model.rowCount()
        self.go(count - 1 if at < 0 else min(count - 1, max(0, at + step)))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            row = self._model.row(current.row()) if current.isValid() else None
            self.chosen.emit(row.id if row else "")

    # ------------------------------------------------------------------ following
    @property
    def is_following(self) -> bool:
        """Whether the newest request stays in sight."""
        return self._following

    def follow(self) -> None:
        """Go to the newest request and stay there."""
        self._following = True
        self._missed = 0
        self._jump.hide()
        self.scrollToBottom()

    def _on_scrolled(self, value: int) -> None:
        self._following = value >= self.verticalScrollBar().maximum() - theme.ROW_HEIGHT // 2
        if self._following:
            self._missed = 0
            self._jump.hide()

    def _on_range(self, _least: int, most: int) -> None:
        if self._following:
            self.verticalScrollBar().setValue(most)

    def _on_arrived(self, count: int) -> None:
        if not self._following:
            self._missed += count
            self._say_missed()

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Older requests came in front: what is looked at stays where it is."""
        if first == 0 and last + 1 < self._model.rowCount() and not self._following:
            bar = self.verticalScrollBar()
            self.updateGeometries()
            bar.setValue(bar.value() + (last + 1) * theme.ROW_HEIGHT)

    def _on_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        if first == 0 and last + 1 < self._model.rowCount() and not self._following:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - (last + 1) * theme.ROW_HEIGHT)

    def _say_missed(self) -> None:
        self._jump.setText(self.tr("↓ {count} new").format(count=self._missed))
        self._jump.setAccessibleName(self.tr("Show %Ln new request(s)", "", self._missed))
        self._jump.show()
        self._place_jump()

    def _place_jump(self) -> None:
        size = self._jump.sizeHint()
        below = self.horizontalScrollBar().height() if self.horizontalScrollBar().isVisible() else 0
        self._jump.setGeometry(
            (self.width() - size.width()) // 2,
            self.height() - below - size.height() - 12,
            size.width(),
            size.height(),
        )

    # ------------------------------------------------------------------ Qt's side
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.columns().fill(self.viewport().width())
        self._place_jump()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if not self.currentIndex().isValid() and self._model.rowCount():
            # Qt would begin at the top; what is new is at the bottom.
            bottom = self.rowAt(self.viewport().height() - 1)
            last = bottom if bottom >= 0 else self._model.rowCount() - 1
            no_update = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self._model.index(last, 0), no_update)
        super().focusInEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, at: int) -> None:
        before, self._delegate.hovered = self._delegate.hovered, at
        if before == at:
            return
        for row in (before, at):
            if row >= 0:
                top = self.rowViewportPosition(row)
                self.viewport().update(0, top, self.viewport().width(), theme.ROW_HEIGHT)

    def _on_double_click(self, index: QModelIndex) -> None:
        self._activate(index.row())

    def _activate(self, at: int) -> None:
        line = self._model.line(at)
        if isinstance(line, Session):
            self._model.fold(line)
        elif line is not None:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        line = self._model.line(self.currentIndex().row())
        match event.key():
            case Qt.Key.Key_J if plain:
                self.move_by(1)
            case Qt.Key.Key_K if plain:
                self.move_by(-1)
            case Qt.Key.Key_Space if plain:
                self.pause_pressed.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._activate(self.currentIndex().row())
            case Qt.Key.Key_Left if plain and isinstance(line, Session) and not line.folded:
                self._model.fold(line)
            case Qt.Key.Key_Right if plain and isinstance(line, Session) and line.folded:
                self._model.fold(line)
            case Qt.Key.Key_End if plain:
                self.go(self._model.rowCount() - 1)
                self.follow()
            case Qt.Key.Key_Home if plain:
                self.go(0)
            case key if (
                key < Qt.Key.Key_Escape and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ):
                event.ignore()  # letters belong to the page; the table's own search would eat them
            case Qt.Key.Key_Escape:
                event.ignore()
            case Qt.Key.Key_C if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # Qt would copy the text of one cell
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Requests"))
        self.setAccessibleDescription(
            self.tr(
                "One request a row, the newest at the bottom. Enter shows the details, Space pauses the list."
            )
        )
        if self._missed:
            self._say_missed()
