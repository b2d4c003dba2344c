"""Where the provider is: the address as pasted, the wire, and what becomes of both."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.profiles.consent_question import ConsentQuestion
from app.ui.profiles.problem_border import ProblemBorder
from app.ui.service_words import localize
from app.ui.widgets.choice import Choice
from app.ui.widgets.elided_label import ElidedLabel

WIRES = ("chat", "responses", "messages")
WIRE_WIDTH = 132


class AddressField(QWidget):
    """A line for the address, a choice of wire, and below them the endpoints they mean."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_preset = False
        self._shown: tuple[list[Mapping[str, Any]], list[str]] = ([], [])
        self.address = QLineEdit(self)
        self.address.textEdited.connect(lambda _: self.edited.emit())
        self.wire = Choice(self)
        self.wire.setMinimumWidth(WIRE_WIDTH)
        # Its words differ by language, and by whether there is a preset.
        self.wire.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.wire.addItems([""] * (1 + len(WIRES)))
        self.wire.activated.connect(lambda _: self.edited.emit())
        self._notes = QLabel(self, wordWrap=True)
        self._notes.setProperty("role", "small")
        self._notes.setTextFormat(Qt.TextFormat.PlainText)
        self.consent = ConsentQuestion(self)
        self._endpoints = QGridLayout()
        self._endpoints.setContentsMargins(0, 2, 0, 0)
        self._endpoints.setHorizontalSpacing(8)
        self._endpoints.setVerticalSpacing(3)
        self._endpoints.setColumnStretch(1, 3)
        self._endpoints.setColumnStretch(2, 2)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.address, 1)
        line.addWidget(self.wire)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self._notes)
        layout.addLayout(self._endpoints)
        layout.addWidget(self.consent)
        self.setFocusProxy(self.address)
        ProblemBorder(self, self.address)
        self.retranslate()

    def retranslate(self) -> None:
        self.address.setPlaceholderText("https://api.example.com/v1")
        self.address.setAccessibleName(self.tr("Base URL"))
        self.wire.setAccessibleName(self.tr("Wire"))
        whole = self.tr("All it speaks") if self._has_preset else self.tr("By the address")
        for place, text in enumerate((whole, *WIRES)):
            self.wire.setItemText(place, text)
        self.show_preview(*self._shown)

    def set_value(self, base_url: str, wire: str | None, *, has_preset: bool) -> None:
        """Show an address; `wire` None: the preset's own, or what the address tells."""
        self._has_preset = has_preset
        self.consent.ask("")
        self.address.setText(base_url)
        self.address.setCursorPosition(0)
        self.wire.setCurrentIndex(WIRES.index(wire) + 1 if wire in WIRES else 0)
        self._shown = ([], [])
        self.retranslate()

    def base_url(self) -> str:
        return self.address.text().strip()

    def chosen_wire(self) -> str | None:
        place = self.wire.currentIndex()
        return WIRES[place - 1] if place > 0 else None

    def choose_wire(self, wire: str) -> None:
        """Take a wire, without `edited`."""
        self.wire.setCurrentIndex(WIRES.index(wire) + 1)

    def show_preview(self, endpoints: Sequence[Mapping[str, Any]], notes: Sequence[str]) -> None:
        """Show what the service makes of it: the endpoints, and what was changed and why."""
        self._shown = (list(endpoints), list(notes))
        self._notes.setText("\n".join(map(localize, notes)))
        self._notes.setVisible(bool(notes))
        while (item := self._endpoints.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, endpoint in enumerate(endpoints):
            self._add_endpoint(row, endpoint)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _add_endpoint(self, row: int, endpoint: Mapping[str, Any]) -> None:
        wire = QLabel(endpoint["wire"], self, alignment=Qt.AlignmentFlag.AlignCenter)
        wire.setProperty("role", "tag-accent" if self.chosen_wire() == endpoint["wire"] else "tag")
        address = ElidedLabel(endpoint["base_url"], Qt.TextElideMode.ElideMiddle, self)
        address.setProperty("role", "small")
        dialect = ElidedLabel(endpoint.get("dialect") or "", parent=self)
        dialect.setProperty("role", "small")
        dialect.setAccessibleDescription(self.tr("The dialect: how this provider's wire differs"))
        for column, widget in enumerate((wire, address, dialect)):
            widget.setTextFormat(Qt.TextFormat.PlainText)
            self._endpoints.addWidget(widget, row, column)
