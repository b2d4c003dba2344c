"""The form of one profile: filled, watched while it is typed into, and turned into a draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.ui.call import Call, Problem
from app.ui.link import Link
from app.ui.profiles.abilities import Abilities
from app.ui.profiles.form_bar import FormBar
from app.ui.profiles.form_body import FormBody
from app.ui.profiles.form_head import FormHead
from app.ui.profiles.form_state import Draft, FormState, from_preset, from_profile, make_draft, move_to_preset
from app.ui.profiles.model_list import ModelList
from app.ui.profiles.problems import FIELDS, find_problems
from app.ui.service_words import join
from app.ui.widgets.banner import Action, Banner
from app.ui.widgets.banner import Kind as BannerKind

PREVIEW_MS = 300
"""After the last letter: long enough for a paste or a word, short enough to seem at once."""
_NOT_SENT = {"base_url", "key_env", "prices", "models", "overrides", "proxy"}
"""Fields whose problems leave nothing to send: what is typed there cannot be read."""
WIDEST = 760
"""Pixels; longer lines of a form are harder to read."""


class ProfileForm(QWidget):
    """Shows a saved profile, a preset, or nothing but an address; what to do with it, others decide."""

    edited = Signal()
    confirm_asked = Signal(str, list)
    """A saved profile and the origins that its key may go to from now on."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.profile: Mapping[str, Any] | None = None
        self._presets: list[Mapping[str, Any]] = []
        self._start = self._saved = FormState()
        self._moved = self._tried = False
        self._found: dict[str, str] = {}
        self._waiting: tuple[str, ...] = ()
        """The origins that the stored key does not go to."""
        self._confirmed: tuple[str, ...] = ()
        """Those it may go to once this is saved."""
        self._preview: Call | None = None
        self._timer = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._timer.timeout.connect(self._ask_preview)
        self.head, self.body, self.bar = FormHead(self), FormBody(self), FormBar(self)
        self.abilities = Abilities(link, self)
        self.body.below_advanced.addWidget(self.abilities)
        self.models = ModelList(link, self.body.models, self)
        self.banner = Banner(parent=self)
        self.banner.hide()
        self._build()
        self.body.edited.connect(self._edited)
        self.body.preset_chosen.connect(self._move)
        self.body.models.load_asked.connect(self.load_models)
        self.body.key.pasted.connect(self._key_pasted)
        self.body.key.question.agreed.connect(self._use_key)

    def _build(self) -> None:
        inner = QWidget(self)
        inner.setProperty("role", "page")
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(self.head)
        column.addWidget(self.body, 1)
        room = QVBoxLayout(inner)
        room.setContentsMargins(20, 16, 20, 20)
        held = QWidget(inner)
        held.setMaximumWidth(WIDEST)
        held.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        room.addWidget(held)
        self.area = QScrollArea(self, widgetResizable=True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.bar)

    # ------------------------------------------------------------------ what is shown
    def set_presets(self, presets: Sequence[Mapping[str, Any]]) -> None:
        """The presets to choose from."""
        self._presets = list(presets)
        self.body.set_presets(presets)
        self._show_facts(self.body.state().preset)

    def show_profile(self, profile: Mapping[str, Any]) -> None:
        """Show a saved profile."""
        self._show(from_profile(profile), profile)
        self.body.address.show_preview(profile.get("endpoints") or [], [])

    def show_new(self, preset: Mapping[str, Any] | None, address: str = "") -> None:
        """Show what a preset makes; without one an empty form, with the address that was pasted."""
        self._show(from_preset(preset) if preset else FormState(), None)
        if preset:
            self.body.address.show_preview(preset.get("endpoints") or [], [])
        elif address:
            self.body.address.address.setText(address)
            self._edited()
        lines = {True: self.body.key.line, False: self.body.name}
        lines[bool(preset and self._start.key_kind == "keyring")].setFocus()

    def show_profile_again(self, profile: Mapping[str, Any]) -> None:
        """The same profile with news besides its fields: who uses it, how it does."""
        self.profile = profile
        self.head.show_profile(profile)
        if not self.is_dirty():
            self._ask_about_key(profile)

    def keep_as_new(self) -> None:
        """The profile is gone: what stands in the form would make a new one, whole."""
        self.profile = None
        self.abilities.set_profile(None)
        self.body.forget_id()
        self._start = self._saved = FormState()
        self.head.show_profile(None)
        self.bar.remove.hide()

    def say(self, text: str, kind: BannerKind, actions: Sequence[Action] = ()) -> None:
        """Say something above the form."""
        self.banner.set(text, kind, actions)
        self.banner.show()

    # ------------------------------------------------------------------ what stands in it
    def draft(self) -> Draft:
        """What to send; without the key."""
        return make_draft(self.body.state(), self._start, moved=self._moved)

    def key(self) -> str:
        return self.body.key.key()

    def confirmed(self) -> list[str]:
        """The origins that the stored key may go to once this is saved."""
        return [] if self.key() else list(self._confirmed)

    def is_dirty(self) -> bool:
        """Whether the user has changed something that is not saved."""
        return self._moved or bool(self.key()) or self.body.state() != self._start

    def is_same(self, profile: Mapping[str, Any]) -> bool:
        """Whether the fields of a profile are those the form began with."""
        return from_profile(profile) == self._saved

    def find_problem(self) -> bool:
        """Whether it cannot be saved so: then every problem is shown, and the cursor is in the first."""
        self._tried = True
        self._show_problems()
        first = next(iter(self._problems()), None)
        if first is None:
            return False
        self.go_to(first)
        return True

    def go_to(self, field: str) -> None:
        """Put the cursor into a field, wherever on the form it is."""
        found = self.body.go_to(field)
        # A part that was folded has its place only with the next layout.
        QTimer.singleShot(0, found, lambda: self.area.ensureWidgetVisible(found))

    def go_to_question(self) -> None:
        """Show the question about the stored key, and put the cursor on its answer."""
        question = self.body.key.question
        target = self.body.key if question.isHidden() else question.yes
        target.setFocus()
        QTimer.singleShot(0, target, lambda: self.area.ensureWidgetVisible(target))

    def take_refusal(self, problem: Problem) -> None:
        """The service did not save it: say why, and see which field it is about."""
        self.say(str(problem), "error")
        self._tried = True
        self._forget_preview()
        self._ask_preview()

    def load_models(self) -> None:
        """Ask the provider which models it has."""
        saved = self.profile is not None and not self.is_dirty()
        asked = {"profile": self.profile["id"]} if saved and self.profile else self.draft()
        self.models.load(asked if not self.key() else asked | {"key": self.key()})

    def show_changes(self, diff: str | None) -> None:
        self.body.show_changes(diff)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.head.show_profile(self.profile)
            self._show_problems()
        super().changeEvent(event)

    # ------------------------------------------------------------------ inside
    def _show(self, state: FormState, profile: Mapping[str, Any] | None) -> None:
        self._forget_preview()
        self.models.cancel()
        self.profile, self._saved = profile, state
        self.abilities.set_profile(profile["id"] if profile else None)
        self._moved = self._tried = False
        self._found = {}
        self.banner.hide()
        known = [limits.model for limits in state.limits]
        self.body.set_state(state, (profile or {}).get("key") or {}, known)
        # What a table or a list made of it is what a change is measured by.
        self._start = self.body.state()
        self._show_facts(state.preset)
        self.head.show_profile(profile)
        self._ask_about_key(profile)
        self._show_name()
        self.bar.remove.setVisible(profile is not None)
        self.show_changes(None)
        self._show_problems()

    def _show_name(self) -> None:
        state = self.body.state()
        self.head.show_name(state.name or self.tr("New profile"), state.preset or state.id or state.name)

    def _show_facts(self, preset_id: str | None) -> None:
        """What is known of the preset: where its keys are had, and what one should know before choosing it."""
        preset = self._find_preset(preset_id) or {}
        self.body.key.set_key_url(preset.get("key_url"))
        self.body.show_facts([] if self.profile else preset.get("notes") or [])

    def _ask_about_key(self, profile: Mapping[str, Any] | None) -> None:
        """Ask about the origins that a profile's key is not confirmed for, saved or as it would be."""
        waiting = tuple((profile or {}).get("key_unconfirmed") or ()) if self.profile else ()
        if waiting != self._waiting:
            self._confirmed = ()
        self._waiting = waiting
        self._show_question((profile or {}).get("key_confirmed") or ())

    def _show_question(self, known: Sequence[str] = ()) -> None:
        question = self.body.key.question
        if not self._waiting or self.key():
            question.forget()
            return
        question.ask(
            self._waiting, known or (self.profile or {}).get("key_confirmed") or (), self.body.key.env()
        )
        if self._confirmed:
            question.thank()

    def _use_key(self) -> None:
        """Yes: at once, or together with what else was changed."""
        if self.is_dirty():
            self._confirmed = self._waiting
            self._show_question()
        elif self.profile is not None:
            self.confirm_asked.emit(str(self.profile["id"]), list(self._waiting))

    def _find_preset(self, preset_id: str | None) -> Mapping[str, Any] | None:
        return next((one for one in self._presets if one["id"] == preset_id), None)

    def _edited(self) -> None:
        self._show_name()
        self._forget_preview()
        self._show_problems()
        self._show_question()
        self._timer.start()
        self.edited.emit()

    def _move(self, preset_id: str) -> None:
        """Another preset was chosen."""
        preset = self._find_preset(preset_id)
        now = self.body.state()
        if preset is not None:
            named = now.name != self._start.name or self.profile is not None
            state = move_to_preset(now, preset) if named else from_preset(preset)
            self._moved = self.profile is not None and preset_id != self.profile.get("preset")
            self.body.set_state(
                state, (self.profile or {}).get("key") or {}, [one.model for one in state.limits]
            )
            self._start = self.body.state() if self._moved or self.profile is None else self._saved
            self.body.address.show_preview(preset.get("endpoints") or [], [])
        self._show_facts(preset_id)
        self._edited()

    def _key_pasted(self) -> None:
        """The list of models is the quickest proof of a key."""
        if not find_problems(self.body.state(), self.key()):
            self.load_models()

    def _forget_preview(self) -> None:
        self._timer.stop()
        if self._preview is not None:
            self._preview.cancel()
            self._preview = None

    def _ask_preview(self) -> None:
        if _NOT_SENT & find_problems(self.body.state(), self.key()).keys():
            return
        self._preview = self._link.call(
            "POST",
            "profiles/preview",
            self.draft(),
            then=self._take_preview,
            fail=self._lose_preview,
            owner=self,
        )

    def _lose_preview(self, _problem: Problem) -> None:
        # Saving says what is wrong; a preview that fails meanwhile is not worth a word.
        self._preview = None

    def _take_preview(self, answer: dict[str, Any]) -> None:
        self._preview = None
        profile = answer.get("profile") or {}
        self.body.address.show_preview(profile.get("endpoints") or [], answer.get("notes") or [])
        if profile:
            self._ask_about_key(profile)
        self._found = {
            one.get("field") or "": join(
                one["message"],
                ""
                if one.get("field") == "private_network"
                else one.get("fix") or "",  # there is a button for it
            )
            for one in answer.get("problems") or []
        }
        self._show_problems()

    def _problems(self) -> dict[str, str]:
        state = self.body.state()
        found = {**self._found, **find_problems(state, self.key())}
        if state.private_network:
            found.pop("private_network", None)  # answered since it was asked
        return {name: found[name] for name in sorted(found, key=_place)}

    def _show_problems(self) -> None:
        """Under the fields that were touched; under all once it was tried to save."""
        state, shown = self.body.state(), self._problems()
        if not self._tried:
            shown = {name: said for name, said in shown.items() if self._is_touched(name, state)}
        self.body.show_problems(shown)

    def _is_touched(self, field: str, state: FormState) -> bool:
        if field == "key":
            return bool(self.key())
        if field == "private_network":
            return True  # it is asked about the address, which was
        name = "limits" if field == "models" else field
        return getattr(state, name, None) != getattr(self._start, name, None)


def _place(field: str) -> int:
    return FIELDS.index(field) if field in FIELDS else len(FIELDS)
