"""The list of profiles: to choose one, and to put them in order by mouse or keyboard."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.profiles.profile_delegate import MARK, PADDING, ROW, ProfileDelegate
from app.ui.profiles.profile_row import describe
from app.ui.service_words import localize
from app.ui.theme import theme
from app.ui.tips import plain_tip

ID = Qt.ItemDataRole.UserRole + 1
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ProfileList(QListWidget):
    """Rows of `GET profiles`. Dragging, or Alt+Up and Alt+Down, orders them."""

    chosen = Signal(str)
    """The user went to this profile (its id)."""
    reordered = Signal(list)
    """The ids in their new order."""
    remove_asked = Signal(str)
    confirm_asked = Signal(str)
    """The user wants to confirm this profile's key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profiles: list[Mapping[str, Any]] = []
        self._quiet = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setItemDelegate(ProfileDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.currentItemChanged.connect(self._say_chosen)
        self.model().rowsMoved.connect(self._say_order)
        theme().changed.connect(self.viewport().update)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Profiles"))
        self.setAccessibleDescription(self.tr("Alt+Up and Alt+Down change the order."))
        self.show_profiles(self._profiles)

    def show_profiles(self, profiles: Sequence[Mapping[str, Any]]) -> None:
        """Show these, in this order; the current one stays current where it is still there."""
        current = self.current_id()
        self._profiles = list(profiles)
        self._quiet = True
        try:
            self.clear()
            for profile in self._profiles:
                item = self._make_item(profile)
                self.addItem(item)
                if item.data(ROW).confirm:
                    self.setItemWidget(item, self._make_button(profile))
            self.select(current)
        finally:
            self._quiet = False

    def select(self, profile_id: str | None) -> None:
        """Make a profile the current one without saying so; None: none."""
        quiet, self._quiet = self._quiet, True
        rows = [row for row in range(self.count()) if self.item(row).data(ID) == profile_id]
        if rows:
            self.setCurrentRow(rows[0])
        else:
            self.setCurrentIndex(QModelIndex())
        self._quiet = quiet

    def current_id(self) -> str | None:
        item: QListWidgetItem | None = self.currentItem()  # the stub does not know that there may be none
        return str(item.data(ID)) if item else None

    def ids(self) -> list[str]:
        return [str(self.item(row).data(ID)) for row in range(self.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(step)
        elif event.key() == Qt.Key.Key_Delete and (current := self.current_id()) is not None:
            self.remove_asked.emit(current)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _make_item(self, profile: Mapping[str, Any]) -> QListWidgetItem:
        row = describe(profile)
        item = QListWidgetItem()
        item.setData(ROW, row)
        item.setData(ID, profile["id"])
        item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
        health = profile.get("health") or {}
        failing = health.get("state") == "failing"
        item.setToolTip(plain_tip(localize(health.get("message") or "")) if failing else "")
        return item

    def _make_button(self, profile: Mapping[str, Any]) -> QWidget:
        """What can be done about a key that is not confirmed, below the profile's lines."""
        held = QWidget()
        button = QPushButton(self.tr("Confirm key…"), held)
        button.setAccessibleName(self.tr("Confirm the key of {profile}").format(profile=profile.get("name")))
        button.clicked.connect(lambda _=False, one=str(profile["id"]): self.confirm_asked.emit(one))
        row = QVBoxLayout(held)
        row.setContentsMargins(MARK + 18, 0, 16, PADDING - 2)
        row.addStretch(1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return held

    def _move(self, step: int) -> None:
        row = self.currentRow()
        target = row + step
        if row < 0 or not 0 <= target < self.count():
            return
        self._quiet = True
        item = self.takeItem(row)
        self.insertItem(target, item)
        self.setCurrentItem(item)
        self._quiet = False
        self._say_order()

    def _say_order(self) -> None:
        ids = self.ids()
        self._profiles.sort(key=lambda profile: ids.index(profile["id"]))
        if any(profile.get("key_unconfirmed") for profile in self._profiles):
            # A row that moves loses its button; not while the view still drops it.
            QTimer.singleShot(0, self, lambda: self.show_profiles(self._profiles))
        self.reordered.emit(ids)

    def _say_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._quiet:
            self.chosen.emit(item.data(ID))
