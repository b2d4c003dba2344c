"""Halves of surrogate pairs: programs in JavaScript cut text in the middle of one, and no UTF-8 can hold a half."""

import re
from math import isfinite
from typing import TypeVar, cast

import orjson

_T = TypeVar("_T")

_HALF = re.compile(
    rb"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?|[c-fC-F][0-9a-fA-F]{2})"
)
"""One alone, or both of a pair."""
_RUN = 4096
"""Backslashes are counted so many at a time."""


class Halves:
    """Joins what was cut apart over several pieces of text; one for each reply."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: dict[object, str] = {}

    def join(self, key: object, text: str) -> str:
        """Return text that can be encoded. A first half at its end waits for the next piece under the key."""
        if not text:
            return text
        text = self._waiting.pop(key, "") + text
        if "\ud800" <= text[-1] <= "\udbff":
            self._waiting[key] = text[-1]
            text = text[:-1]
        return well_formed(text)


def well_formed(text: str) -> str:
    """Return the text with U+FFFD for each half that stands alone."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def encodable(value: _T) -> _T:
    """Return a decoded JSON value that JSON can be written of again: `json.loads` also gives halves, NaN, huge numbers.

    Raises `RecursionError`.
    """
    if isinstance(value, str):
        return cast(_T, well_formed(value))
    if isinstance(value, list):
        return cast(_T, [encodable(entry) for entry in value])
    if isinstance(value, dict):
        return cast(_T, {encodable(key): encodable(entry) for key, entry in value.items()})
    if isinstance(value, float) and not isfinite(value):
        return cast(_T, None)  # NaN and infinities are no JSON
    if isinstance(value, int) and abs(value) >= 1 << 63:
        return cast(_T, float(value) if abs(value) < 1 << 1000 else None)
    return value


def read_json(document: bytes) -> object:
    """Decode JSON in which an escaped half may stand alone: strict readers refuse the whole for it.

    Raises `orjson.JSONDecodeError` for all else; its place is that in the document.
    """
    try:
        return orjson.loads(document)
    except orjson.JSONDecodeError as error:
        if "surrogate in string" not in error.msg:
            raise
        return orjson.loads(_without_halves(document))


def _without_halves(document: bytes) -> bytes:
    """Look at nothing but what may be a half: a large document has a million other escapes."""
    whole: list[bytes] = []
    done = 0
    for found in _HALF.finditer(document):
        at = found.start()
        if document[at - 1 : at] == b"\\" and _is_escaped(document, at):
            at = found.start(1)  # what looks like the second of a pair stands alone, if it is there
        elif found[1] is not None:
            continue
        if at >= 0:
            whole += (document[done:at], b"\\ufffd")
            done = found.end()
    return b"".join((*whole, document[done:]))


def _is_escaped(document: bytes, at: int) -> bool:
    """Tell whether the backslash there is one of two that mean one."""
    odd = False
    while run := document[max(0, at - _RUN) : max(0, at)]:
        count = len(run) - len(run.rstrip(b"\\"))
        odd ^= count % 2 == 1
        at -= _RUN
        if count < len(run):
            break
    return odd
