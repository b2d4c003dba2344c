"""Where the provider's key comes from. A key is only ever typed here: a saved one is never read back."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.icons import icon
from app.ui.profiles.key_question import KeyQuestion
from app.ui.profiles.key_text import clean_key
from app.ui.profiles.problem_border import ProblemBorder
from app.ui.theme import set_role
from app.ui.widgets.choice import Choice

KINDS = ("keyring", "env", "none")
DOTS = "••••••••"


class KeyField(QWidget):
    """One line: the key to be typed, the hint of the saved one, or the name of a variable; its state below."""

    edited = Signal()
    pasted = Signal()
    """A whole key has come at once: the moment to check it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key: Mapping[str, Any] = {}
        self._keyring, self._keyring_state = "", "ok"
        self._key_url = ""
        self._replacing = False
        self._typed = ""
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self.line = QLineEdit(self)
        self.line.textEdited.connect(self._typed_in)
        self._eye = QAction(icon("eye", "dim"), "", self, checkable=True)
        self._eye.toggled.connect(self._show_or_hide)
        self.line.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.replace = QPushButton(self)
        self.replace.clicked.connect(self._toggle_replace)
        self.get = QPushButton(icon("external"), "", self)
        self.get.setIconSize(QSize(14, 14))
        self.get.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._key_url)))
        self.kind = Choice(self)
        self.kind.addItems([""] * len(KINDS))
        self.kind.activated.connect(self._kind_chosen)
        self._state = QLabel(self, wordWrap=True)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self.question = KeyQuestion(self)
        self.question.no.clicked.connect(self._enter_another)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for widget in (self.line, self.replace, self.get):
            upper.addWidget(widget, 1 if widget is self.line else 0)
        upper.setSpacing(8)
        lower.addWidget(self._state, 1)
        upper.insertWidget(0, self.kind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(upper)
        layout.addLayout(lower)
        layout.addWidget(self.question)
        self.setFocusProxy(self.line)
        ProblemBorder(self, self.line)

    def retranslate(self) -> None:
        words = (self.tr("System keyring"), self.tr("Environment"), self.tr("No key"))
        for place, word in enumerate(words):
            self.kind.setItemText(place, word)
        self.kind.setAccessibleName(self.tr("Where the key is"))
        self.get.setText(self.tr("Get a key"))
        self.get.setToolTip(self._key_url)
        self._eye.setText(self.tr("Show the key"))
        self._refresh()

    def set_value(self, kind: str, env: str, key: Mapping[str, Any]) -> None:
        """Show where the key is. `key`: as a profile has it (`state`, `hint`); empty for a new one."""
        self._key, self._replacing, self._typed = key, False, ""
        self.kind.setCurrentIndex(KINDS.index(kind) if kind in KINDS else 0)
        self._eye.setChecked(False)
        self.line.setText(env if kind == "env" else "")
        self._refresh()

    def set_key_url(self, url: str | None) -> None:
        """Where the provider hands out keys; None: nobody knows."""
        self._key_url = url or ""
        self.get.setToolTip(self._key_url)
        self._refresh()

    def set_keyring(self, name: str, state: str = "ok") -> None:
        """What people call the keyring in use, and its state: ok, locked, missing or unknown."""
        self._keyring, self._keyring_state = name, state
        self._refresh()

    def chosen_kind(self) -> str:
        return KINDS[self.kind.currentIndex()]

    def env(self) -> str:
        return self.line.text().strip() if self.chosen_kind() == "env" else ""

    def key(self) -> str:
        """The typed key; empty where none was typed."""
        return self._typed if self.chosen_kind() == "keyring" else ""

    def has_saved(self) -> bool:
        return self._key.get("kind") == "keyring" and self._key.get("state") == "present"

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _typed_in(self, text: str) -> None:
        if self.chosen_kind() == "keyring":
            before, self._typed = self._typed, clean_key(text)
            if self._typed != text:
                self.line.setText(self._typed)
            if len(self._typed) - len(before) > 1:
                self.pasted.emit()
        self.edited.emit()

    def _kind_chosen(self) -> None:
        self.line.clear()
        self._typed, self._replacing = "", False
        if self.chosen_kind() == "env":
            self.line.setText(self._key.get("env") or "")
        self._refresh()
        self.line.setFocus()
        self.edited.emit()

    def _toggle_replace(self) -> None:
        self._replacing = not self._replacing
        self._typed = ""
        self.line.clear()
        self._refresh()
        if self._replacing:
            self.line.setFocus()
        self.edited.emit()

    def _enter_another(self) -> None:
        """The key that is there is not meant for the new address."""
        if self.chosen_kind() == "keyring" and self.has_saved() and not self._replacing:
            self._toggle_replace()
        self.line.setFocus()
        self.line.selectAll()

    def _show_or_hide(self, shown: bool) -> None:
        self._eye.setIcon(icon("eye-off" if shown else "eye", "dim"))
        self._refresh()

    def _refresh(self) -> None:
        kind = self.chosen_kind()
        saved = kind == "keyring" and self.has_saved() and not self._replacing
        typing = kind == "keyring" and not saved
        self.line.setReadOnly(saved)
        self.line.setEnabled(kind != "none")
        hidden = typing and not self._eye.isChecked()
        self.line.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        self._eye.setVisible(typing)
        if saved:
            self.line.setText(DOTS + (self._key.get("hint") or "").lstrip("…"))
        self.replace.setVisible(kind == "keyring" and self.has_saved())
        self.replace.setText(self.tr("Keep the saved one") if self._replacing else self.tr("Replace"))
        self.get.setVisible(bool(self._key_url) and kind != "none" and not saved)
        self._say(kind, saved)

    def _say(self, kind: str, saved: bool) -> None:
        state, role = self._key.get("state"), "small"
        if kind == "none":
            said, hint, name = self.tr("No key is sent to this provider."), "", self.tr("No key")
        elif kind == "env":
            said, hint, name = (
                self.tr("Turnout's service reads it at each request."),
                "DEEPSEEK_API_KEY",
                self.tr("Variable"),
            )
            if self._key.get("kind") == "env" and state == "missing" and self.env() == self._key.get("env"):
                said, role = self.tr("This variable is not set where the service runs."), "warn"
        else:
            where = self._keyring or self.tr("the system's keyring")
            hint, name = self.tr("Paste the key"), self.tr("API key")
            said = (
                self.tr("Stored in {keyring}.")
                if saved
                else self.tr("Will be stored in {keyring}, not in a file.")
            )
            said = said.format(keyring=where)
            if self._keyring_state == "missing" and not saved:
                said = self.tr("There is no keyring here: name an environment variable that holds the key.")
                role = "warn"
            elif self._keyring_state == "locked" or (
                state == "unknown" and self._key.get("kind") == "keyring"
            ):
                said = self.tr("The keyring is locked: unlock it, or use an environment variable.")
                role = "warn"
        self.line.setPlaceholderText("" if kind == "none" else hint)
        self.line.setAccessibleName(name)
        self._state.setText(said)
        set_role(self._state, role)
