"""A tool call that the provider left in the text becomes the call that it was meant to be."""

from collections.abc import Iterable
from typing import Final

from proxy.conversation import Close, Delta, Event, Fail, Meta, Note, Open, Stop, Tool
from proxy.reply.call_text import MARK, WrittenCall, may_begin, read_calls
from proxy.warning import TOOL_TEXT_LEAKED

MAX_HELD: Final = 256 * 1024
"""In characters: no call is so long; what is, is text."""
_KEY: Final = -1_000_000
"""Keys of the calls that are made; no decoder gives such."""
_FENCE: Final = "```"
_LINE_START: Final = 64
"""So much of a line tells whether a mark stands at its beginning."""


class LeakedCalls:
    """Stage, for replies to requests that offered tools: looks for marks at the beginning of a line, outside code.

    From a mark on the text is held back to its end; then it is calls and nothing else, or text after all. A reply
    that also has a real call, or was cut, keeps its text. Text without a mark passes as it comes.
    """

    __slots__ = (
        "_calls",
        "_code",
        "_held",
        "_key",
        "_line",
        "_notes",
        "_open",
        "_pending",
        "_recent",
        "_tools",
    )

    def __init__(self, tools: Iterable[Tool], notes: list[Note]) -> None:
        self._tools = {tool.name: tool for tool in tools if tool.kind != "server"}
        self._notes = notes
        self._key: int | None = None
        """Of the text part that is looked at."""
        self._open: Open | None = None
        """Its Open, until there is text to go with it."""
        self._recent: list[str] = []
        """What has gone out since the two were last looked after: only a `<` asks for them."""
        self._line = ""
        self._code = False
        self._held = ""
        self._pending: list[tuple[str, list[WrittenCall]]] = []
        """Texts that are over, with the calls that they are if the reply ends well."""
        self._calls = False
        """The provider made a call itself: then it knows how, and the text is text."""

    def feed(self, events: list[Event]) -> list[Event]:
        if self._held or self._open is not None:
            return self._feed(events)
        key, recent = self._key, self._recent
        before = len(recent)
        for event in events:
            if type(event) is not Delta or "<" in event.text:
                del recent[before:]
                return self._feed(events)
            if event.key == key:
                recent.append(event.text)
        return events

    def _feed(self, events: list[Event]) -> list[Event]:
        out: list[Event] = []
        for event in events:
            if type(event) is Delta and event.key == self._key:
                self._take(event, out)
            elif type(event) is Open:
                self._opened(event, out)
            elif type(event) is Close and event.key == self._key:
                self._closed(event, out)
            elif type(event) is Stop:
                self._stop(event, out)
            else:
                if type(event) is Fail:
                    self._give_out(out)
                elif type(event) is Meta and event.key == self._key and self._open is not None:
                    out.append(self._open)
                    self._open = None
                out.append(event)
        return out

    # ------------------------------------------------------------------ parts
    def _opened(self, event: Open, out: list[Event]) -> None:
        if event.kind == "text" and self._key is None:
            self._key, self._open = event.key, event
            self._line, self._code = "", False
            self._recent.clear()
            return
        if event.kind == "tool":
            self._calls = True
            self._leave_as_text(out)
        out.append(event)

    def _closed(self, event: Close, out: list[Event]) -> None:
        held, self._held = self._held, ""
        calls = read_calls(held, self._tools) if held and event.complete and not self._calls else None
        if calls is not None:
            self._pending.append((held, calls))
        elif held:
            if MARK.match(held):
                self._doubt()
            self._say(held, out)
        if self._open is None:
            out.append(event)
        elif calls is None:  # an empty part, as it came
            out += [self._open, event]
        self._key = self._open = None

    def _stop(self, event: Stop, out: list[Event]) -> None:
        if self._key is not None and self._held:  # the part was never closed
            self._closed(Close(self._key), out)
        if event.reason not in ("end", "tool_use", "stop_sequence"):
            self._leave_as_text(out)
        pending = [call for _, calls in self._pending for call in calls]
        for number, call in enumerate(pending):
            key = _KEY - number
            out += [Open(key, "tool", "", call.name), Delta(key, call.arguments), Close(key)]
        if pending:
            names = ", ".join(dict.fromkeys(call.name for call in pending))
            self._notes.append(
                Note("reply.text", f"calls written as text were made calls: {names}", TOOL_TEXT_LEAKED)
            )
            event = Stop("tool_use")
        out.append(event)

    def _give_out(self, out: list[Event]) -> None:
        """The reply broke off: nothing of it is a call."""
        held, self._held = self._held, ""
        self._say(held, out)
        self._leave_as_text(out)

    def _leave_as_text(self, out: list[Event]) -> None:
        """What was held to become calls is text after all."""
        for number, (held, _) in enumerate(self._pending):
            key = _KEY - 1_000 - number
            out += [Open(key, "text"), Delta(key, held), Close(key)]
            self._doubt()
        self._pending = []

    def _doubt(self) -> None:
        note = Note("reply.text", "a call written as text was left as it is", TOOL_TEXT_LEAKED)
        if note not in self._notes:
            self._notes.append(note)

    # ------------------------------------------------------------------ text
    def _take(self, event: Delta, out: list[Event]) -> None:
        text = event.text
        if not self._held and "<" not in text:
            self._recent.append(text)
            if self._open is not None:
                self._say(text, out)
            else:
                out.append(event)
            return
        if self._held:
            text, self._held = self._held + text, ""
        self._follow()
        at = self._find(text)
        if at is None:
            self._recent.append(text)
            self._say(text, out)
            return
        self._recent.append(text[:at])
        self._say(text[:at], out)
        self._held = text[at:]

    def _find(self, text: str) -> int | None:
        """Return where a mark begins, or may begin, at the start of a line and outside code."""
        if len(text) > MAX_HELD:
            return None
        line, code, start = self._line, self._code, 0
        while True:
            end = text.find("\n", start)
            piece = text[start:] if end < 0 else text[start:end]
            whole = line + piece
            lead = len(whole) - len(whole.lstrip())
            if not code and whole[lead : lead + 1] == "<" and lead >= len(line):
                mark = whole[lead:]
                if MARK.match(mark) or (end < 0 and may_begin(mark)):
                    return start + lead - len(line)
            if end < 0:
                return None
            code ^= whole.lstrip().startswith(_FENCE)
            line, start = "", end + 1

    def _follow(self) -> None:
        """Take note where in its line, and whether in code, the text is by now."""
        text = "".join(self._recent)
        self._recent.clear()
        if "\n" in text:
            first, *middle, last = text.split("\n")
            for line in (self._line + first, *middle):
                self._code ^= line.lstrip().startswith(_FENCE)
            self._line = last[:_LINE_START]
        elif len(self._line) < _LINE_START:
            self._line = (self._line + text)[:_LINE_START]

    def _say(self, text: str, out: list[Event]) -> None:
        if not text or self._key is None:
            return
        if self._open is not None:
            out.append(self._open)
            self._open = None
        out.append(Delta(self._key, text))
