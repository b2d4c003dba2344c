"""The chosen provider in the first run: only the fields it cannot do without, and the check."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.call import Problem
from app.ui.first_run.check_list import CheckList
from app.ui.link import Link
from app.ui.profiles.address_field import AddressField
from app.ui.profiles.form_state import Draft, FormState, from_preset, make_draft
from app.ui.profiles.key_field import KeyField
from app.ui.profiles.letter_mark import LetterMark
from app.ui.profiles.model_list import ModelList
from app.ui.profiles.models_field import ModelsField
from app.ui.profiles.problems import find_problems
from app.ui.service_words import localize
from app.ui.widgets.form import Form

LIKELIEST_WIRE = "chat"
"""What is tried where an address does not tell its wire."""


class Account(QWidget):
    """`show_preset`, then `draft()` and `key()`. `check_wanted`: there is enough to check by now."""

    check_wanted = Signal()
    other_wanted = Signal()

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset: Mapping[str, Any] | None = None
        self._start = FormState()
        self._mark = LetterMark(36, self)
        self._name, self._note = QLabel(self), QLabel(self, wordWrap=True)
        self._name.setProperty("role", "heading")
        self._note.setProperty("role", "small")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self.other, self.again = QPushButton(self), QPushButton(self)
        self.other.clicked.connect(self.other_wanted)
        self.again.clicked.connect(self.check_wanted)
        self.form = Form(self)
        self.address, self.key_field, self.models = AddressField(self), KeyField(self), ModelsField(self)
        self.list = ModelList(link, self.models, self)
        self._list_asked = self._is_near = False
        self.form.add("base_url", "", self.address)
        self.form.add("key", "", self.key_field)
        self.form.add("model", "", self.models)
        self.check = CheckList(self)
        self._build()
        self.key_field.pasted.connect(self._pasted)
        self.key_field.line.returnPressed.connect(self._pasted)
        self.models.load_asked.connect(self._load)
        self.list.loaded.connect(self._models_loaded)
        self.list.refused.connect(self.take_refusal)
        self.address.consent.agreed.connect(self._consent)
        self.models.main.chosen.connect(lambda _: self.check_wanted.emit())
        for field in (self.address, self.key_field, self.models):
            field.edited.connect(self._edited)
        self.address.edited.connect(self._moved)
        self.retranslate()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._note)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addWidget(self.again)
        head.addWidget(self.other)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.form)
        layout.addWidget(self.check, 1)
        layout.addStretch(0)

    def retranslate(self) -> None:
        self.other.setText(self.tr("Choose another"))
        self.again.setText(self.tr("Check again"))
        labels = {"base_url": self.tr("Base URL"), "key": self.tr("API key"), "model": self.tr("Models")}
        for name, label in labels.items():
            self.form.set_label(name, label)
        self._show_words()

    def show_preset(self, preset: Mapping[str, Any] | None, address: str = "") -> None:
        """Ask what this preset needs; None: an address of one's own."""
        self._preset = preset
        self._list_asked = self._is_near = False
        self.list.cancel()
        self._start = from_preset(preset) if preset else FormState()
        state = self._start
        self.check.clear()
        self.form.clear_problems()
        self.address.set_value(state.base_url or address, None, has_preset=preset is not None)
        self.key_field.set_value(state.key_kind, "", {})
        self.key_field.set_key_url(preset.get("key_url") if preset else None)
        self.models.set_value(state.model, state.small_model, [one.model for one in state.limits])
        needs_address = self.needs_address()
        self.form.set_row_visible("base_url", needs_address)
        self.form.set_row_visible("key", state.key_kind != "none")
        self.form.set_row_visible("model", not state.model)
        self._show_words()
        if needs_address and not address:
            self.address.setFocus()
        elif state.key_kind != "none":
            self.key_field.setFocus()
        if self.is_ready():
            self.check_wanted.emit()
        elif state.key_kind == "none" and not needs_address:
            self._load()

    def needs_address(self) -> bool:
        """Whether the address is the user's to say."""
        return self._preset is None or bool(self._preset.get("template"))

    def state(self) -> FormState:
        """What stands there."""
        start = self._start
        return FormState(
            preset=start.preset,
            name=start.name or _host(self.address.base_url()),
            base_url=self.address.base_url(),
            wire=self.address.chosen_wire(),
            model=self.models.model(),
            small_model=self.models.small_model(),
            auth=start.auth,
            key_kind=self.key_field.chosen_kind(),
            key_env=self.key_field.env(),
            limits=start.limits,
            private_network=self._is_near,
        )

    def draft(self) -> Draft:
        return make_draft(self.state(), self._start if self._preset else None)

    def key(self) -> str:
        return self.key_field.key()

    def is_ready(self) -> bool:
        """Whether all is there that a check needs."""
        return not self._problems() and bool(self.models.model())

    def find_problem(self) -> bool:
        """Whether something is missing: then it is said, and the cursor is there."""
        for name, said in self._problems().items():
            self.form.set_problem(_row(name), said)
        if self.form.focus_problem():
            return True
        # A provider that nobody knows hardly has the clients' own models: whoever goes on has seen its list.
        if not self.models.model() and self.models.known():
            self.form.set_problem("model", self.tr("Choose the model that answers."))
            return self.form.focus_problem()
        if self.models.model() or (self._list_asked and not self.list.is_asking()):
            return False
        if not self.list.is_asking():
            self._load()
        self.models.setFocus()
        return True

    def take_refusal(self, problem: Problem) -> bool:
        """The provider was not asked, for want of a word about the network or of a wire, or it refused the key.

        Whether the row is known that it is about: it says so then, and nobody goes on before it is changed.
        """
        if problem.code == "key_refused" and not self.models.model():
            self._say_at("key", problem)
        elif problem.field == "base_url" and self.address.isVisible():
            self._say_at("base_url", problem)
        elif problem.field == "private_network":
            self.form.set_row_visible("base_url", True)
            self.address.consent.ask(localize(problem.message))
        elif problem.field == "wire" and self.address.chosen_wire() is None:
            # The check says whether it is; most providers of one's own speak it.
            self.address.choose_wire(LIKELIEST_WIRE)
            self._load()
        else:
            return False
        return True

    def _say_at(self, row: str, problem: Problem) -> None:
        self.models.say("")
        self.form.set_problem(row, str(problem))
        self.form.focus_problem()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _problems(self) -> dict[str, str]:
        state = self.state()
        found = find_problems(state, self.key())
        if state.key_kind == "keyring" and not self.key():
            found.setdefault("key", self.tr("Paste the key."))
        return found

    def _show_words(self) -> None:
        name = self._preset["name"] if self._preset else self.tr("Other provider")
        self._name.setText(name)
        self._mark.show_name(name, self._start.preset or name)
        notes = (self._preset or {}).get("notes") or []
        self._note.setText(localize(notes[0]) if notes else "")
        self._note.setVisible(bool(notes))

    def _consent(self) -> None:
        """It is the user's own network: go on where it stopped."""
        self._is_near = True
        self.address.consent.ask("")
        self._pasted()

    def _moved(self) -> None:
        self._is_near = False  # said of another address

    def _edited(self) -> None:
        self.form.clear_problems()
        self.address.consent.ask("")

    def _pasted(self) -> None:
        if self.is_ready():
            self.check_wanted.emit()
        elif not self._problems():
            self._load()

    def _models_loaded(self) -> None:
        if self.is_ready():
            self.check_wanted.emit()
        else:
            self.models.setFocus()

    def _load(self) -> None:
        self._list_asked = True
        asked = self.draft()
        self.list.load(asked | {"key": self.key()} if self.key() else asked)


def _host(address: str) -> str:
    """A name for a provider of which only the address is known."""
    return (address.partition("://")[2] or address).partition("/")[0].partition(":")[0]


def _row(field: str) -> str:
    return {"key_env": "key", "wire": "base_url", "name": "base_url"}.get(field, field)
