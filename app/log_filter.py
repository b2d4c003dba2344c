"""The filter of the requests, in `turnout log --filter` and in the window: what matches an expression.

client:codex model:kimi          all words must match; `:` looks for a part, in any letter case
status:4xx  status:429,500       a class of statuses; alternatives
state=failed  model=deepseek-*   `=` compares whole values, `*` and `?` stand for any characters
>10s  >1mb  ttft:>2s  tokens:10k..50k  cost:>0.1
"free text"                      anywhere: model, error, path, notes
-fault:client  status!=200       not
state:failed or >10s             either; `or` binds less than words side by side
"""

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.errors import FilterError
from app.filter_fields import BY_UNIT, FIELDS, PLAIN_UNIT, UNITS, NumberField, TextField, as_text, searchable
from app.filter_words import Word, split_words

Summary = dict[str, Any]
Test = Callable[[Summary, str], bool]
"""A request's summary and its `searchable` text."""

_FIGURE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)([a-z]*)")
_STATUS_CLASS = re.compile(r"[1-5]xx")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": lambda found, figure: found > figure,
    ">=": lambda found, figure: found >= figure,
    "<": lambda found, figure: found < figure,
    "<=": lambda found, figure: found <= figure,
    "=": lambda found, figure: found == figure,
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Call it with a summary; `matches` is for those who keep the `searchable` text, which free text needs."""

    alternatives: tuple[tuple[Test, ...], ...]
    needs_text: bool

    def __call__(self, summary: Summary) -> bool:
        return self.matches(summary, searchable(summary) if self.needs_text else "")

    def matches(self, summary: Summary, text: str) -> bool:
        """Tell whether a request matches; `text` may be empty where `needs_text` is false."""
        for tests in self.alternatives:
            for test in tests:
                if not test(summary, text):
                    break
            else:
                return True
        return False


def compile_filter(expression: str) -> Filter:
    """Return a test for the summaries of exchanges; an empty expression matches all.

    Raises `FilterError`, with the place, for an unknown field, a value that does not fit its field, an open
    quote or an `or` with nothing on one side.
    """
    words = split_words(expression)
    for word in words:
        if word.open_quote is not None:
            raise _error(
                "open_quote", word.open_quote, word.end, "The filter does not parse: a quote is open.",
                "Close the quote.",
            )  # fmt: skip
    alternatives: list[list[Test]] = [[]]
    needs_text = False
    for place, word in enumerate(words):
        if word.is_or:
            if not alternatives[-1] or place == len(words) - 1:
                raise _error(
                    "or_side", word.start, word.end, "The filter does not parse: `or` joins two sides.",
                    'Write something on both sides, or "or" to look for the word.',
                )  # fmt: skip
            alternatives.append([])
        elif not word.is_and:
            needs_text |= word.field is None
            alternatives[-1].append(_negate(_compile_word(word)) if word.negated else _compile_word(word))
    return Filter(tuple(tuple(tests) for tests in alternatives), needs_text)


def _negate(test: Test) -> Test:
    return lambda summary, text: not test(summary, text)


def _compile_word(word: Word) -> Test:
    operator, value = word.operator or "", word.value
    if word.field is None:
        needle = value.lower()
        return lambda _summary, text: needle in text
    if operator == ":" and not word.quoted and value[:1] in ("<", ">"):
        operator = value[:2] if value[1:2] == "=" else value[:1]
        value = value[len(operator) :]
    if not word.field and operator in _COMPARE and operator != "=":
        return _compare_by_unit(operator, value, word)
    field = FIELDS.get(word.field.strip().lower())
    if field is None:
        raise _unknown_field(word)
    if operator == ":" and not value:
        raise _error(
            "no_value", word.field_start, word.end, f"Nothing follows '{word.field}:'.", "Write a value."
        )
    if isinstance(field, NumberField):
        return _compile_number(field, operator, value, word)
    if operator in ("=", "!="):
        return _compile_whole(field, value, negated=operator == "!=")
    if field.key == "status":
        return _compile_status(operator, value, word)
    if operator != ":":
        raise _bad_value(word, f"{word.field} is a text: it cannot be compared with {operator}.")
    return _compile_part(field, value, word)


# ----------------------------------------------------------------------------- texts
def _compile_whole(field: TextField, value: str, *, negated: bool) -> Test:
    pattern, key, read = _pattern(value), field.key, field.read
    if not key:
        return lambda summary, _: any(_fits(found, pattern) for found in read(summary)) != negated
    return lambda summary, _: _fits(summary.get(key), pattern) != negated


def _compile_part(field: TextField, value: str, word: Word) -> Test:
    wanted = [value.lower()] if word.quoted else _alternatives(value)
    for one in wanted:
        if field.choices and not any(one in choice for choice in field.choices) and "*" not in one:
            raise _bad_value(word, f"{word.field} is never {one!r}.", f"It is {_listed(field.choices)}.")
    read = field.read
    patterns = [_pattern(one) for one in wanted if "*" in one or "?" in one]
    parts = [one for one in wanted if not ("*" in one or "?" in one)]

    def test(summary: Summary, _text: str) -> bool:
        for found in read(summary):
            text = as_text(found).lower()
            for part in parts:
                if part in text:
                    return True
            for pattern in patterns:
                if pattern.match(text):
                    return True
        return False

    return test


def _alternatives(value: str) -> list[str]:
    return [one for one in re.split(r"[,|]", value.lower()) if one]


def _pattern(value: str) -> re.Pattern[str]:
    # Brackets are part of model names, such as some-model[1m], not of the pattern.
    return re.compile(fnmatch.translate(value.lower().replace("[", "[[]")))


def _fits(found: object, pattern: re.Pattern[str]) -> bool:
    return pattern.match(as_text(found).lower()) is not None


# ----------------------------------------------------------------------------- figures
def _compile_status(operator: str, value: str, word: Word) -> Test:
    if operator == ":":
        wanted = _alternatives(value)
        for one in wanted:
            if not (_STATUS_CLASS.fullmatch(one) or one.isdecimal()):
                raise _bad_value(word, f"{one!r} is not a status.", "Write 429, 4xx or >=400.")
        starts = tuple(one[0] if one.endswith("xx") else one for one in wanted)
        return lambda summary, _: str(summary.get("status") or "-").startswith(starts)
    if not value.isdecimal():
        raise _bad_value(word, f"{value!r} is not a status.", "Write 429, 4xx or >=400.")
    return _compare(NumberField(lambda summary: summary.get("status")), operator, int(value))


def _compile_number(field: NumberField, operator: str, value: str, word: Word) -> Test:
    if operator == ":" and ".." in value:
        least, _, most = value.partition("..")
        low, high = _read_figure(least, field, word), _read_figure(most, field, word)
        at_least, at_most = _compare(field, ">=", low), _compare(field, "<=", high)
        return lambda summary, text: at_least(summary, text) and at_most(summary, text)
    figure = _read_figure(value, field, word)
    if operator == "!=":
        return _negate(_compare(field, "=", figure))
    return _compare(field, "=" if operator == ":" else operator, figure)


def _compare_by_unit(operator: str, value: str, word: Word) -> Test:
    found = _FIGURE.fullmatch(value.lower())
    unit = UNITS.get(found[2]) if found else None
    if found is None or unit is None:
        fix = "Write >10s, >1mb, >10k (tokens), or name the field: ttft:>2s."
        raise _error(
            "no_unit", word.start, word.end, f"What {operator}{value} compares is not said.", fix,
            subject=operator + value,
        )  # fmt: skip
    return _compare(BY_UNIT[unit[0]], operator, float(found[1]) * unit[1])


def _compare(field: NumberField, operator: str, figure: float) -> Test:
    compare, read = _COMPARE[operator], field.read

    def test(summary: Summary, _text: str) -> bool:
        found = read(summary)
        return found is not None and compare(found, figure)

    return test


def _read_figure(value: str, field: NumberField, word: Word) -> float:
    found = _FIGURE.fullmatch(value.lower().lstrip("¥$€"))
    if found is not None:
        unit = found[2] or PLAIN_UNIT.get(field.unit, "")
        if not unit:
            return float(found[1])
        measures, factor = UNITS.get(unit, ("", 0.0))
        if measures == field.unit or (measures == "count" and not field.unit):
            return float(found[1]) * factor
    units = [unit for unit, (measures, _) in UNITS.items() if measures == field.unit]
    fix = f"Write a figure, such as 10 or 2.5; units: {_listed(units)}." if units else "Write a figure."
    raise _bad_value(word, f"{value!r} does not fit {word.field}.", fix)


# ----------------------------------------------------------------------------- errors
def _unknown_field(word: Word) -> FilterError:
    import difflib  # only mistakes pay for it

    name = word.field or ""
    near = difflib.get_close_matches(name.lower(), FIELDS, 1)
    hint = near[0] if near else ""
    known = f"There are: {', '.join(sorted(FIELDS))}."
    fix = f"Did you mean {hint!r}? {known}" if hint else known
    end = word.field_start + max(len(name), 1)
    message = f"{name!r} is not a field of a request."
    return _error("unknown_field", word.field_start, end, message, fix, subject=name, hint=hint)


def _bad_value(word: Word, message: str, fix: str = "") -> FilterError:
    return _error("bad_value", word.value_start, word.end, message, fix, subject=word.value, hint=fix)


def _error(
    reason: str, start: int, end: int, message: str, fix: str, *, subject: str = "", hint: str = ""
) -> FilterError:
    error = FilterError(message, fix)
    error.reason, error.subject, error.hint = reason, subject, hint
    error.start, error.length = start, max(1, end - start)
    return error


def _listed(words: tuple[str, ...] | list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
