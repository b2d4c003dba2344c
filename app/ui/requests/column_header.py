"""The heading of the list: columns are chosen, moved and sized here, and remembered."""

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from app.ui.requests.columns import COLUMNS, PLACES, full_title

_KEY = "requests/columns"
_SAVE_MS = 500
"""A column that is being dragged changes at each move of the mouse."""
_LEAST_MODEL = 170
"""Pixels: the column that takes what room is left never gets less."""
_LEAST = 24
_MOST_DIGITS = 5
"""Of a width in pixels; what is longer, nobody has dragged there."""


class ColumnHeader(QHeaderView):
    """The model's column fills the room that the others leave."""

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._settings = settings
        self._filling = False
        self._room = 0
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setSortIndicatorClearable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(_LEAST)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self._save_soon = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._save_soon.timeout.connect(self.save)
        self.sectionResized.connect(self._on_resized)
        self.sectionMoved.connect(lambda *_: self._save_soon.start())

    def restore(self) -> None:
        """Take up widths, order and choice as they were left; new columns come as they are meant."""
        saved = {
            key: (int(width), shown == "1")
            for key, width, shown in (part.split(":") for part in self._saved())
            if key in PLACES and width.isdecimal() and len(width) <= _MOST_DIGITS
        }
        for place, column in enumerate(COLUMNS):
            width, shown = saved.get(column.key, (column.width, column.shown))
            self.resizeSection(place, max(_LEAST, width))
            self.setSectionHidden(place, not shown)
        for target, key in enumerate(saved):
            self.moveSection(self.visualIndex(PLACES[key]), target)
        self._save_soon.stop()

    def _saved(self) -> list[str]:
        text = str(self._settings.value(_KEY, "") or "")
        return [part for part in text.split(" ") if part.count(":") == 2]

    def save(self) -> None:
        """Remember order, widths and choice."""
        order = (COLUMNS[self.logicalIndex(at)] for at in range(self.count()))
        parts = []
        for column in order:
            place = PLACES[column.key]
            hidden = self.isSectionHidden(place)
            width = column.width if hidden or column.key == "model" else self.sectionSize(place)
            parts.append(f"{column.key}:{width}:{0 if hidden else 1}")
        self._settings.setValue(_KEY, " ".join(parts))

    def fill(self, room: int) -> None:
        """Give the column of the models the room that is left of so many pixels."""
        self._room = room
        model = PLACES["model"]
        others = sum(self.sectionSize(at) for at in range(self.count()) if at != model)  # hidden ones are 0
        self._filling = True
        self.resizeSection(model, max(_LEAST_MODEL, room - others))
        self._filling = False

    def choose(self, key: str, shown: bool) -> None:
        """Show or hide a column."""
        place = PLACES[key]
        self.setSectionHidden(place, not shown)
        if shown and self.sectionSize(place) < _LEAST:
            self.resizeSection(place, COLUMNS[place].width)
        self.fill(self._room)
        self.save()

    def put_back(self) -> None:
        """Put every column back as it was at first."""
        self._settings.remove(_KEY)
        for target, column in enumerate(COLUMNS):
            self.moveSection(self.visualIndex(PLACES[column.key]), target)
        self.restore()
        self.fill(self._room)

    def menu(self) -> QMenu:
        """Return the menu that chooses the columns."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in COLUMNS:
            action = menu.addAction(full_title(column.key))
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(PLACES[column.key]))
            action.setEnabled(column.key not in ("model", "status"))  # a list without them says nothing
            action.toggled.connect(lambda shown, key=column.key: self.choose(key, shown))
        menu.addSeparator()
        menu.addAction(self.tr("Reset columns"), self.put_back)
        return menu

    def _show_menu(self, at: QPoint) -> None:
        self.menu().popup(self.mapToGlobal(at))

    def _on_resized(self, *_: int) -> None:
        if not self._filling:
            self.fill(self._room)
            self._save_soon.start()
