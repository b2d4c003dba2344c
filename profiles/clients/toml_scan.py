"""Find the statements, keys and values of a TOML document in its text."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

KeyPath = tuple[str, ...]

_BLANK = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:[ \t]*(?:#[^\n]*)?\Z)?")
_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_REST = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r"""
    \"{3} (?: \\. | [^\\] )*? \"{3} \"{0,2}
    | '{3} .*? '{3} '{0,2}
    | " (?: [^"\\\n] | \\. )* "
    | ' [^'\n]* '
    """,
    re.DOTALL | re.VERBOSE,
)
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d [\d:.]+(?:Z|[+-]\d\d:\d\d)?|[^\s,\]}#]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of the file: a header (`value` is None) or a pair, with its full key.

    Numbers in a path stand for elements of an array of tables, so that no plain path ever meets them.
    """

    path: tuple[str | int, ...]
    scope: tuple[str | int, ...]
    start: int
    end: int
    value: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Member:
    """A pair inside an inline table."""

    path: KeyPath
    start: int
    value: tuple[int, int]


def scan(text: str, scope: tuple[str | int, ...] = ()) -> Iterator[Statement]:
    """The statements of a valid document, or of whole lines of one that begin in that scope."""
    arrays: dict[tuple[str | int, ...], int] = {}
    at = 0
    while True:
        at = _skip(_BLANK, text, at)
        if at >= len(text):
            return
        start = at
        at = _skip(_SPACE, text, at)
        if text[at] == "[":
            double = text.startswith("[[", at)
            path, at = _scan_key(text, _skip(_SPACE, text, at + 1 + double))
            at = _skip(_SPACE, text, at) + 1 + double
            scope = _place(path[:-1], arrays)
            full = (*scope, path[-1])
            if double:
                arrays[full] = arrays.get(full, -1) + 1
            scope = _place(path, arrays)
            at = _skip(_REST, text, at)
            yield Statement(scope, scope, start, at, None)
            continue
        path, at = _scan_key(text, at)
        begin = _skip(_SPACE, text, _skip(_SPACE, text, at) + 1)
        finish = _scan_value(text, begin)
        at = _skip(_REST, text, finish)
        yield Statement((*scope, *path), scope, start, at, (begin, finish))


def shift(statements: Iterable[Statement], by: int) -> Iterator[Statement]:
    """The same statements, somewhere else in the text."""
    for one in statements:
        value = None if one.value is None else (one.value[0] + by, one.value[1] + by)
        yield Statement(one.path, one.scope, one.start + by, one.end + by, value)


def _place(path: KeyPath, arrays: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    """A header's path, with the number of the last element behind the name of every array of tables."""
    full: tuple[str | int, ...] = ()
    for piece in path:
        full = (*full, piece)
        if full in arrays:
            full = (*full, arrays[full])
    return full


def _scan_key(text: str, at: int) -> tuple[KeyPath, int]:
    pieces = []
    while True:
        found = _match(_KEY, text, at)
        raw = found[0]
        pieces.append(tomllib.loads(f"k = {raw}")["k"] if raw[0] in "\"'" else raw)
        dot = _DOT.match(text, found.end())
        if dot is None:
            return tuple(pieces), found.end()
        at = dot.end()


def _scan_value(text: str, at: int) -> int:
    """The end of the value that begins here."""
    first = text[at]
    if first == "{":
        members = scan_members(text, at)
        at = members[-1].value[1] if members else at + 1
        at = _skip(_GAP, text, at)
        if text[at] == ",":
            at = _skip(_GAP, text, at + 1)
        return at + 1
    if first == "[":
        at = _skip(_GAP, text, at + 1)
        while text[at] != "]":
            at = _skip(_GAP, text, _scan_value(text, at))
            if text[at] == ",":
                at = _skip(_GAP, text, at + 1)
        return at + 1
    return _match(_STRING if first in "\"'" else _SCALAR, text, at).end()


def scan_members(text: str, at: int) -> list[Member]:
    """Return the members of the inline table that begins at `at`."""
    members = []
    at = _skip(_GAP, text, at + 1)
    while text[at] != "}":
        start = at
        path, at = _scan_key(text, at)
        begin = _skip(_GAP, text, _skip(_GAP, text, at) + 1)
        finish = _scan_value(text, begin)
        members.append(Member(path, start, (begin, finish)))
        at = _skip(_GAP, text, finish)
        if text[at] == ",":
            at = _skip(_GAP, text, at + 1)
    return members


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise ValueError(f"no value at {at}")  # tomllib has accepted what we do not understand
    return found


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
