"""Who steps in for one client: a short list to add to, to put in order by mouse or keyboard, and to take from."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import icons, theme
from app.ui.menu_text import menu_text
from app.ui.names import client_name
from app.ui.profile_marks import mark_of
from app.ui.theme import ROW_HEIGHT
from app.ui.widgets.icon_button import IconButton

_ID = Qt.ItemDataRole.UserRole
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_GROUND = QSize(0, ROW_HEIGHT)


class OrderList(QListWidget):
    """Ids of profiles in their order. Dragging, or Alt+Up and Alt+Down, orders them; Delete takes one out."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Not while the view still drops it: whoever hears of it fills the list anew.
        self.model().rowsMoved.connect(lambda *_: QTimer.singleShot(0, self, self.edited.emit))

    def ids(self) -> list[str]:
        return [str(self.item(row).data(_ID)) for row in range(self.count())]

    def show_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show these pairs of an id and its text; the current one stays current where it is still there."""
        current = self.currentItem()
        wanted = current.data(_ID) if self.currentRow() >= 0 else None
        self.clear()
        for place, (profile, text) in enumerate(entries, 1):
            item = QListWidgetItem(icons.icon("drag", "dim"), f"{place}.  {text}")
            item.setData(_ID, profile)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{place}. {text}")
            item.setSizeHint(_GROUND)
            self.addItem(item)
            if profile == wanted:
                self.setCurrentItem(item)
        self.setFixedHeight(ROW_HEIGHT * self.count())
        self.setVisible(self.count() > 0)

    def move(self, step: int) -> None:  # type: ignore[override]
        """Move the current one up (-1) or down (1)."""
        row, target = self.currentRow(), self.currentRow() + step
        if row >= 0 and 0 <= target < self.count():
            item = self.takeItem(row)
            self.insertItem(target, item)
            self.setCurrentItem(item)
            self.edited.emit()

    def take_out(self) -> None:
        """Take the current one out."""
        if self.currentRow() >= 0:
            self.takeItem(self.currentRow())
            self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move(step)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.take_out()
        else:
            super().keyPressEvent(event)


class OrderRow(QWidget):
    """`edited` has the ids after each change by the user; whoever keeps them shows them again, or the problem."""

    edited = Signal(list)

    def __init__(self, client: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.client = client
        self._ids: list[str] = []
        self._first: str | None = None
        self._profiles: Sequence[Mapping[str, Any]] = ()
        self._title, self._hint, self._problem = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label, role in ((self._title, "strong"), (self._hint, "small"), (self._problem, "error")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        self.list = OrderList()
        self.list.edited.connect(lambda: self._change(self.list.ids()))
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.up, self.down, self.out = IconButton("arrow-up"), IconButton("arrow-down"), IconButton("close")
        self.up.clicked.connect(lambda: self.list.move(-1))
        self.down.clicked.connect(lambda: self.list.move(1))
        self.out.clicked.connect(self.list.take_out)
        self.add = QPushButton()
        self.menu = QMenu(self.add)
        self.menu.aboutToShow.connect(self._fill)
        self.add.setMenu(self.menu)
        self._arrange()
        self.retranslate()

    def show_order(
        self, ids: Sequence[str], first: str | None, profiles: Sequence[Mapping[str, Any]]
    ) -> None:
        """Show who steps in. `first`: the profile that serves the client, which is asked before them."""
        if (self._ids, self._first, self._profiles) == (list(ids), first, profiles):
            return  # a list that is dragged right now keeps its items
        self._ids, self._first, self._profiles = list(ids), first, profiles
        self.retranslate()

    @property
    def problem(self) -> str:
        return self._problem.text()

    def set_problem(self, text: str) -> None:
        """Say why a change was not kept; "" takes it back."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def retranslate(self) -> None:
        name = client_name(self.client)
        self._title.setText(name)
        self._hint.setText(self._describe())
        self.list.setAccessibleName(self.tr("Fallbacks of {client}").format(client=name))
        self.list.setAccessibleDescription(
            self.tr("Alt+Up and Alt+Down change the order, Delete takes one out.")
        )
        self.list.setToolTip(self.list.accessibleDescription())
        self.list.show_entries([(one, self._text(one)) for one in self._ids])
        self.up.set_name(self.tr("Ask it earlier"))
        self.down.set_name(self.tr("Ask it later"))
        self.out.set_name(self.tr("Take it out"))
        self.add.setText(self.tr("Add profile"))
        self.add.setAccessibleName(self.tr("Add a fallback of {client}").format(client=name))
        self._enable()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ------------------------------------------------------------------ inside
    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._hint)
        head.addLayout(texts, 1)
        head.addSpacing(8)
        for button in (self.up, self.down, self.out):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        head.addSpacing(4)
        head.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self._problem)
        theme.theme().changed.connect(self.retranslate)

    def _change(self, ids: list[str]) -> None:
        self._ids = ids
        self.retranslate()
        self.edited.emit(ids)

    def _enable(self) -> None:
        row, last = self.list.currentRow(), self.list.count() - 1
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < last)
        self.out.setEnabled(row >= 0)
        for button in (self.up, self.down, self.out):
            button.setVisible(last >= 0)

    def _fill(self) -> None:
        self.menu.clear()
        for profile in self._profiles:
            if profile["id"] in self._ids:
                continue
            action = self.menu.addAction(menu_text(self._text(profile["id"])))
            action.triggered.connect(lambda _=False, one=str(profile["id"]): self._change([*self._ids, one]))
        if self.menu.isEmpty():
            self.menu.addAction(self.tr("There is no other profile")).setEnabled(False)

    def _describe(self) -> str:
        if self._first is None:
            alone = self.tr("No profile serves it yet, and none steps in.")
            return self.tr("No profile serves it yet. Then:") if self._ids else alone
        said = (
            self.tr("First {profile}, then:")
            if self._ids
            else self.tr("First {profile}. No profile steps in.")
        )
        return said.format(profile=self._name(self._first))

    def _find(self, profile: str | None) -> Mapping[str, Any] | None:
        return next((one for one in self._profiles if one["id"] == profile), None)

    def _name(self, profile: str) -> str:
        return str((self._find(profile) or {}).get("name") or profile)

    def _text(self, profile: str) -> str:
        found = self._find(profile)
        if found is None:
            return self.tr("{profile} (there is no such profile)").format(profile=profile)
        parts = [str(found.get("name") or profile), str(found.get("model") or "")]
        if profile == self._first:
            parts.append(self.tr("serves now, so it is not asked again"))
        if mark := mark_of(dict(found)).text:
            parts.append(f"▲ {mark}")
        return " · ".join(part for part in parts if part)
