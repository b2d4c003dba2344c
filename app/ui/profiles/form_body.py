"""The fields of one profile, and the state they hold together."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.icons import icon
from app.ui.profiles.address_field import AddressField
from app.ui.profiles.advanced import Advanced
from app.ui.profiles.changes_preview import ChangesPreview
from app.ui.profiles.form_state import FormState
from app.ui.profiles.key_field import KeyField
from app.ui.profiles.models_field import ModelsField
from app.ui.service_words import localize
from app.ui.widgets.form import Form
from app.ui.widgets.search_combo import SearchCombo

FOLDED = (
    "auth", "headers", "model_map", "prices", "models", "overrides", "proxy", "private_network",
)  # fmt: skip
_PLACES = {
    "key_env": "key",
    "small_model": "model",
    "endpoints": "base_url",
    "wire": "base_url",
    "key_kind": "key",
}
"""Fields of a draft that share a row of the form."""


class FormBody(QWidget):
    """`edited` after each change by the user; `state()` is what stands there now."""

    edited = Signal()
    preset_chosen = Signal(str)
    advanced_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id: str | None = None
        self._preset: str | None = None
        self._presets: Sequence[Mapping[str, Any]] = ()
        self._facts: Sequence[str] = ()
        self.name, self.preset = QLineEdit(self), SearchCombo(parent=self)
        self.address, self.key, self.models = AddressField(self), KeyField(self), ModelsField(self)
        self.changes = ChangesPreview(self)
        self.advanced = Advanced(self)
        self.fold = QPushButton(self)
        self.fold.setProperty("role", "link")
        self.fold.setCheckable(True)
        self.fold.setStyleSheet("padding: 0; border-left: none;")
        self.fold.toggled.connect(self._unfold)
        self._left, self._right, self._middle, self._last = Form(self), Form(self), Form(self), Form(self)
        self._left.add("name", "", self.name)
        self._right.add("preset", "", self.preset)
        self._middle.add("base_url", "", self.address)
        self._middle.add("key", "", self.key)
        self._middle.add("model", "", self.models)
        self._last.add("changes", "", self.changes)
        self.preset.setMinimumContentsLength(6)
        upper = QHBoxLayout()
        upper.setSpacing(12)
        upper.addWidget(self._left, 1)
        upper.addWidget(self._right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(upper)
        layout.addWidget(self._middle)
        layout.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.advanced)
        self.below_advanced = QVBoxLayout()
        layout.addLayout(self.below_advanced)
        layout.addWidget(self._last)
        layout.addStretch(1)
        self.advanced.hide()
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.name.textEdited.connect(lambda _: self.edited.emit())
        self.preset.chosen.connect(self._choose_preset)
        self.address.consent.agreed.connect(self._consent)
        for field in (self.address, self.key, self.models, self.advanced):
            field.edited.connect(self.edited)

    def retranslate(self) -> None:
        labels = {"name": self.tr("Name"), "preset": self.tr("Preset"), "base_url": self.tr("Base URL")}
        labels |= {
            "key": self.tr("API key"),
            "model": self.tr("Models"),
            "changes": self.tr("What will change"),
        }
        for name, label in labels.items():
            self._form(name).set_label(name, label)
        self.preset.set_placeholder(self.tr("None: an address of your own"))
        if self._presets:
            self.set_presets(self._presets)
        self.show_facts(self._facts)
        self.fold.setText(self.tr("Advanced: headers, prices, overrides, proxy"))
        self._unfold(self.fold.isChecked())

    def set_presets(self, presets: Sequence[Mapping[str, Any]]) -> None:
        """Offer these presets."""
        self._presets = presets
        self.preset.set_entries([("", self.tr("None")), *((one["id"], one["name"]) for one in presets)])
        self.preset.set_value(self._preset or "")

    def set_state(self, state: FormState, key: Mapping[str, Any], known_models: Sequence[str]) -> None:
        """Show a state. `key`: as a profile has it; empty for a new one."""
        self._id, self._preset = state.id, state.preset
        self.name.setText(state.name)
        self.preset.set_value(state.preset or "")
        self.address.set_value(state.base_url, state.wire, has_preset=state.preset is not None)
        self.key.set_value(state.key_kind, state.key_env, key)
        self.models.set_value(state.model, state.small_model, known_models)
        self.advanced.set_value(state)
        self.offer_prices()

    def state(self) -> FormState:
        """What stands in the form; the key is apart (`key.key()`)."""
        return FormState(
            id=self._id,
            preset=self._preset,
            name=self.name.text().strip(),
            base_url=self.address.base_url(),
            wire=self.address.chosen_wire(),
            model=self.models.model(),
            small_model=self.models.small_model(),
            auth=self.advanced.chosen_auth(),
            key_kind=self.key.chosen_kind(),
            key_env=self.key.env(),
            headers=self.advanced.pairs("headers"),
            model_map=self.advanced.pairs("model_map"),
            prices=self.advanced.chosen_prices(),
            limits=self.advanced.chosen_limits(),
            overrides=self.advanced.overrides.overrides(),
            proxy=self.advanced.proxy.value(),
            private_network=self.advanced.private.isChecked(),
        )

    def forget_id(self) -> None:
        """What stands there is a new profile from now on."""
        self._id = None

    def offer_prices(self) -> None:
        """Have rows for the prices of the chosen models."""
        chosen = (self.models.model(), self.models.small_model())
        self.advanced.offer_prices([model for model in dict.fromkeys(chosen) if model])

    def show_facts(self, facts: Sequence[str]) -> None:
        """What one should know of the preset, below its address."""
        self._facts = facts
        self._middle.set_hint("base_url", "\n".join(map(localize, facts)))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show a sentence under each field it is about, and none elsewhere."""
        placed: dict[str, str] = {}
        for name, sentence in problems.items():
            placed.setdefault(_PLACES.get(name, name), sentence)
        self.address.consent.ask(placed.pop("private_network", ""))
        if self.advanced.overrides.shows_problem:
            placed.pop("overrides", None)  # it is said at the field itself
        for name in ("name", "preset", "base_url", "key", "model", *FOLDED):
            self._form(name).set_problem(name, placed.get(name, ""))

    def go_to(self, field: str) -> QWidget:
        """Put the cursor into a field and return it, so that it can be scrolled to."""
        place = _PLACES.get(field, field)
        if place in FOLDED and place != "private_network":
            self.fold.setChecked(True)
        found = self._form(place).field(place)
        if place == "private_network":
            found = self.address.consent.yes
        if place == "overrides":
            found = self.advanced.overrides.go_to_problem()
        found.setFocus()
        return found

    def show_changes(self, diff: str | None) -> None:
        """Show what using the profile would write; None: not known yet."""
        self._last.set_row_visible("changes", diff is not None)
        self.changes.set_diff(diff or "")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _consent(self) -> None:
        """The provider may be in the user's own network."""
        self.advanced.private.setChecked(True)
        self.address.consent.ask("")
        self.edited.emit()

    def _choose_preset(self, preset_id: str) -> None:
        self._preset = preset_id or None
        self.preset_chosen.emit(preset_id)

    def _form(self, name: str) -> Form:
        if name in FOLDED:
            return self.advanced.form
        return {"name": self._left, "preset": self._right, "changes": self._last}.get(name, self._middle)

    def _unfold(self, shown: bool) -> None:
        self.fold.setIcon(icon("chevron-down" if shown else "chevron-right", "accent"))
        self.advanced.setVisible(shown)
        self.advanced_toggled.emit()
