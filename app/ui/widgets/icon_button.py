"""A button that is only an icon: it always has a name, a tool tip and a place in the tab order."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui import icons

_SIDE = 30
_ICON = 18


class IconButton(QToolButton):
    """`set_name` gives the name that screen readers say; the tool tip adds the shortcut."""

    def __init__(
        self, icon_name: str, accessible_name: str = "", shortcut: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keys = QKeySequence(shortcut)
        self.set_icon(icon_name)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setFixedSize(_SIDE, _SIDE)
        self.setAutoRaise(True)
        # A click needs no ring around what was clicked; the Tab key does.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if shortcut:
            # Not the button's own: that one clicks 100 ms later, for the eye.
            QShortcut(self._keys, self, self.click)
        if accessible_name:
            self.set_name(accessible_name)

    def set_icon(self, icon_name: str, color: str | None = None) -> None:
        """Show another icon, in a token's colour if one is given."""
        self.setIcon(icons.icon(icon_name, color))

    def set_name(self, name: str) -> None:
        """Give it its name, in the user's language."""
        keys = self._keys.toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({keys})" if keys else name)
