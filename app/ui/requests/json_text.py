"""JSON laid out for reading, piece by piece and without parsing all of it: also what is cut off or broken."""

import re
from collections.abc import Iterator

from app.ui.requests.plain_text import LONGEST_LINE, WRAPPED, break_lines, visible

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPED = re.compile(
    r"(?<!\\)(?:\\\\)*(?:\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4}))"
)
_INDENT = "  "
_DEEPEST = 60
"""Levels: deeper ones stay at this indent."""
_TOKENS_A_PIECE = 500
_CHARACTERS_A_PIECE = 16 * 1024
_FIRST_LETTER = 0xA1
"""Escaped characters from here on are shown as what they are; control characters stay escaped."""


def lay_out(text: str) -> Iterator[str]:
    """Return the text in pieces that end with whole lines: JSON indented, anything else as it is."""
    start = text[:200].lstrip()[:1]
    if start in ("{", "["):
        yield from _indent(text)
    else:
        yield from _as_it_is(text)


def _as_it_is(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = at + _CHARACTERS_A_PIECE
        newline = text.rfind("\n", at, end)
        if end < len(text) and newline > at:
            end = newline + 1
        piece = break_lines(visible(text[at:end]))
        # A line without end is broken between pieces too.
        yield piece if piece.endswith("\n") or end >= len(text) else f"{piece}{WRAPPED}\n"
        at = end


def _indent(text: str) -> Iterator[str]:
    out: list[str] = []
    level, count, fresh = 0, 0, True  # fresh: nothing stands yet between these brackets
    for found in _TOKEN.finditer(text):
        part = found[0]
        count += 1
        if part in "{[":
            out.append(_begin(level, fresh) + part)
            level, fresh = level + 1, True
            continue
        if part in "}]":
            level = max(0, level - 1)
            out.append(part if fresh else _line(level) + part)
            fresh = False
        elif part == ",":
            out.append("," + _line(level))
        elif part == ":":
            out.append(": ")
        else:
            if fresh and level:
                out.append(_line(level))
            fresh = False
            if len(part) <= LONGEST_LINE:
                out.append(readable(part) if part[0] == '"' else part)
                continue
            *chunks, part = _chunks(part)
            for chunk in chunks:
                yield "".join([*out, chunk])
                out = []
            out.append(part)
        if count >= _TOKENS_A_PIECE or (count % 16 == 0 and sum(map(len, out)) > _CHARACTERS_A_PIECE):
            whole = "".join(out)
            newline = whole.rfind("\n") + 1
            if newline:
                yield whole[:newline]
                out, count = [whole[newline:]], 0
    if out:
        yield "".join(out)


def _begin(level: int, fresh: bool) -> str:
    return _line(level) if fresh and level else ""


def _line(level: int) -> str:
    return "\n" + _INDENT * min(level, _DEEPEST)


def _chunks(part: str) -> Iterator[str]:
    """Return a long value in pieces, each but the last with its line ended."""
    for at in range(0, len(part), _CHARACTERS_A_PIECE):
        piece = break_lines(readable(part[at : at + _CHARACTERS_A_PIECE]))
        yield piece if at + _CHARACTERS_A_PIECE >= len(part) else f"{piece}{WRAPPED}\n"


def readable(text: str) -> str:
    """Return JSON text with escaped letters as letters (Python's clients escape all but ASCII), made harmless."""
    if "\\u" in text:
        text = _ESCAPED.sub(_unescape, text)
    return visible(text)


def _unescape(found: re.Match[str]) -> str:
    whole, high, low, single = found[0], found[1], found[2], found[3]
    kept = whole[: len(whole) - (12 if high else 6)]
    if high:
        code = 0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF)
        return kept + chr(code)
    code = int(single, 16)
    return whole if code < _FIRST_LETTER or 0xD800 <= code < 0xE000 else kept + chr(code)
