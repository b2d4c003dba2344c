"""Halves of surrogate pairs: programs in JavaScript cut text in the middle of one, and no UTF-8 can hold a half."""

import re

import orjson

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
"""A pair, a half (group 1) or any other escape."""


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


def read_json(document: bytes) -> object:
    """Decode JSON in which an escaped half may stand alone: strict readers refuse the whole for it.

    Raises `orjson.JSONDecodeError` for all else; its place is that in the document.
    """
    try:
        return orjson.loads(document)
    except orjson.JSONDecodeError:
        return orjson.loads(_ESCAPE.sub(lambda found: b"\\ufffd" if found[1] else found[0], document))
