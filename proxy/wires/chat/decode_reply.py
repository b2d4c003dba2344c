"""Chat-completions replies read into events, with the habits of providers mended."""

from itertools import count
from typing import Literal

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    Json,
    Meta,
    Open,
    Start,
    Stop,
)
from proxy.failures import classify_error_object, cut, empty_reply, error_in
from proxy.json_fields import as_object, object_field
from proxy.sse import SseEvent
from proxy.wires.chat.annotations import read_annotations
from proxy.wires.chat.chunk import (
    Choice,
    Chunk,
    ChunkReader,
    MessageDelta,
    NotJsonError,
    ToolDelta,
    parse_loosely,
)
from proxy.wires.chat.finish import BREAKDOWNS, CUT, reason_of, reason_told
from proxy.wires.chat.reasoning_details import detail_text, join_details
from proxy.wires.chat.tool_deltas import Proof, ToolCalls, mint_call_id
from proxy.wires.chat.usage import read_usage

_Run = Literal["text", "reasoning", "refusal"]


def reply_decoder() -> "ChatReplyDecoder":
    """Return a decoder for one reply."""
    return ChatReplyDecoder()


class ChatReplyDecoder:
    """Reads one reply. Text and reasoning follow one another; calls stay open side by side to the end."""

    __slots__ = (
        "_annotations",
        "_calls",
        "_details",
        "_finish",
        "_key",
        "_keys",
        "_late_details",
        "_over",
        "_reader",
        "_refused",
        "_run",
        "_said",
        "_seen",
        "_signatures",
        "_started",
        "_thought",
        "_usage",
    )

    def __init__(self) -> None:
        self._reader = ChunkReader()
        self._keys = count()
        self._calls = ToolCalls(self._keys)
        self._run: _Run | None = None
        self._key = -1
        self._details: list[Json] = []
        self._late_details: list[Json] = []
        self._signatures: Json = {}

        self._annotations: list[Json] = []
        self._usage: Json | None = None
        self._finish: str | None = None
        self._started = self._seen = self._said = self._refused = self._thought = self._over = False

    # ------------------------------------------------------------------------- what the server calls
    def feed(self, event: SseEvent) -> list[Event]:
        """Take one server-sent event."""
        if self._over:
            return []
        data = event.data
        if data == b"[DONE]":
            return self._conclude(done=True)
        try:
            chunk = self._reader.read(data)
        except NotJsonError:
            return self._take_noise(event)
        if event.name == "error" or chunk is None:
            return self._take_odd(event)
        if chunk.error or chunk.base_resp or not (chunk.choices or chunk.usage or chunk.id):
            error = error_in(as_object(parse_loosely(data)) or {})
            if error is not None:
                return self._fail(classify_error_object(error))
        events: list[Event] = []
        self._take(chunk, events)
        return events

    def end(self) -> list[Event]:
        """Take the end of the stream."""
        return [] if self._over else self._conclude(done=False)

    def whole(self, body: Json) -> list[Event]:
        """Take a whole JSON reply."""
        error = error_in(body)
        if error is not None:
            return self._fail(classify_error_object(error))
        events: list[Event] = []
        try:
            chunk = self._reader.read_object(body)
        except NotJsonError:
            return self._fail(_unreadable())
        if chunk is not None and chunk.choices:
            chunk.choices[0].index = 0
            self._take(chunk, events)
        return events if self._over else events + self._conclude(done=True)

    # ------------------------------------------------------------------------- taking
    def _take_noise(self, event: SseEvent) -> list[Event]:
        data = event.data.strip()
        if data.startswith(b"[DONE]"):
            return self._conclude(done=True)
        if event.name == "error":
            return self._fail(classify_error_object(data))
        if data.startswith(b"{"):
            # Words or arguments may be lost with it: the reply can no longer be called whole.
            return self._fail(_unreadable())
        return []

    def _take_odd(self, event: SseEvent) -> list[Event]:
        value = parse_loosely(event.data)
        return self._fail(classify_error_object(value)) if event.name == "error" else []

    def _take(self, chunk: Chunk, events: list[Event]) -> None:
        self._seen = True
        if not self._started and (chunk.choices or chunk.id):
            self._started = True
            events.append(Start(chunk.id or "", chunk.model or ""))
        if chunk.usage:
            self._usage = chunk.usage
        elif chunk.x_groq:
            self._usage = object_field(chunk.x_groq, "usage") or self._usage
        if not chunk.choices:
            return
        choice = chunk.choices[0]
        if choice.index:  # The reply is choice 0; a null index is that, too.
            first = next((other for other in chunk.choices if not other.index), None)
            if first is None:
                return
            choice = first
        delta = choice.delta
        if delta is not None:
            self._take_delta(delta, events)
        elif choice.message is not None and not (self._run or self._said or self._calls):
            # A whole reply; MiniMax repeats all of it at the end of a stream.
            self._take_delta(choice.message, events)
        if choice.finish_reason or choice.usage or choice.error:
            self._take_ending(choice, events)

    def _take_delta(self, delta: MessageDelta, events: list[Event]) -> None:
        thought = delta.reasoning_content or delta.reasoning
        if thought or delta.reasoning_details:
            self._take_reasoning(thought, delta.reasoning_details, events)
        if delta.content:
            if self._run != "text":
                self._switch("text", events)
            events.append(Delta(self._key, delta.content))
        if delta.refusal:
            if self._run != "refusal":
                self._switch("refusal", events)
            events.append(Delta(self._key, delta.refusal))
        if delta.tool_calls:
            self._take_signatures(delta.tool_calls, events)
            self._switch(None, events)
            self._calls.take(delta.tool_calls, events)
        elif delta.function_call is not None:
            self._switch(None, events)
            self._calls.take_function_call(delta.function_call, events)
        if delta.annotations:
            self._annotations += read_annotations(delta.annotations)

    def _take_reasoning(self, thought: str | None, details: list[Json] | None, events: list[Event]) -> None:
        text = thought or detail_text(details or ())
        if self._run != "reasoning":
            if not text and (self._run or self._said or self._calls):
                # A signature that comes late (or Gemini's with a call): a part of its own, at the end.
                join_details(self._late_details, details or ())
                return
            self._switch("reasoning", events)
        if details:
            join_details(self._details, details)
        if text:
            events.append(Delta(self._key, text))

    def _take_signatures(self, entries: list[ToolDelta], events: list[Event]) -> None:
        """Put Gemini's signatures of calls into the thinking before them, the one place that comes back.

        Gemini 3 refuses a history whose calls lack them (400 "missing a thought_signature").
        """
        for entry in entries:
            if entry.extra_content:
                entry.id = entry.id or mint_call_id()
                self._signatures[entry.id] = entry.extra_content
                if self._run != "reasoning":
                    self._switch("reasoning", events)

    def _take_ending(self, choice: Choice, events: list[Event]) -> None:
        if choice.usage:
            self._usage = choice.usage
        if choice.error:
            events += self._fail(classify_error_object({"error": choice.error}))
        elif choice.finish_reason:
            finish = choice.finish_reason.lower()
            # Of several the one that tells of a loss counts.
            if self._finish is None or finish in BREAKDOWNS or reason_of(finish) in CUT:
                self._finish = finish

    # ------------------------------------------------------------------------- parts
    def _switch(self, run: _Run | None, events: list[Event], complete: bool = True) -> None:
        """End the run of text, refusal or reasoning and begin another (or none)."""
        if self._run is not None:
            if self._run == "reasoning":
                self._end_thought(events)
            elif self._run == "text" and self._annotations:
                events.append(Meta(self._key, "annotations", self._annotations))
                self._annotations = []
            events.append(Close(self._key, complete))
        self._run = run
        if run is not None:
            self._key = next(self._keys)
            if run == "text":
                self._said = True
            elif run == "refusal":
                self._refused = True
            else:
                self._thought = True
            events.append(Open(self._key, run))

    def _end_thought(self, events: list[Event]) -> None:
        native: Json = {}
        if self._details:
            native["reasoning_details"], self._details = self._details, []
        if self._signatures:
            native["extra_content"], self._signatures = self._signatures, {}
        if native:
            events.append(Meta(self._key, "native", native))

    # ------------------------------------------------------------------------- endings
    def _conclude(self, done: bool) -> list[Event]:
        """End the reply; `done`: the provider said that it is over ([DONE], or a whole body)."""
        if self._finish is None:
            if not self._seen:
                return self._fail(empty_reply())
            if not done or not self._calls.are_whole():
                return self._fail(cut(self._what_came()))
        elif self._finish in BREAKDOWNS:
            return self._fail(BREAKDOWNS[self._finish])
        reason = reason_of(self._finish or "stop")
        is_cut = reason in CUT
        if not (is_cut or reason == "refusal" or self._said or self._refused or self._calls.named):
            failure = self._nothing()
            if failure is not None:
                return self._fail(failure)
        events: list[Event] = []
        # Thinking that was cut is closed as whole: it is given back as it is, and no one acts on it.
        self._switch(None, events, complete=not is_cut or self._run == "reasoning")
        proof: Proof = "none" if reason == "content_filter" else "object" if is_cut else "finish"
        calls = self._calls.close(proof, events)
        if self._late_details:
            self._switch("reasoning", events)
            self._details = self._late_details
            self._switch(None, events)
        self._count_and(Stop(reason_told(reason, calls, self._refused)), events)
        return events

    def _nothing(self) -> Failure | None:
        """Return why a reply without words and calls failed; None where there was at least a thought."""
        if self._calls:
            return Failure("empty", "The provider sent a tool call without a name", code="unnamed_tool_call")
        return None if self._thought else empty_reply()

    def _fail(self, failure: Failure) -> list[Event]:
        events: list[Event] = []
        self._switch(None, events, complete=False)
        self._calls.close("none", events)
        self._count_and(Fail(failure), events)
        return events

    def _count_and(self, last: Stop | Fail, events: list[Event]) -> None:
        self._over = True
        if self._usage:
            events.append(Counted(read_usage(self._usage)))
        events.append(last)

    def _what_came(self) -> str:
        if self._calls:
            return "part of a tool call"
        if self._said:
            return "part of the text"
        return "part of the thinking" if self._thought else "its first event"


def _unreadable() -> Failure:
    return Failure("server", "The provider sent something that cannot be read as JSON", code="server")
