"""Stop sequences for an upstream that knows none: the text is cut where one begins."""

import re

from proxy.conversation import Close, Delta, Event, Fail, Note, Open, Stop
from proxy.warning import STOP_IGNORED


class StopText:
    """Stage: ends the reply at the first stop sequence in its text; what the provider sends after is dropped.

    Holds back only what may be the beginning of a sequence: at most the longest less one character. The
    sequence itself is not given out, as on the messages and chat wires. `watched` are those that the
    provider was given: where one is in the text after all, it is cut as well, and noted.
    """

    __slots__ = ("_ended", "_held", "_notes", "_sequences", "_starts", "_watched")

    def __init__(
        self, sequences: tuple[str, ...], watched: tuple[str, ...] = (), notes: list[Note] | None = None
    ) -> None:
        self._sequences = tuple(sequence for sequence in (*sequences, *watched) if sequence)
        self._watched = frozenset(watched)
        self._notes = [] if notes is None else notes
        firsts = re.escape("".join(sequence[0] for sequence in self._sequences))
        self._starts = re.compile(f"[{firsts}]" if firsts else "(?!)")
        """Finds where a sequence may begin: in most texts nowhere."""
        self._held: dict[int, str] = {}
        """Open text parts and what is held back of each."""
        self._ended = False

    def feed(self, events: list[Event]) -> list[Event]:
        if self._ended:
            return []
        out: list[Event] = []
        for event in events:
            if type(event) is Delta and event.key in self._held:
                if self._take(event, out):
                    self._ended = True
                    return out
                continue
            if type(event) is Open and event.kind == "text":
                self._held[event.key] = ""
            elif type(event) is Close:
                self._release(event.key, out)
                self._held.pop(event.key, None)
            elif type(event) is Stop or type(event) is Fail:
                for key in list(self._held):
                    self._release(key, out)
            out.append(event)
        return out

    def _take(self, event: Delta, out: list[Event]) -> bool:
        """Give out what is no sequence; tell whether one was found."""
        held = self._held[event.key]
        if not held and self._starts.search(event.text) is None:
            out.append(event)
            return False
        text = held + event.text
        # The one that is whole first wins, as if the text came character by character.
        found = min(
            ((at, sequence) for sequence in self._sequences if (at := text.find(sequence)) >= 0),
            default=None,
            key=lambda hit: (hit[0] + len(hit[1]), hit[0]),
        )
        if found is not None:
            at, sequence = found
            if sequence in self._watched:
                said = f"the provider wrote over the stop sequence {sequence!r}: cut by Turnout"
                self._notes.append(Note("stop", said, STOP_IGNORED))
            if at:
                out.append(Delta(event.key, text[:at]))
            out.append(Close(event.key))
            out.append(Stop("stop_sequence", sequence))
            return True
        kept = max((_overlap(text, sequence) for sequence in self._sequences), default=0)
        self._held[event.key] = text[len(text) - kept :]
        if len(text) > kept:
            out.append(Delta(event.key, text[: len(text) - kept]))
        return False

    def _release(self, key: int, out: list[Event]) -> None:
        if held := self._held.get(key):
            out.append(Delta(key, held))
            self._held[key] = ""


def _overlap(text: str, sequence: str) -> int:
    """Return how many characters at the end of the text may be the beginning of the sequence."""
    longest = min(len(sequence) - 1, len(text))
    return next((n for n in range(longest, 0, -1) if text.endswith(sequence[:n])), 0)
