"""What may be written next in a filter of the requests: fields, and the values that their fields have."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.filter_fields import FIELDS, NumberField, TextField
from app.filter_words import Word, quote, split_words

MOST_OFFERED = 12
"""A longer list is not read while one types."""

_CLIENTS = ("codex", "claude-code", "other")
_STATUSES = ("2xx", "4xx", "5xx", "400", "401", "402", "404", "429", "500", "502", "503")
_FIGURES = {"time": (">2s", ">10s", ">1m"), "size": (">100kb", ">1mb"), "count": (">1k", ">10k", ">100k")}
_PLAIN_FIGURES = {"cost": (">0.1", ">1"), "retries": (">0", ">1"), "speed": ("<10", ">50")}


@dataclass(frozen=True, slots=True)
class Completion:
    """`offers` are texts, each of which can take the place of the characters from `start` to `end`."""

    start: int
    end: int
    offers: tuple[str, ...] = ()


def complete(expression: str, cursor: int, values: Callable[[str], Iterable[str]]) -> Completion:
    """Return what fits at the cursor; `values` gives those that a text field has in the requests seen."""
    word = next((one for one in split_words(expression) if one.start < cursor <= one.end), None)
    if word is None:
        return Completion(cursor, cursor, tuple(f"{name}:" for name in FIELDS)[:MOST_OFFERED])
    if word.open_quote is not None and word.field is None:
        return Completion(word.start, word.end)
    if word.field is None or cursor < word.value_start:
        return _complete_field(word)
    return _complete_value(word, values)


def _complete_field(word: Word) -> Completion:
    typed = (word.field or word.value).lower()
    ahead = [name for name in FIELDS if name.startswith(typed)]
    inside = [name for name in FIELDS if typed in name and name not in ahead]
    offers = tuple(f"{name}:" for name in ahead + inside)[:MOST_OFFERED] if typed else ()
    return Completion(word.start + word.negated, word.end, offers)


def _complete_value(word: Word, values: Callable[[str], Iterable[str]]) -> Completion:
    name = (word.field or "").lower()
    field, typed = FIELDS.get(name), word.value.lower()
    if field is None:
        return Completion(word.value_start, word.end)
    found = _values_of(name, field, values)
    ahead = [one for one in found if one.lower().startswith(typed)]
    inside = [one for one in found if typed in one.lower() and one not in ahead]
    offers = [one if isinstance(field, NumberField) else quote(one) for one in ahead + inside]
    if offers == [word.value]:
        offers = []  # written to its end
    return Completion(word.value_start, word.end, tuple(offers[:MOST_OFFERED]))


def _values_of(
    name: str, field: TextField | NumberField, values: Callable[[str], Iterable[str]]
) -> tuple[str, ...]:
    if name == "status":
        return _STATUSES
    if isinstance(field, NumberField):
        return _FIGURES[field.unit] if field.unit else _PLAIN_FIGURES.get(name, ())
    usual = _CLIENTS if name == "client" else field.choices
    return tuple(dict.fromkeys((*usual, *values(name))))
