"""Foreign text made harmless to look at: nothing in it hides, colours, reverses or runs on without end."""

import re

LONGEST_LINE = 2_000
"""Characters: Qt lays out a line as a whole, and one of megabytes takes seconds."""
LONGEST_CELL = 300
"""Characters: no column is wider."""
WRAPPED = "↩"
"""Stands at the end of a line that was broken here and not by its author."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_LONG = re.compile(f"[^\n]{{{LONGEST_LINE}}}(?=[^\n])")


def visible(text: str) -> str:
    """Return the text with each control, direction mark and invisible character as a sign that can be seen."""
    if _UNSEEN.search(text) is None:
        return text
    return _UNSEEN.sub(_sign, text.replace("\r\n", "\n"))


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"⟨{code:04X}⟩"


def one_line(text: str, longest: int = LONGEST_CELL) -> str:
    """Return the beginning of a text as one line of at most so many characters."""
    return visible(" ".join(text[: 4 * longest].split()))[:longest]


def break_lines(text: str) -> str:
    """Return the text with no line longer than `LONGEST_LINE`."""
    return _LONG.sub(lambda found: f"{found[0]}{WRAPPED}\n", text)
