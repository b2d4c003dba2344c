"""The grid of presets with its search: type, go with the arrow keys, Enter."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.ui.icons import icon
from app.ui.profiles.preset_card import PresetCard, describe_custom, describe_preset
from app.ui.profiles.preset_delegate import CARD, CARD_HEIGHT, GAP, PresetDelegate
from app.ui.profiles.preset_search import is_address, search
from app.ui.theme import theme

LEAST_CARD = 172
"""Pixels a card needs for a name and a tag."""
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TO_GRID = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class PresetGrid(QWidget):
    """All presets as cards. The first match is the current one, so that Enter takes it."""

    chosen = Signal(str, str)
    """A preset's id (empty: an address of one's own) and the address that was typed, if it was one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets: list[Mapping[str, Any]] = []
        self.search = QLineEdit(self, clearButtonEnabled=True)
        self._glass = self.search.addAction(icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.cards = _Cards(self)
        self.cards.itemClicked.connect(self._choose)
        self.cards.itemActivated.connect(self._choose)
        self.cards.typed.connect(self._continue_typing)
        self._nothing = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._nothing.setProperty("role", "dim")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.search)
        layout.addWidget(self._nothing)
        layout.addWidget(self.cards, 1)
        self.setFocusProxy(self.search)
        self.retranslate()

    def retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Search providers, models, or paste a base URL"))
        self.search.setAccessibleName(self.tr("Search providers"))
        self.cards.setAccessibleName(self.tr("Providers"))
        self._nothing.setText(self.tr("No provider of this name. Paste its base URL instead."))
        self._fill()

    def show_presets(self, presets: Sequence[Mapping[str, Any]]) -> None:
        """Show these (`GET presets`)."""
        self._presets = list(presets)
        self._fill()

    def mark(self, preset_id: str | None) -> None:
        """Make a preset the current card; None: none."""
        for row in range(self.cards.count()):
            item = self.cards.item(row)
            if item.data(CARD).id == preset_id:
                self.cards.setCurrentItem(item)
                return
        self.cards.setCurrentIndex(QModelIndex())

    def shown(self) -> list[str]:
        """The ids of the cards, in their order."""
        return [self.cards.item(row).data(CARD).id for row in range(self.cards.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in ENTER:
                self._choose(self.cards.currentItem())
                return True
            if event.key() in _TO_GRID:
                self.cards.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill(self) -> None:
        text = self.search.text().strip()
        found = [describe_preset(preset) for preset in search(self._presets, text)]
        if is_address(text):
            found.insert(0, describe_custom(text))
        elif not text and found:
            found.insert(1, describe_custom())
        self.cards.show_cards(found)
        self.cards.setVisible(bool(found))
        self._nothing.setVisible(bool(text) and not found)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            card: PresetCard = item.data(CARD)
            text = self.search.text().strip()
            self.chosen.emit(card.id, text if is_address(text) else "")

    def _continue_typing(self, text: str) -> None:
        self.search.setFocus()
        if text:
            self.search.insert(text)


class _Cards(QListWidget):
    """The cards: as many in a line as fit, all of one width."""

    typed = Signal(str)
    """Letters that belong to the search; empty: only go there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(PresetDelegate(self))
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent;")
        theme().changed.connect(self.viewport().update)

    def show_cards(self, cards: Sequence[PresetCard]) -> None:
        self.clear()
        for card in cards:
            item = QListWidgetItem()
            item.setData(CARD, card)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, card.spoken)
            item.setToolTip(card.name)
            self.addItem(item)
        if cards:
            self.setCurrentRow(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        # The list keeps a scroll bar's width free also where it needs none.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        width = self.maximumViewportSize().width() - bar - 2
        columns = max(1, width // (LEAST_CARD + GAP))
        self.setGridSize(QSize(width // columns, CARD_HEIGHT + GAP))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        first_line = (
            self.currentRow() * self.gridSize().width() < self.viewport().width() - self.gridSize().width()
        )
        if event.key() == Qt.Key.Key_Up and first_line:
            self.typed.emit("")
        elif event.key() in ENTER:
            # Taken here: a dialog's default button must not be pressed as well.
            self.itemActivated.emit(self.currentItem())
        elif (
            event.text().strip()
            and event.text().isprintable()
            and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        ):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
