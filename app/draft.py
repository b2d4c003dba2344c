"""A draft as it came from a form: fields read one by one, and what is wrong with each kept for its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import TracebackType
from typing import Any

from profiles.errors import InvalidProfileError, NotFoundError
from profiles.profile import Model

# The command line's fixes name its options; a form has fields instead.
_ALTERNATIVE = re.compile(r",? or `--[^`]*`")
_OPTION = re.compile(r"`turnout |--\w")
_MODEL_FIELDS = {field.name for field in fields(Model)}
_MODEL_KINDS: tuple[tuple[str, type], ...] = (
    ("context_window", int),
    ("max_output", int),
    ("images", bool),
    ("name", str),
)
_ADDRESS_FIX = "Give the address of the provider's API alone; a key belongs into the key field."
_FORM_FIXES = {
    "base_url": _ADDRESS_FIX,
    "endpoints": _ADDRESS_FIX,
    "wire": "Choose the wire that it speaks: responses, messages or chat.",
    "headers": "Leave it out: Turnout sends the key itself.",
    "preset": "Choose one of the list, or none.",
}


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of a draft; `field` is its name there, or empty for the whole."""

    field: str
    message: str
    fix: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the control API's shape."""
        return {"field": self.field, "message": self.message, "fix": self.fix}


class Draft:
    """The fields, and the problems found so far."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields
        self.problems: list[FieldProblem] = []

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str) -> str | None:
        """Return a text without the space around it; None where it is absent, empty or none."""
        value = self.fields.get(name)
        if isinstance(value, str):
            return value.strip() or None
        if value is not None and not any(one.field == name for one in self.problems):
            self.add(name, "This has to be a text.")
        return None

    def mapping(self, name: str) -> dict[str, Any] | None:
        """Return a table of names and values; None where it is absent or none."""
        value = self.fields.get(name)
        if value is None or isinstance(value, dict):
            return value
        self.add(name, "This has to be a table of names and values.")
        return None

    def add(self, field: str, message: str, fix: str = "") -> None:
        """Keep a problem of a field."""
        plain = _ALTERNATIVE.sub("", fix)
        self.problems.append(
            FieldProblem(field, message, _FORM_FIXES.get(field, "") if _OPTION.search(plain) else plain)
        )

    def about(self, field: str) -> "_About":
        """`with draft.about("model"): …` keeps what is raised inside as a problem of this field."""
        return _About(self, field)


class _About:
    def __init__(self, draft: Draft, field: str) -> None:
        self._draft, self._field = draft, field

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, InvalidProfileError | NotFoundError):
            return False
        self._draft.add(self._field, error.message, error.fix)
        return True


def read_model(entry: object, known: Mapping[str, Model]) -> Model:
    """Return a model of a draft: its id alone, or a table. Raises `InvalidProfileError`."""
    if isinstance(entry, str):
        return known.get(entry.strip()) or Model(entry.strip())
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise InvalidProfileError("A model needs its id.")
    unknown = sorted(entry.keys() - _MODEL_FIELDS)
    if unknown:
        raise InvalidProfileError(f"A model has no field {unknown[0]!r}.")
    for name, kind in _MODEL_KINDS:
        value = entry.get(name)
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            raise InvalidProfileError(f"{name} of model {entry['id']} has the wrong type.")
    efforts = entry.get("efforts") or []
    if not isinstance(efforts, list) or not all(isinstance(effort, str) for effort in efforts):
        raise InvalidProfileError(f"efforts of model {entry['id']} have to be a list of words.")
    return Model(**{**entry, "id": entry["id"].strip(), "efforts": tuple(efforts)})
