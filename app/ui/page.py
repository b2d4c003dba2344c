"""What every page of the main window is."""

from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """A page. Its texts are set in `retranslate`, which a subclass calls at the end of its constructor."""

    navigate = Signal(str, dict)
    """Asks the window for another page: its name, and what to open there."""
    notice = Signal(str, str)
    """Something to say above the page: a kind ("info", "ok", "warn", "error") and the text."""

    name: ClassVar[str]
    """As in `navigate`: "requests", "profiles", "check", "usage" or "settings"."""
    icon_name: ClassVar[str]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setObjectName(self.name)

    def title(self) -> str:
        """Return the page's name for the user, translated."""
        raise NotImplementedError

    def open(self, **what: Any) -> None:
        """Show something on this page: `open(exchange=ID)`, `open(profile=ID)`. Without any: as it was left."""

    def retranslate(self) -> None:
        """Set every text in the current language."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
