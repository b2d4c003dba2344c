"""The pages' names at the left of the window: icons and words, or icons alone where it is narrow."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from app.ui import icons

_WIDE, _NARROW = 168, 56
_ICON = 18
_AT_THE_BOTTOM = "settings"
_GAP = "\u2002"
"""Between icon and word: the style leaves less there than the eye wants."""


class Navigation(QFrame):
    """`chosen` has the name of the page whose button was clicked."""

    chosen = Signal(str)

    def __init__(self, pages: Mapping[str, str], parent: QWidget | None = None) -> None:
        """`pages` maps each page's name to its icon, in order."""
        super().__init__(parent)
        self.setProperty("role", "side")
        self._buttons: dict[str, QToolButton] = {}
        self._keys: dict[str, str] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(4)
        for number, (name, icon) in enumerate(pages.items(), 1):
            button = QToolButton()
            button.setCheckable(True)
            button.setProperty("role", "nav")
            button.setIcon(icons.icon(icon))
            button.setIconSize(QSize(_ICON, _ICON))
            keys = QKeySequence(f"Ctrl+{number}")
            # Not the button's own: that one clicks 100 ms later, for the eye.
            QShortcut(keys, button, button.click)
            self._keys[name] = keys.toString(QKeySequence.SequenceFormat.NativeText)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._group.addButton(button)
            self._buttons[name] = button
            if name == _AT_THE_BOTTOM:
                column.addStretch(1)
            column.addWidget(button)
        if _AT_THE_BOTTOM not in pages:
            column.addStretch(1)
        self.set_narrow(False)

    def button(self, name: str) -> QToolButton:
        """Return a page's button."""
        return self._buttons[name]

    def select(self, name: str) -> None:
        """Mark a page as the one that is shown."""
        self._buttons[name].setChecked(True)

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Name the pages, in the user's language."""
        for name, button in self._buttons.items():
            button.setText(_GAP + titles[name])
            button.setAccessibleName(titles[name])
            button.setToolTip(f"{titles[name]} ({self._keys[name]})")

    def set_narrow(self, narrow: bool) -> None:
        """Show the icons alone."""
        self.setFixedWidth(_NARROW if narrow else _WIDE)
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for button in self._buttons.values():
            button.setToolButtonStyle(style)
            button.setFixedSize(self.width() - 17, 34)
