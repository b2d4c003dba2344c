"""Reasoning leaves with a sealed envelope, so that it can come back on the next turn."""

from typing import cast

from proxy.conversation import Close, Counted, Delta, Event, Fail, Failure, Json, Meta, Open, Start, Stop
from proxy.envelope import Envelope, Sealer, digest
from proxy.failures import empty_reply


class Seal:
    """Stage: before the Close of each reasoning part comes its `Meta(sealed)`.

    The envelope holds the provider's own parts (`Meta(native)`, which goes on as well) and the digest of
    the text that was shown; the text itself travels in the open.
    """

    __slots__ = ("_fingerprint", "_parts", "_sealer")

    def __init__(self, sealer: Sealer, fingerprint: str) -> None:
        self._sealer = sealer
        self._fingerprint = fingerprint
        self._parts: dict[int, _Thought] = {}

    def feed(self, events: list[Event]) -> list[Event]:
        parts = self._parts
        if not parts:
            for event in events:
                if type(event) is Open and event.kind == "reasoning":
                    break
            else:
                return events
        out: list[Event] = []
        for event in events:
            if type(event) is Delta and event.key in parts:
                parts[event.key].texts.append(event.text)
            elif type(event) is Open and event.kind == "reasoning":
                parts[event.key] = _Thought()
            elif type(event) is Meta and event.key in parts and event.field == "native":
                parts[event.key].native = event.value
            elif type(event) is Close and event.key in parts:
                self._seal(event.key, out)
            elif type(event) is Stop:
                for key in list(parts):
                    self._seal(key, out)
            out.append(event)
        return out

    def _seal(self, key: int, out: list[Event]) -> None:
        thought = self._parts.pop(key)
        text = "".join(thought.texts)
        native = cast(Json, thought.native) if isinstance(thought.native, dict) else None
        if text or native:
            envelope = Envelope(fingerprint=self._fingerprint, native=native, digest=digest(text))
            out.append(Meta(key, "sealed", self._sealer.seal(envelope.payload())))


class _Thought:
    __slots__ = ("native", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.native: object = None


class Compact:
    """Stage: all text of the reply becomes one compaction part (Codex 0.169.0, remote compaction v2).

    The part has no visible text, its summary is in the envelope. Thinking and calls are dropped; a summary
    that was cut is none.
    """

    __slots__ = ("_fingerprint", "_sealer", "_text_keys", "_texts")

    def __init__(self, sealer: Sealer, fingerprint: str) -> None:
        self._sealer = sealer
        self._fingerprint = fingerprint
        self._text_keys: set[int] = set()
        self._texts: list[str] = []

    def feed(self, events: list[Event]) -> list[Event]:
        out: list[Event] = []
        for event in events:
            match event:
                case Start() | Counted() | Fail():
                    out.append(event)
                case Open(key=key, kind="text"):
                    self._text_keys.add(key)
                    self._texts.append("\n\n" if self._texts else "")
                case Delta(key=key, text=text) if key in self._text_keys:
                    self._texts.append(text)
                case Stop():
                    self._stop(event, out)
        return out

    def _stop(self, event: Stop, out: list[Event]) -> None:
        text = "".join(self._texts).strip()
        if event.reason not in ("end", "tool_use", "stop_sequence", "pause"):
            out.append(Fail(_cut_summary(event.reason)))
        elif not text:
            out.append(Fail(empty_reply()))
        else:
            envelope = Envelope(
                fingerprint=self._fingerprint, kind="compaction", digest=digest(text), text=text
            )
            out.append(Open(0, "compaction"))
            out.append(Meta(0, "sealed", self._sealer.seal(envelope.payload())))
            out.append(Close(0))
            out.append(Stop("end"))


def _cut_summary(reason: str) -> Failure:
    return Failure(
        "truncated",
        f"The provider's summary of the conversation is not whole ({reason})",
        "provider",
        "summary_not_whole",
    )
