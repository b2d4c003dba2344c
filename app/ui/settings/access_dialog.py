"""The dialog of an access key: a new one with its name, or one that is there; an empty field is no limit."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.call import Problem
from app.ui.names import client_name
from app.ui.settings import access_fields
from app.ui.settings.access_fields import MODELS, NUMBERS
from app.ui.widgets.choice import Choice
from app.ui.widgets.form import Form
from app.ui.widgets.toggle import Toggle

_WIDTH = 640
_ACROSS = (("expires_at", "rpm", "rpd"), ("concurrency", "quota_tokens", "max_tokens"))
_LIMITS = ("expires_at", *NUMBERS, *MODELS)
_LOCKED = "built_in"


class AccessDialog(QDialog):
    """`key` is an entry of `GET access`, None for a new one; `most` the largest numbers, by limit.

    `save_wanted` has what is to be sent: of a key that is there, only what was changed. Whoever saves it calls
    `accept`, or `refuse` with the service's reason.
    """

    save_wanted = Signal(dict)

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
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("role", "small")
        self._problem = QLabel(wordWrap=True)
        self._problem.setProperty("role", "error")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
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
        self._forms: dict[str, Form] = {}
        self._save, self._cancel = QPushButton(), QPushButton()
        self._save.setProperty("role", "primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self._take)
        self._cancel.clicked.connect(self.reject)
        self._cancel.setAutoDefault(False)
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
        if about:
            self._forms[about].set_problem(about, text)
            self._forms[about].focus_problem()
        else:
            self._problem.setText(text)
            self._problem.show()

    def problem_of(self, field: str) -> str:
        """Return what is said to be wrong with a field; "" for nothing."""
        return self._forms[field].field(field).accessibleDescription() if self._has_problem(field) else ""

    def _has_problem(self, field: str) -> bool:
        return bool(self._forms[field].field(field).property("problem"))

    # ------------------------------------------------------------------ saving
    def _take(self) -> None:
        """Send what was typed, or say in place what cannot be sent."""
        self._problem.hide()
        for name, form in self._forms.items():
            form.set_problem(name, "")
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
        wrong = next((name for name in self._forms if self._has_problem(name)), None)
        if wrong is not None:
            self._forms[wrong].focus_problem()
        elif wanted:
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
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._enabled_word)
        head.addWidget(self.enabled)
        column.addLayout(head)
        column.addWidget(self._hint)
        column.addWidget(self._problem)
        first: dict[str, QWidget] = {"client": self.client}
        if self._key is None:
            first = {"name": self.name, **first}
        column.addLayout(self._across(first))
        for names in _ACROSS:
            column.addLayout(self._across({name: self.lines[name] for name in names}))
        for name in MODELS:
            column.addLayout(self._across({name: self.lines[name]}))
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._save)
        column.addLayout(row)
        self.setMinimumWidth(_WIDTH)
        self.resize(_WIDTH, 0)

    def _across(self, fields: Mapping[str, QWidget]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, field in fields.items():
            form = Form()
            form.add(name, "", field)
            self._forms[name] = form
            row.addWidget(form, 1, Qt.AlignmentFlag.AlignTop)
            if isinstance(field, QLineEdit):
                field.textEdited.connect(lambda _, form=form, name=name: form.set_problem(name, ""))
        return row

    def retranslate(self) -> None:
        name = str((self._key or {}).get("name", ""))
        self._title.setText(
            self.tr("New access key") if self._key is None else self.tr("Access key {name}").format(name=name)
        )
        self.setWindowTitle(self._title.text())
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
        for field, form in self._forms.items():
            form.set_label(field, labels[field])
        for place, client in enumerate(self._clients):
            self.client.setItemText(place, client_name(client))
        for line in self.lines.values():
            line.setPlaceholderText(self.tr("no limit"))
        self.lines["expires_at"].setPlaceholderText(self.tr("never ends"))
        self.lines["models"].setPlaceholderText(self.tr("all, or names such as gpt-5*, glm-*"))
        self.lines["deny_models"].setPlaceholderText(self.tr("none, or names such as *@work"))
        self._save.setText(self.tr("Add") if self._key is None else self.tr("Save"))
        self._cancel.setText(self.tr("Cancel"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        layout = self.layout() if event.type() == QEvent.Type.LayoutRequest else None
        done = super().event(event)
        if layout is not None:  # a window does not grow by itself with texts that wrap
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
        return done
