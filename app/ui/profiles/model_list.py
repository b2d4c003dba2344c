"""Asks the provider for its models and says how that went."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ui.call import Call, Problem
from app.ui.link import Link
from app.ui.profiles.form_state import Draft
from app.ui.profiles.models_field import ModelsField
from app.ui.service_words import join

ASK_MS = 30_000
"""A provider far away that has just been woken."""


class ModelList(QObject):
    """One question at a time; a new one takes the place of the last."""

    loaded = Signal()
    """The provider has answered, also where it lists none."""
    refused = Signal(object)
    """A `Problem`: it could not be asked."""

    def __init__(self, link: Link, field: ModelsField, parent: QObject) -> None:
        super().__init__(parent)
        self._link, self._field = link, field
        self._call: Call | None = None
        self._begun_by_button = False

    def load(self, asked: Draft) -> None:
        """Ask. `asked`: a draft (with its key), or {"profile": ID}."""
        self.cancel()
        self._begun_by_button = self._field.load.hasFocus()
        self._field.load.setEnabled(False)
        self._field.say(self.tr("Asking the provider…"))
        self._call = self._link.call(
            "POST", "models", asked, then=self._loaded, fail=self._failed, owner=self, timeout_ms=ASK_MS
        )

    def is_asking(self) -> bool:
        return self._call is not None

    def cancel(self) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None
        self._field.load.setEnabled(True)
        self._field.say("")

    def _loaded(self, answer: dict[str, Any]) -> None:
        self._call = None
        self._field.load.setEnabled(True)
        models = [str(model["id"]) for model in answer.get("models") or []]
        self._field.add_known(models)
        if not self._field.model() and len(models) == 1:
            self._field.main.set_value(models[0])
        if self._begun_by_button:
            # A button that cannot be pressed loses the focus: to what comes next, which is to choose.
            (self._field.load if self._field.model() else self._field.main).setFocus()
        notes = join(*(answer.get("notes") or []))
        if models:
            said = self.tr("%Ln model(s).", "", len(models))
            self._field.say(f"{said} {notes}".strip(), "ok")
        else:
            self._field.say(notes or self.tr("The provider lists no models: type the name."), "warn")
        self.loaded.emit()

    def _failed(self, problem: Problem) -> None:
        self._call = None
        self._field.load.setEnabled(True)
        self._field.say(str(problem), "error")
        self.refused.emit(problem)
