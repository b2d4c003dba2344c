"""The described settings as rows: shown, saved at each change, and refused in place."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ui.call import Problem
from app.ui.link import Link
from app.ui.service_words import localize
from app.ui.settings.field import ChoiceField, Field, NumberField, make_field
from app.ui.settings.row import Row
from app.ui.settings.units import unit_of
from app.ui.settings.wording import bodies_consequence, words_of


class Values(QObject):
    """One row for each setting that the service describes; `changed` has all values after a change was kept."""

    changed = Signal(dict)

    def __init__(self, link: Link, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self.rows: dict[str, Row] = {}
        self.values: dict[str, Any] = {}

    def describe(self, document: dict[str, Any]) -> list[str]:
        """Make the rows that are missing, show the values of `GET settings`, and return the new rows' names."""
        new = []
        for described in document["described"]:
            name = described["name"]
            if name not in self.rows:
                field = make_field(described, unit_of(name))
                if field is not None:
                    self._add(name, field)
                    new.append(name)
        self._show(document["settings"])
        return new

    def retranslate(self) -> None:
        for name, row in self.rows.items():
            words = words_of(name)
            hint = bodies_consequence(str(self.values.get(name))) if name == "record_bodies" else words.hint
            row.set_texts(words.title, hint)
            if isinstance(row.control, ChoiceField):
                row.control.set_words(words.choices)
            elif isinstance(row.control, NumberField):
                row.control.retranslate()

    def save(self, name: str, value: object) -> None:
        """Send one change to the service."""
        self.rows[name].set_problem("")
        self._link.call(
            "PATCH",
            "settings",
            {name: value},
            then=lambda answer: self._kept(name, answer),
            fail=lambda problem: self._refused(name, problem),
            owner=self,
        )

    def _add(self, name: str, field: Field) -> None:
        row = Row(field)
        self.rows[name] = row
        field.edited.connect(lambda value: self.save(name, value))
        if isinstance(field, NumberField):
            field.refused.connect(row.set_problem)

    def _show(self, values: dict[str, Any]) -> None:
        self.values = dict(values)
        for name, row in self.rows.items():
            if name in values and isinstance(row.control, Field) and not row.problem:
                row.control.show_value(values[name])
        self.retranslate()

    def _kept(self, name: str, answer: dict[str, Any]) -> None:
        self._show(answer.get("settings", self.values))
        for warning in answer.get("warnings", []):
            self.rows[name].set_problem(localize(str(warning)), "warn")
        self.changed.emit(self.values)

    def _refused(self, name: str, problem: Problem) -> None:
        row = self.rows[name]
        if not isinstance(row.control, NumberField) and isinstance(row.control, Field):
            row.control.show_value(self.values.get(name))  # a typed number stays, to be mended
        row.set_problem(str(problem))
