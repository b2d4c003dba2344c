"""A custom tool's raw input out of `{"input": "…"}`, while the JSON is still coming in."""

from collections.abc import Callable

import orjson

from proxy.reply.json_string import StringDecoder

INPUT = "input"
_SPACE = " \t\r\n"


class Unwrapper:
    """Turns the argument text of a lowered custom tool into its raw input.

    The value of the key `input` is given out as it comes, whatever keys stand before or after it. What is
    no such object is taken at the end: text that is no JSON is the raw input itself (models do that), an
    object without that key stands for its only string, else for itself. `surprise` says in words what was
    not as declared ("": nothing).
    """

    __slots__ = (
        "_depth",
        "_escaped",
        "_input_seen",
        "_key",
        "_quoted",
        "_step",
        "_string",
        "_whole",
        "surprise",
    )

    def __init__(self) -> None:
        self.surprise = ""
        self._whole: list[str] = []
        """All that has come, until the input is found: then it is not needed any more."""
        self._step: _Step = Unwrapper._start
        self._string = StringDecoder()
        self._key: list[str] = []
        self._input_seen = False
        self._depth = 0
        self._quoted = self._escaped = False

    def feed(self, text: str) -> str:
        """Take a piece of the arguments; return the piece of raw input that it gives."""
        if not self._input_seen:
            self._whole.append(text)
        out: list[str] = []
        at = 0
        while at < len(text):
            at = self._step(self, text, at, out)
        return "".join(out)

    def close(self) -> tuple[str, bool]:
        """Return the rest of the raw input, and whether it is proven to be whole."""
        if self._input_seen:
            return "", self._step == Unwrapper._done
        if self._step == Unwrapper._raw:
            return "", True
        return self._take_whole("".join(self._whole))

    def _take_whole(self, whole: str) -> tuple[str, bool]:
        try:
            value: object = orjson.loads(whole) if whole.strip() else None
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            # Text that only looked like JSON is raw input too; an object that was not closed broke off.
            proven = self._step in (Unwrapper._start, Unwrapper._first_word, Unwrapper._wait, Unwrapper._done)
            self.surprise = "raw text instead of JSON" if proven else "JSON that broke off"
            return whole, proven
        if isinstance(value, str) and value.lstrip().startswith("{"):
            inner = Unwrapper()  # encoded twice
            text = inner.feed(value)
            rest, proven = inner.close()
            if proven:
                self.surprise = "arguments encoded twice"
                return text + rest, True
        if isinstance(value, dict) and INPUT in value:
            value = value[INPUT]
        elif (
            isinstance(value, dict)
            and len(value) == 1
            and isinstance(only := next(iter(value.values())), str)
        ):
            value = only
        elif value == {}:
            value = None
        self.surprise = "no input given" if value is None else "not given as a string named input"
        if value is None:
            return "", True
        return value if isinstance(value, str) else orjson.dumps(value).decode(), True

    def _be_raw(self, out: list[str]) -> None:
        self.surprise = "raw text instead of JSON"
        out.append("".join(self._whole))
        self._whole.clear()
        self._step = Unwrapper._raw

    def _give_up(self, text: str, out: list[str]) -> int:
        """No JSON object after all: raw input as long as nothing has gone out, else unprovable."""
        if self._input_seen:
            self._step = Unwrapper._broken
        else:
            self._be_raw(out)
        return len(text)

    # -- steps: each reads text from a position on and returns the next position
    def _start(self, text: str, at: int, _out: list[str]) -> int:
        at = _skip(text, at)
        if at == len(text):
            return at
        if text[at] == "{":
            self._step = Unwrapper._before_key
            return at + 1
        self._step = Unwrapper._wait if text[at] == '"' else Unwrapper._first_word
        return at

    def _first_word(self, text: str, _at: int, out: list[str]) -> int:
        """Neither object nor string: raw input, unless it is `null`."""
        if not "null".startswith("".join(self._whole).strip()):
            self._be_raw(out)
        return len(text)

    def _raw(self, text: str, at: int, out: list[str]) -> int:
        self._whole.clear()
        out.append(text[at:])
        return len(text)

    def _wait(self, text: str, _at: int, _out: list[str]) -> int:
        return len(text)

    def _before_key(self, text: str, at: int, out: list[str]) -> int:
        at = _skip(text, at)
        if at == len(text):
            return at
        if text[at] == '"':
            self._string, self._key = StringDecoder(), []
            self._step = Unwrapper._in_key
        elif text[at] == "}":
            self._step = Unwrapper._done
        else:
            return self._give_up(text, out)
        return at + 1

    def _in_key(self, text: str, at: int, out: list[str]) -> int:
        piece, at = self._string.feed(text, at)
        self._key.append(piece)
        if self._string.failed:
            return self._give_up(text, out)
        if self._string.closed:
            self._step = Unwrapper._before_value
        return at

    def _before_value(self, text: str, at: int, out: list[str]) -> int:
        at = _skip(text, at)
        if at == len(text):
            return at
        if text[at] != ":":
            return self._give_up(text, out)
        self._step = Unwrapper._at_value
        return at + 1

    def _at_value(self, text: str, at: int, _out: list[str]) -> int:
        at = _skip(text, at)
        if at == len(text):
            return at
        if "".join(self._key) != INPUT or text[at] != '"':
            self._depth, self._quoted, self._escaped = 0, False, False
            self._step = Unwrapper._in_other
            return at
        if self._input_seen:  # the same key again: which one is meant, nobody can tell
            self._step = Unwrapper._broken
            return len(text)
        self._input_seen = True
        self._whole.clear()
        self._string = StringDecoder()
        self._step = Unwrapper._in_input
        return at + 1

    def _in_input(self, text: str, at: int, out: list[str]) -> int:
        piece, at = self._string.feed(text, at)
        if piece:
            out.append(piece)
        if self._string.failed:
            self._step = Unwrapper._broken
        elif self._string.closed:
            self._step = Unwrapper._after_value
        return at

    def _in_other(self, text: str, at: int, _out: list[str]) -> int:
        """Skip a value that is not the input, up to the comma or brace behind it."""
        for position in range(at, len(text)):
            char = text[position]
            if self._quoted:
                if self._escaped:
                    self._escaped = False
                elif char == "\\":
                    self._escaped = True
                elif char == '"':
                    self._quoted = False
            elif char == '"':
                self._quoted = True
            elif char in "{[":
                self._depth += 1
            elif self._depth and char in "}]":
                self._depth -= 1
            elif not self._depth and char in ",}":
                self._step = Unwrapper._after_value
                return position
        return len(text)

    def _after_value(self, text: str, at: int, out: list[str]) -> int:
        at = _skip(text, at)
        if at == len(text):
            return at
        if text[at] not in ",}":
            return self._give_up(text, out)
        self._step = Unwrapper._before_key if text[at] == "," else Unwrapper._done
        return at + 1

    def _done(self, text: str, at: int, out: list[str]) -> int:
        at = _skip(text, at)
        return at if at == len(text) else self._give_up(text, out)

    def _broken(self, text: str, _at: int, _out: list[str]) -> int:
        return len(text)


_Step = Callable[[Unwrapper, str, int, list[str]], int]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
