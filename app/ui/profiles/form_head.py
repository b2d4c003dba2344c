"""The head of the form: whose profile it is, and how it does."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.profiles.letter_mark import LetterMark
from app.ui.profiles.profile_row import Kind, describe_state, describe_use
from app.ui.service_words import localize
from app.ui.tips import plain_tip
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.pill import Kind as PillKind
from app.ui.widgets.pill import Pill

_PILLS: dict[Kind, PillKind] = {"ok": "ok", "warn": "warn", "err": "error", "dim": "off"}


class FormHead(QWidget):
    """Mark, name, who uses it, state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = LetterMark(36, self)
        self._name = ElidedLabel("", Qt.TextElideMode.ElideRight, self)
        self._name.setProperty("role", "heading")
        self._use = QLabel(self)
        self._use.setProperty("role", "small")
        self._pill = Pill("", "off", self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._use)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._mark)
        layout.addLayout(words, 1)
        layout.addWidget(self._pill)

    def show_name(self, name: str, key: str) -> None:
        """Show a name and its mark; `key`: see `letters.hue`."""
        self._mark.show_name(name, key)
        self._name.setText(name)

    def show_profile(self, profile: Mapping[str, Any] | None) -> None:
        """Show how a saved profile does; None: a new one."""
        self._pill.setVisible(profile is not None)
        if profile is None:
            self._use.setText(self.tr("New profile"))
            return
        word, kind = describe_state(profile)
        self._pill.set(word, _PILLS[kind])
        health = profile.get("health") or {}
        self._pill.setToolTip(plain_tip(localize(health.get("message") or "")))
        self._use.setText(describe_use(profile.get("used_by") or ()) or self.tr("Not in use"))
