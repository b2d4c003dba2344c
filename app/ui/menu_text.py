"""Foreign text in a menu: as it is written, and short enough that the menu keeps its size."""

import unicodedata

MOST_COLUMNS = 44
"""Letters; a Chinese one counts twice. A menu is as wide as its widest line."""


def menu_text(text: str, most: int = MOST_COLUMNS) -> str:
    """Return the text for an action: an ampersand would underline a letter, a tab begin a shortcut."""
    return _shorten(text.replace("\t", " "), most).replace("&", "&&")


def _shorten(text: str, most: int) -> str:
    used = 0
    for place, letter in enumerate(text):
        used += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if used > most:
            return text[: max(0, place - 1)].rstrip() + "…"
    return text
