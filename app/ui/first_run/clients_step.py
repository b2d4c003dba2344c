"""The first step: which clients are there, and what Turnout keeps of their requests."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.first_run.client_card import ClientCard
from app.ui.names import CLIENTS
from app.ui.widgets.choice import Choice

RECORDING = ("all", "errors", "never")


class ClientsStep(QWidget):
    """A card for each client, and the choice of what is recorded."""

    recording_chosen = Signal(str)
    look_again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: dict[str, bool] = {}
        self._title, self._text = QLabel(self), QLabel(self, wordWrap=True)
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "dim")
        self.cards = {client: ClientCard(client, self) for client in CLIENTS}
        self.again = QPushButton(self)
        self.again.setProperty("role", "link")
        self.again.clicked.connect(self.look_again)
        self._kept_title, self._kept = QLabel(self), QLabel(self, wordWrap=True)
        self._kept_title.setProperty("role", "strong")
        self._kept.setProperty("role", "dim")
        self.recording = Choice(self)
        self.recording.addItems([""] * len(RECORDING))
        self.recording.activated.connect(lambda place: self.recording_chosen.emit(RECORDING[place]))
        self._build()
        self.retranslate()

    def _build(self) -> None:
        kept = QFrame(self)
        kept.setProperty("role", "card")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._kept_title)
        words.addWidget(self._kept)
        row = QHBoxLayout(kept)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.recording, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 8)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addSpacing(4)
        for card in self.cards.values():
            layout.addWidget(card)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(12)
        layout.addWidget(kept)
        layout.addStretch(1)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Welcome to Turnout"))
        self._text.setText(
            self.tr("Run Codex and Claude Code on any provider, and see every request. Three steps, one key.")
        )
        self.again.setText(self.tr("Look again"))
        self._kept_title.setText(self.tr("Requests stay on this computer"))
        self._kept.setText(
            self.tr(
                "Turnout keeps what your clients send and get, so that you can look it up. Keys are left out."
            )
        )
        words = (self.tr("Keep everything"), self.tr("Keep failed ones"), self.tr("Keep no contents"))
        for place, word in enumerate(words):
            self.recording.setItemText(place, word)
        self.recording.setAccessibleName(self.tr("What is kept of requests"))

    def show_clients(self, clients: Sequence[Mapping[str, Any]]) -> None:
        """Show what was found (`GET clients`)."""
        self.found = {one["client"]: bool(one.get("found")) for one in clients}
        for one in clients:
            if one["client"] in self.cards:
                self.cards[one["client"]].show_client(one)
        self.again.setVisible(not all(self.found.get(client) for client in CLIENTS))

    def show_recording(self, value: str) -> None:
        """Show the setting `record_bodies`."""
        if value in RECORDING:
            self.recording.setCurrentIndex(RECORDING.index(value))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
