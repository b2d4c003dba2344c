"""The tab of one of the four bodies."""

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from app.ui.requests import wording
from app.ui.requests.detail_tab import Detail, DetailTab
from app.ui.requests.json_view import JsonView
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.empty_state import EmptyState

BodyName = Literal["client_request", "upstream_request", "upstream_response", "client_response"]


class BodyTab(DetailTab):
    """The body as it went over the line, laid out for reading; Copy gives it as it was."""

    def __init__(self, name: BodyName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._body = ""
        self._detail: Detail = {}
        self.view = JsonView()
        self.view.filled.connect(self._on_filled)
        self._about = QLabel()
        self._about.setProperty("role", "small")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._fold, self._unfold, self._all = QPushButton(), QPushButton(), QPushButton()
        self._copy = CopyButton(lambda: self._body)
        for button in (self._fold, self._unfold, self._all, self._copy):
            button.setProperty("role", "flat")
        self._fold.clicked.connect(lambda _=False: self.view.fold_all(True))
        self._unfold.clicked.connect(lambda _=False: self.view.fold_all(False))
        self._all.clicked.connect(lambda _=False: self.view.show_all())
        self._all.hide()
        row = QHBoxLayout()
        row.setContentsMargins(18, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self._about, 1)
        for button in (self._all, self._fold, self._unfold, self._copy):
            row.addWidget(button)
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        self._empty = EmptyState("info")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(text)
        self._pages.addWidget(self._empty)
        self.retranslate()

    def title(self) -> str:
        return {
            "client_request": self.tr("Client request"),
            "upstream_request": self.tr("Upstream request"),
            "upstream_response": self.tr("Upstream reply"),
            "client_response": self.tr("To client"),
        }[self._name]

    def show_detail(self, detail: Detail) -> None:
        self._detail = detail
        self._body = (detail.get("bodies") or {}).get(self._name) or ""
        self._pages.setCurrentIndex(0 if self._body else 1)
        if self._body:
            self.view.set_text(self._body)
        else:
            self.view.set_text("")
            title, why = self._why_empty()
            self._empty.set(title, why)
        self._describe()

    def _why_empty(self) -> tuple[str, str]:
        """Return why there is no body: which setting, or that none was sent."""
        if "bodies" not in self._detail:
            return self.tr("Loading…"), ""
        if self._detail.get("state") == "live":
            return self.tr("Nothing yet"), self.tr("The request is being answered.")
        if self._detail.get("bodies_kept") is False:
            return (
                self.tr("This body was not recorded"),
                self.tr(
                    "Settings › Privacy › Keep what was sent and answered says which requests are recorded with"
                    " their bodies; old bodies are removed to stay within its limits."
                ),
            )
        return self.tr("No body"), self.tr("Nothing was sent here before the request ended.")

    def _describe(self) -> None:
        self._about.setText(wording.size(len(self._body.encode("utf-8", "replace"))) if self._body else "")

    def _on_filled(self, whole: bool) -> None:
        self._all.setVisible(not whole)
        if not whole:
            self._all.setText(self.tr("Show all ({size})").format(size=wording.size(len(self._body))))

    def retranslate(self) -> None:
        self._fold.setText(self.tr("Fold"))
        self._unfold.setText(self.tr("Unfold"))
        self.view.setAccessibleName(self.title())
        if not self._body and self._detail:
            self.show_detail(self._detail)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._describe()
