"""The tab of the headers that were recorded, credentials masked."""

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.requests.detail_tab import Detail, DetailTab
from app.ui.requests.plain_text import break_lines, visible


class HeadersTab(DetailTab):
    """Three lists as plain text, which can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = QPlainTextEdit()
        self._view.setReadOnly(True)
        self._view.setProperty("role", "plain")
        self._view.setFont(theme.mono_font())
        self._view.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 0, 0)
        column.addWidget(self._view)
        self._detail: Detail = {}
        self.retranslate()

    def title(self) -> str:
        return self.tr("Headers")

    def show_detail(self, detail: Detail) -> None:
        self._detail = detail
        headers = detail.get("headers")
        if headers is None:
            self._view.setPlainText(self.tr("Loading…"))
            return
        names = {
            "client_request": self.tr("From the client"),
            "upstream_request": self.tr("To the provider"),
            "upstream_response": self.tr("From the provider"),
            "client_response": self.tr("To the client"),
        }
        parts = []
        for side, name in names.items():
            found = headers.get(side)
            if found is None:
                continue
            lines = [f"{key}: {value}" for key, value in found.items()] or [self.tr("(none)")]
            parts.append("\n".join([f"── {name}", *(break_lines(visible(line)) for line in lines)]))
        self._view.setPlainText("\n\n".join(parts))

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.title())
        if self._detail:
            self.show_detail(self._detail)
