"""One JSON string, decoded while it is still coming in."""

import re

_PLAIN = re.compile(r'[^"\\]*')
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HEX = re.compile(r"[0-9a-fA-F]{4}")


class StringDecoder:
    """Decodes one JSON string from behind its opening quote on, in pieces cut anywhere.

    Raw line breaks and tabs pass (weak models write them, and nothing else can be meant); an escape that
    JSON does not know is an error; half a surrogate pair becomes U+FFFD, since no UTF-8 can say it.
    """

    __slots__ = ("_escape", "_high", "closed", "failed")

    def __init__(self) -> None:
        self.closed = False
        self.failed = False
        self._escape = ""
        """An escape that is not whole yet, from its backslash on."""
        self._high = 0
        """The first half of a surrogate pair, waiting for the second."""

    def feed(self, text: str, start: int) -> tuple[str, int]:
        """Decode from `start` on; return the text and where reading stopped (behind the closing quote)."""
        pieces: list[str] = []
        at, end = start, len(text)
        while at < end and not self.closed and not self.failed:
            if self._escape:
                self._escape += text[at]
                at += 1
                self._take_escape(pieces)
                continue
            plain = _PLAIN.match(text, at)
            if plain is not None and plain.end() > at:
                self._end_pair(pieces)
                pieces.append(plain[0])
                at = plain.end()
            if at < end:
                if text[at] == "\\":
                    self._escape = "\\"
                else:
                    self._end_pair(pieces)
                    self.closed = True
                at += 1
        return "".join(pieces), at

    def _take_escape(self, pieces: list[str]) -> None:
        escape = self._escape
        if escape[1] != "u":
            self._end_pair(pieces)
            self._escape = ""
            if escape[1] in _ESCAPES:
                pieces.append(_ESCAPES[escape[1]])
            else:
                self.failed = True
        elif len(escape) == 6:
            self._escape = ""
            digits = _HEX.fullmatch(escape, 2)
            if digits is None:
                self.failed = True
                return
            code = int(digits[0], 16)
            if 0xDC00 <= code < 0xE000 and self._high:
                pieces.append(chr(0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)))
                self._high = 0
                return
            self._end_pair(pieces)
            if 0xD800 <= code < 0xDC00:
                self._high = code
            else:
                pieces.append("\ufffd" if 0xDC00 <= code < 0xE000 else chr(code))

    def _end_pair(self, pieces: list[str]) -> None:
        if self._high:
            pieces.append("\ufffd")
            self._high = 0
