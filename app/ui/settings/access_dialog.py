"""The dialog of an access key: a new one with its name, or one that is there; an empty field is no limit."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.ui.call import Problem
from app.ui.names import client_name
from app.ui.settings import access_fields
from app.ui.settings.access_fields import MODELS, NUMBERS
from app.ui.widgets.choice import Choice
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.toggle import Toggle

_ACROSS = (("expires_at", "rpm", "rpd"), ("concurrency", "quota_tokens", "max_tokens"))
_LIMITS = ("expires_at", *NUMBERS, *MODELS)
_LOCKED = "built_in"


class AccessDialog(FormDialog):
    """`key` is an entry of `GET access`, None for a new one; `most` the largest numbers, by limit.

    `save_wanted` has what is to be sent: of a key that is there, only what was changed. `refuse` says why the service
    did not take it.
    """

    def __init__(
        self,
        key: Mapping[str, Any] | None,
        clients: Sequence[str],
        most: Mapping[str, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key, self._clients, self._most = key, tuple(clients), most
        self._before = access_fields.typed_of(key or {})
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("role", "small")
        self.enabled = Toggle()
        self.enabled.setChecked(key is None or bool(key.get("enabled", True)))
        self._enabled_word = QLabel()
        self._enabled_word.setBuddy(self.enabled)
        self.name, self.client = QLineEdit(), Choice()
        self.client.addItems([""] * len(self._clients))
        self.client.setCurrentIndex(
            max(0, self.client.count() - 1)
            if key is None
            else self._clients.index(str(key["client"]))
            if key["client"] in self._clients
            else -1
        )
        self.client.setEnabled(not (key or {}).get(_LOCKED))
        self.lines = {name: QLineEdit(self._before[name]) for name in _LIMITS}
        self._arrange()
        self.retranslate()
        (self.name if key is None else self.lines["expires_at"]).setFocus()

    def refuse(self, problem: Problem) -> None:
        """Say why the service did not take it: at the field that it is about, where it says which."""
        self._save.setEnabled(True)
        text, code = str(problem), problem.code
        about = next((name for name in _LIMITS if problem.message.startswith(f"{name} ")), "")
        if self._key is None and code in ("bad_name", "already_exists"):
            about = "name"
            if code == "already_exists":  # the service names commands of the terminal
                text = self.tr("There is an access key of this name already.")
        self._say(text, about)

    # ------------------------------------------------------------------ saving
    def _take(self) -> None:
        self._forget_problems()
        wanted: dict[str, Any] = {}
        for name in _LIMITS:
            typed = self.lines[name].text()
            if typed.strip() == self._before[name]:
                continue
            try:
                wanted[name] = access_fields.read(name, typed, self._most)
            except ValueError:
                self._forms[name].set_problem(name, self._what_to_type(name))
                continue
            if name == "expires_at" and access_fields.is_over(wanted[name]):
                self._forms[name].set_problem(name, self.tr("This time is over."))
        self._take_head(wanted)
        if self._find_wrong() is not None:
            return
        if wanted:
            self._save.setEnabled(False)
            self.save_wanted.emit(wanted)
        else:
            self.accept()

    def _take_head(self, wanted: dict[str, Any]) -> None:
        on = self.enabled.isChecked()
        if on != (self._key is None or bool(self._key.get("enabled", True))):
            wanted["enabled"] = on
        at = self.client.currentIndex()
        client = self._clients[at] if at >= 0 else None
        if client is not None and client != (self._key or {}).get("client"):
            wanted["client"] = client
        if self._key is None:
            wanted["name"] = self.name.text().strip()
            if not wanted["name"]:
                self._forms["name"].set_problem("name", self.tr("Enter a name."))

    def _what_to_type(self, name: str) -> str:
        if name == "expires_at":
            return self.tr("Enter a date or time such as 2026-12-31 or 2026-12-31 18:00.")
        said = self.tr("Enter a whole number from 1 to {most}, or nothing.")
        return said.format(most=access_fields.show_number(self._most[name]))

    # ------------------------------------------------------------------ looks
    def _arrange(self) -> None:
        self._head.addWidget(self._enabled_word)
        self._head.addWidget(self.enabled)
        self._column.insertWidget(1, self._hint)
        first: dict[str, QWidget] = {"client": self.client}
        if self._key is None:
            first = {"name": self.name, **first}
        self._add(**first)
        for names in _ACROSS:
            self._add(**{name: self.lines[name] for name in names})
        for name in MODELS:
            self._add(**{name: self.lines[name]})
        self._finish()

    def retranslate(self) -> None:
        name = str((self._key or {}).get("name", ""))
        self._title.setText(
            self.tr("New access key") if self._key is None else self.tr("Access key {name}").format(name=name)
        )
        self._hint.setText(self.tr("An empty field is no limit. Changes count from the next request on."))
        self._enabled_word.setText(self.tr("Accepted"))
        self.enabled.setAccessibleName(self.tr("The key is accepted"))
        labels = {
            "name": self.tr("Name"),
            "client": self.tr("Client"),
            "expires_at": self.tr("Valid until"),
            "rpm": self.tr("Requests a minute"),
            "rpd": self.tr("Requests a day"),
            "concurrency": self.tr("Requests at once"),
            "quota_tokens": self.tr("Tokens in all"),
            "max_tokens": self.tr("Tokens of one reply"),
            "models": self.tr("Models that may be asked for"),
            "deny_models": self.tr("Models that may not"),
        }
        self._label({name: labels[name] for name in self._forms})
        for place, client in enumerate(self._clients):
            self.client.setItemText(place, client_name(client))
        for line in self.lines.values():
            line.setPlaceholderText(self.tr("no limit"))
        self.lines["expires_at"].setPlaceholderText(self.tr("never ends"))
        self.lines["models"].setPlaceholderText(self.tr("all, or names such as gpt-5*, glm-*"))
        self.lines["deny_models"].setPlaceholderText(self.tr("none, or names such as *@work"))
        self._save.setText(self.tr("Add") if self._key is None else self.tr("Save"))
        super().retranslate()
