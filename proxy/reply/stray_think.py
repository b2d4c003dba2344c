"""`</think>` without its opening: some chat templates begin the thinking themselves, so that only its end is sent."""

import re
from typing import Literal

from proxy.conversation import Close, Delta, Event, Fail, Note, Open, Stop
from proxy.warning import THINKING_TEXT_LEAKED

_OPENING = "<think>"
_CLOSING = "</think>"
_TAG = re.compile(r"(?<!`)</think>(?=\s*\n|\s*$)")
"""At the end of a line and not quoted: a model that writes about the tag goes on in the line."""


class StrayThink:
    """Stage: in the first text of a reply without reasoning the tag goes, and what stood before it is reasoning.

    What has gone out as text by then stays text. Only the tag's own beginning is ever held back.
    """

    __slots__ = ("_gone", "_held", "_notes", "_part", "_state")

    def __init__(self, notes: list[Note]) -> None:
        self._notes = notes
        self._state: Literal["before", "looking", "done"] = "before"
        self._part = Open(0, "text")
        self._held = ""
        self._gone = False
        """The part is open for those that follow."""

    def feed(self, events: list[Event]) -> list[Event]:
        if self._state == "done":
            return events
        if self._gone and not self._held:  # the hot path
            for event in events:
                if type(event) is not Delta or "<" in event.text:
                    break
            else:
                return events
        out: list[Event] = []
        for event in events:
            self._take(event, out)
        return out

    def _take(self, event: Event, out: list[Event]) -> None:
        if self._state == "before" and type(event) is Open:
            if event.kind == "text":
                self._state, self._part = "looking", event
                return
            self._state = "done"  # it thinks in its own place, or calls at once
        if self._state != "looking":
            out.append(event)
        elif type(event) is Delta and event.key == self._part.key:
            self._read(event.text, out)
        else:
            ends = type(event) is Stop or type(event) is Fail or type(event) is Open
            if (type(event) is Close and event.key == self._part.key) or ends:
                self._end(out)
            out.append(event)

    def _read(self, text: str, out: list[Event]) -> None:
        if not self._held and "<" not in text:
            self._say(text, out)
            return
        text, self._held = self._held + text, ""
        if _OPENING in text:
            self._say(text, out)
            self._state = "done"
        elif found := _TAG.search(text):
            if text[found.end() :].strip() or "\n" in text[found.end() :]:
                self._split(text[: found.start()], text[found.end() :].lstrip(), out)
            else:
                self._hold(text, found.start(), out)
        else:
            at = text.rfind("<")
            may_be = at >= 0 and any(tag.startswith(text[at:]) for tag in (_CLOSING, _OPENING))
            self._hold(text, at if may_be else len(text), out)

    def _hold(self, text: str, at: int, out: list[Event]) -> None:
        self._say(text[:at], out)
        self._held = text[at:]

    def _split(self, thought: str, rest: str, out: list[Event]) -> None:
        if self._gone:
            self._say(thought, out)
            said = "the tag </think> was removed; the thinking before it had gone out as text"
        else:
            key = -1 - self._part.key
            if thought.strip():
                out += [Open(key, "reasoning"), Delta(key, thought.strip()), Close(key)]
            said = "thinking that came as text was separated"
        self._notes.append(Note("reply.text", said, THINKING_TEXT_LEAKED))
        self._say(rest, out)
        self._state = "done" if self._gone else self._state

    def _end(self, out: list[Event]) -> None:
        """The part is over: give out what is left of it."""
        held, self._held = self._held, ""
        if held.rstrip() == _CLOSING:
            self._split("", "", out)
        else:
            self._say(held, out)
        if not self._gone:
            out.append(self._part)
        self._state = "done"

    def _say(self, text: str, out: list[Event]) -> None:
        if not text:
            return
        if not self._gone:
            self._gone = True
            out.append(self._part)
        out.append(Delta(self._part.key, text))
