"""The palette of commands: type a few words ("use kimi for codex"), press Enter."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.commands import Command, find
from app.ui.hint_delegate import HINT, HintDelegate

_WIDTH, _ROW, _ROWS = 520, 32, 9
_TOP = 84
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QDialog):
    """Opened over a window with the commands of the moment; the chosen one runs after it has closed."""

    def __init__(self, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._commands = list(commands)
        self._found: list[Command] = []
        self._field = QLineEdit()
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._search)
        self._field.returnPressed.connect(self._run)
        self._list = QListWidget()
        self._list.setUniformItemSizes(True)
        self._list.setIconSize(QSize(16, 16))
        self._list.setItemDelegate(HintDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._run)
        self._none = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._none.setProperty("role", "dim")
        self._none.setFixedHeight(_ROW * 2)
        self.setObjectName("palette")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for widget in (self._field, self._list, self._none):
            column.addWidget(widget)
        self.setFixedWidth(min(_WIDTH, parent.width() - 32))
        self.retranslate()
        self._search("")
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + _TOP)
        self._field.setFocus()

    @property
    def shown(self) -> list[str]:
        """The titles that are listed now."""
        return [command.title for command in self._found]

    def retranslate(self) -> None:
        self._field.setPlaceholderText(self.tr("Switch a profile or open a page…"))
        self._field.setAccessibleName(self.tr("Command"))
        self._list.setAccessibleName(self.tr("Commands"))
        self._none.setText(self.tr("No such command"))
        self.setWindowTitle(self.tr("Commands"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # The cursor stays in the field while the arrow keys move through the list.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self._move(event.key())
            return True
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        self._found = [command for command in find(self._commands, typed) if command.enabled]
        self._list.clear()
        for command in self._found:
            item = QListWidgetItem(icons.icon(command.icon, "dim"), command.title)
            item.setData(HINT, command.hint)
            item.setSizeHint(QSize(0, _ROW))
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.setVisible(bool(self._found))
        self._none.setVisible(not self._found)
        self._list.setFixedHeight(_ROW * min(_ROWS, max(1, len(self._found))))
        self.adjustSize()

    def _move(self, key: int) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_ROWS, Qt.Key.Key_PageDown: _ROWS}
        row = self._list.currentRow() + steps[Qt.Key(key)]
        self._list.setCurrentRow(max(0, min(self._list.count() - 1, row)))

    def _run(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._found):
            self.accept()
            self._found[row].run()
