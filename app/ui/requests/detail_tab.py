"""What every tab of the detail pane is."""

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

Detail = dict[str, Any]


class DetailTab(QWidget):
    """Shows one part of a request; `show_detail` is called only while the tab is in front."""

    def title(self) -> str:
        """Return the tab's name for the user."""
        raise NotImplementedError

    def show_detail(self, detail: Detail) -> None:
        """Show a request: what `exchanges/ID` answers, or its summary alone until that has come."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Set every text in the current language."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
