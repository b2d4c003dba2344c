"""The words of a filter expression, each with its place: sign, field, operator and value."""

import re
from dataclasses import dataclass, replace

_OPERATOR = re.compile(r"!=|>=|<=|[=:<>]")
_FIELD_NAME = re.compile(r"[A-Za-z_]*")
_QUOTES = "\"'"
_ESCAPED = " \\\"'"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the expression; places are counted in characters from its start.

    `field` and `operator` are None for free text. `value` is without quotes; `quoted` tells that it had some.
    """

    start: int
    end: int
    value: str
    value_start: int
    negated: bool = False
    field: str | None = None
    field_start: int = 0
    operator: str | None = None
    quoted: bool = False
    open_quote: int | None = None

    @property
    def is_or(self) -> bool:
        """Whether this is the word that joins alternatives."""
        return not (self.quoted or self.negated or self.field is not None) and self.value.lower() == "or"

    @property
    def is_and(self) -> bool:
        """Whether this is the word that says what is meant anyway."""
        return not (self.quoted or self.negated or self.field is not None) and self.value.lower() == "and"


def split_words(expression: str) -> list[Word]:
    """Return the words; one whose quote is not closed runs to the end and says so."""
    words, at = [], 0
    while at < len(expression):
        if expression[at].isspace():
            at += 1
            continue
        word = _read_word(expression, at)
        words.append(word)
        at = word.end
    return words


def quote(value: str) -> str:
    """Return a value as it must be written to be one word of free text or one value."""
    plain = value and not re.search(r"[\s\"'\\:=<>,|]", value) and not value.startswith("-")
    if plain and value.lower() not in ("or", "and"):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read_word(expression: str, start: int) -> Word:
    at = start
    negated = expression[at] == "-" and at + 1 < len(expression) and not expression[at + 1].isspace()
    at += negated
    field, operator, field_start = None, None, at
    if found := _find_operator(expression, at):
        field, operator = expression[at : found.start()], found[0]
        at = found.end()
    word = _read_value(expression, at)
    return replace(
        word, start=start, negated=negated, field=field, field_start=field_start, operator=operator
    )


def _find_operator(expression: str, at: int) -> re.Match[str] | None:
    """Return the operator behind a field's name. `=` always is one; `:` and the rest only behind a plain name."""
    name = _FIELD_NAME.match(expression, at)
    end = name.end() if name else at
    found = _OPERATOR.match(expression, end)
    if found and found[0] == ":":
        is_address = expression.startswith("//", found.end())
        return found if end > at and not is_address else None
    if found:
        return found
    stop = end
    while stop < len(expression) and not expression[stop].isspace() and expression[stop] not in _QUOTES:
        if expression[stop] == "=" or expression.startswith("!=", stop):
            return _OPERATOR.match(expression, stop)
        stop += 1
    return None


def _read_value(expression: str, start: int) -> Word:
    at, quoted = start, False
    text: list[str] = []
    fresh = True  # a quote opens only where a value, or the next piece of it, begins
    while at < len(expression) and not expression[at].isspace():
        character = expression[at]
        if character in _QUOTES and fresh:
            quoted = True
            piece, at, closed = _read_quoted(expression, at)
            text.append(piece)
            if not closed:
                return Word(start, at, "".join(text), start, quoted=True, open_quote=start)
            continue
        if character == "\\" and expression[at + 1 : at + 2] and expression[at + 1] in _ESCAPED:
            at += 1
            character = expression[at]
        text.append(character)
        at += 1
        fresh = False
    return Word(start, at, "".join(text), start, quoted=quoted)


def _read_quoted(expression: str, start: int) -> tuple[str, int, bool]:
    """Return what stands in the quotes, where they end, and whether they do."""
    mark, at = expression[start], start + 1
    text: list[str] = []
    while at < len(expression):
        character = expression[at]
        if character == mark:
            return "".join(text), at + 1, True
        if character == "\\" and mark == '"' and expression[at + 1 : at + 2] in ('"', "\\"):
            at += 1
            character = expression[at]
        text.append(character)
        at += 1
    return "".join(text), at, False
