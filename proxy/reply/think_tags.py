"""Thinking that a chat provider sends as `<think>…</think>` at the start of the text becomes reasoning."""

from typing import Literal

from proxy.conversation import Close, Delta, Event, Fail, Open, Stop

_OPENING = "<think>"
_CLOSING = "</think>"


class ThinkTags:
    """Stage: looks only at the start of a reply's first text; a tag anywhere later is text.

    The text part is opened for the following stages when its first word is known not to be thinking. The
    reasoning part goes by the key `-1 - key` of the text part.
    """

    __slots__ = ("_held", "_part", "_state")

    def __init__(self) -> None:
        self._state: Literal["before", "looking", "thinking", "after", "done"] = "before"
        self._part = Open(0, "text")
        """The first text part; not opened yet for those that follow."""
        self._held = ""

    def feed(self, events: list[Event]) -> list[Event]:
        if self._state == "done":
            return events
        out: list[Event] = []
        for event in events:
            self._take(event, out)
        return out

    def _take(self, event: Event, out: list[Event]) -> None:
        if self._state == "done":
            out.append(event)
        elif self._state == "before":
            if type(event) is Open and event.kind == "text":
                self._state, self._part = "looking", event
            else:
                out.append(event)
        elif type(event) is Delta and event.key == self._part.key:
            self._held += event.text
            self._read(out)
        elif type(event) is Close and event.key == self._part.key:
            if self._state == "looking":
                self._release(out)
                out.append(event)
            else:  # nothing came after the thinking: there is no text part
                self._leave(event.complete, out)
            self._state = "done"
        else:
            if type(event) is Stop or type(event) is Fail or (type(event) is Open and event.kind == "tool"):
                self._leave(type(event) is not Fail, out)
            out.append(event)

    def _read(self, out: list[Event]) -> None:
        """Take out of what is held whatever is decided."""
        if self._state == "looking":
            start = self._held.lstrip()
            if start.startswith(_OPENING):
                self._state, self._held = "thinking", start[len(_OPENING) :]
                out.append(Open(self._reasoning, "reasoning"))
            elif not _OPENING.startswith(start):
                self._release(out)
        if self._state == "thinking":
            thought, closed, rest = self._held.partition(_CLOSING)
            kept = 0 if closed else _overlap(thought, _CLOSING)
            self._held = rest if closed else thought[len(thought) - kept :]
            if len(thought) > kept:
                out.append(Delta(self._reasoning, thought[: len(thought) - kept]))
            if closed:
                out.append(Close(self._reasoning))
                self._state = "after"
        if self._state == "after":
            self._held = self._held.lstrip()
            if self._held:
                self._release(out)

    def _leave(self, complete: bool, out: list[Event]) -> None:
        """Give out what is held back, since something else follows."""
        if self._state == "thinking":
            if self._held:
                out.append(Delta(self._reasoning, self._held))
            out.append(Close(self._reasoning, complete))
            self._state, self._held = "after", ""
        elif self._state == "looking" and self._held:
            self._release(out)

    def _release(self, out: list[Event]) -> None:
        out.append(self._part)
        if self._held:
            out.append(Delta(self._part.key, self._held))
        self._state = "done"

    @property
    def _reasoning(self) -> int:
        return -1 - self._part.key


def _overlap(text: str, tag: str) -> int:
    """Return how many characters at the end of the text may be the beginning of the tag."""
    return next((n for n in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:n])), 0)
