"""The letter and the hue that stand for a provider: the same ones wherever and whenever it is shown."""

import unicodedata
from zlib import crc32

HUES = ("#2f6fde", "#0f7f86", "#2e7d4f", "#8a6a12", "#b4541f", "#b83a58", "#8b4bb8", "#5a5fc7")
"""Each carries a white letter at a contrast of 4.5 or more, in both themes."""
_SALT = "722"
"""With it, the providers that are met most often differ in colour."""


def letter(name: str) -> str:
    """The first letter, digit or ideograph of a name, in upper case; `?` where it has none."""
    for character in name:
        if unicodedata.category(character)[0] in "LN":
            return character.upper()[:1]
    return "?"


def hue(key: str) -> str:
    """A colour of `HUES`. `key`: what stays when the name is edited, such as the preset's or profile's id."""
    return HUES[crc32((_SALT + key).encode()) % len(HUES)]
