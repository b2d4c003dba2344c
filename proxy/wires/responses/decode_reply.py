"""A Responses reply, streamed or whole, to events; with the mending that third-party endpoints need."""

from collections.abc import Iterable
from typing import Literal

from proxy.conversation import Counted, Delta, Event, Fail, Failure, Json, Start, Stop, StopReason
from proxy.failures import classify_error_object, cut, empty_reply, error_in
from proxy.json_fields import as_object, object_field, objects_field, text_field
from proxy.sse import SseEvent
from proxy.surrogates import Halves
from proxy.wires import ReplyDecoder
from proxy.wires.responses.reply_chunks import (
    Chunk,
    incomplete_reason,
    read_chunk,
    read_object,
    read_usage,
)
from proxy.wires.responses.reply_items import CallItem, MessageItem, ReasoningItem, as_arguments
from proxy.wires.responses.reply_register import Register, compaction


def reply_decoder() -> ReplyDecoder:
    """Return a decoder for one reply."""
    return ResponsesDecoder()


_TEXT_DELTA = "response.output_text.delta"


class ResponsesDecoder:
    """Reads the events of OpenAI, and of others who leave out indexes, ids, deltas or whole events.

    Arguments and texts are passed on once, whether they come as deltas, in `.done`, in
    `output_item.done` or only in the last event.
    """

    def __init__(self) -> None:
        self._register = Register()
        self._halves = Halves()
        self._started = False
        self._over = False
        self._events_seen = 0
        self._end_mark = False
        self._compacted = False
        # How the last text delta was addressed, and what it belonged to.
        self._hot: tuple[str | None, int | None, int | None] | None = None
        self._hot_item: MessageItem | None = None
        self._handlers = {
            "response.created": self._on_start,
            "response.in_progress": self._on_start,
            "response.queued": self._on_start,
            "response.output_item.added": self._on_added,
            "response.output_item.done": self._on_done,
            "response.content_part.done": self._on_part_done,
            "response.output_text.done": self._on_text_done,
            "response.output_text.annotation.added": self._on_annotation,
            "response.refusal.delta": self._on_refusal_delta,
            "response.refusal.done": self._on_refusal_done,
            "response.reasoning_summary_text.delta": self._on_summary_delta,
            "response.reasoning_text.delta": self._on_reasoning_delta,
            "response.reasoning.delta": self._on_reasoning_delta,  # Open Responses
            "response.function_call_arguments.delta": self._on_call_delta,
            "response.function_call_arguments.done": self._on_call_done,
            "response.custom_tool_call_input.delta": self._on_call_delta,
            "response.custom_tool_call_input.done": self._on_call_done,
            "response.completed": self._on_completed,
            "response.done": self._on_completed,
            "response.incomplete": self._on_incomplete,
            "response.failed": self._on_failed,
            "response.cancelled": self._on_cancelled,
            "response.canceled": self._on_cancelled,
        }

    # ------------------------------------------------------------------ the ways in
    def feed(self, event: SseEvent) -> list[Event]:
        """Take one server-sent event."""
        if self._over:
            return []
        chunk = read_chunk(event.data, self._halves)
        if chunk is None:
            # One malformed event among good ones: what it held is filled in from later ones.
            self._end_mark = self._end_mark or event.data.strip() == b"[DONE]"
            return []
        self._events_seen += 1
        kind = chunk.type or event.name
        if kind == _TEXT_DELTA:
            return self._text_delta(chunk)
        handler = self._handlers.get(kind)
        if handler is not None:
            return handler(chunk)
        if kind == "error" or event.name == "error" or not kind:
            return self._untyped(event)
        return []

    def end(self) -> list[Event]:
        """Take the end of the stream: a cut, unless everything was over and `[DONE]` said so."""
        if self._over:
            return []
        if self._end_mark and self._register.all_over:
            return self._stop({}, "end")
        if not self._events_seen:
            return self._fail(empty_reply())
        return self._fail(cut(f"{self._events_seen} events"))

    def whole(self, body: Json) -> list[Event]:
        """Take a whole JSON reply."""
        response = object_field(body, "response") or body
        if "output" not in response and "status" not in response:
            error = error_in(body)
            return self._fail(classify_error_object(error if error is not None else body))
        if response.get("status") in ("in_progress", "queued"):
            return [*self._start(response), *self._fail(cut("an answer that is still in progress"))]
        return self._last(response, "completed")

    # ------------------------------------------------------------------ start and end
    def _start(self, response: Json | None = None) -> list[Event]:
        if self._started:
            return []
        self._started = True
        response = response or {}
        return [Start(text_field(response, "id"), text_field(response, "model"))]

    def _on_start(self, chunk: Chunk) -> list[Event]:
        return self._start(chunk.response)

    def _on_completed(self, chunk: Chunk) -> list[Event]:
        return self._last(chunk.response or {}, "completed")

    def _on_incomplete(self, chunk: Chunk) -> list[Event]:
        return self._last(chunk.response or {}, "incomplete")

    def _on_failed(self, chunk: Chunk) -> list[Event]:
        return self._last(chunk.response or {}, "failed")

    def _on_cancelled(self, chunk: Chunk) -> list[Event]:
        return self._last(chunk.response or {}, "cancelled")

    def _last(self, response: Json, said: str) -> list[Event]:
        """Take the last response object; its own status counts where it says something worse."""
        status = response.get("status")
        if status in ("failed", "incomplete", "cancelled", "canceled"):
            said = str(status)
        events = self._start(response)
        error = response.get("error")
        if said == "failed" or (error and not response.get("output")):
            failure = classify_error_object(error or "the provider gave no reason")
            return [*events, *self._fail(failure, response)]
        if said in ("cancelled", "canceled"):
            failure = Failure("truncated", "The provider cancelled the reply", code="cancelled")
            return [*events, *self._fail(failure, response)]
        events += self._fill_from(objects_field(response, "output"), complete=said == "completed")
        if said == "completed":
            events += self._register.close_all(complete=True)
            return [*events, *self._stop(response, "pause" if response.get("end_turn") is False else "end")]
        reason = text_field(object_field(response, "incomplete_details"), "reason")
        mapped = incomplete_reason(reason)
        if mapped is None:
            failure = Failure("truncated", f"The provider broke the reply off: {reason}", code="incomplete")
            return [*events, *self._fail(failure, response)]
        self._over = True
        return [*events, *self._register.close_all(complete=False), *_count(response), Stop(mapped)]

    def _stop(self, response: Json, reason: StopReason) -> list[Event]:
        self._over = True
        events = _count(response)
        calls = self._register.calls
        if any(call.named and not call.whole for call in calls):
            failure = Failure(
                "truncated", "A tool call's arguments did not arrive whole", code="tool_call_cut"
            )
            return [*events, Fail(failure)]
        if calls and not any(call.named for call in calls):
            failure = Failure(
                "server", "The provider called a tool without naming it", code="tool_call_unnamed"
            )
            return [*events, Fail(failure)]
        if reason == "end" and calls:
            reason = "tool_use"
        elif reason == "end" and self._register.refused:
            reason = "refusal"
        return [*events, Stop(reason)]

    def _fail(self, failure: Failure, response: Json | None = None) -> list[Event]:
        self._over = True
        return [*self._register.abandon_all(), *_count(response or {}), Fail(failure)]

    def _untyped(self, event: SseEvent) -> list[Event]:
        body = read_object(event.data) or {}
        error = error_in(body)
        if body.get("type") == "error" or event.name == "error" or error is not None:
            return self._fail(classify_error_object(error if error is not None else body))
        return self.whole(body) if body.get("object") == "response" else []

    # ------------------------------------------------------------------ items
    def _on_added(self, chunk: Chunk) -> list[Event]:
        raw = chunk.item or {}
        item = self._register.item_of(raw, chunk.output_index, new=True)
        # Texts and thinking open with their first word: an empty part is shown to nobody.
        return [*self._start(), *item.identify(raw)] if type(item) is CallItem else []

    def _on_done(self, chunk: Chunk) -> list[Event]:
        raw = chunk.item or {}
        if raw.get("type") == "compaction":
            return [*self._start(), *self._compaction(raw)]
        item = self._register.item_of(raw, chunk.output_index, new=False)
        if item is None or item.over:
            return []
        return [*self._start(), *item.finish(raw)]

    def _fill_from(self, output: Iterable[Json], complete: bool) -> list[Event]:
        """Pass on what only the last response object holds."""
        events: list[Event] = []
        items = self._register.matching()
        for raw in output:
            if raw.get("type") == "compaction":
                events += self._compaction(raw)
                continue
            item = items.match(raw)
            if item is None or item.over:
                continue
            ended = complete or raw.get("status") == "completed"
            events += item.finish(raw) if ended else item.read(raw)
        return events

    def _compaction(self, raw: Json) -> list[Event]:
        if self._compacted:
            return []
        self._compacted = True
        return compaction(raw, self._register.next_key())

    # ------------------------------------------------------------------ texts
    def _text_delta(self, chunk: Chunk) -> list[Event]:
        text = chunk.delta
        if not text:
            return []
        address = (chunk.item_id, chunk.output_index, chunk.content_index)
        hot = self._hot_item
        if hot is not None and address == self._hot:
            run = hot.run
            if run is not None:
                run.pieces.append(text)
                return [Delta(run.key, text)]
        item = self._register.find(MessageItem, chunk)
        if item.over:
            return []
        self._hot, self._hot_item = address, item
        return [*self._start(), *item.delta("text", chunk.content_index or 0, text)]

    def _on_refusal_delta(self, chunk: Chunk) -> list[Event]:
        self._hot_item = None
        item = self._register.find(MessageItem, chunk)
        if not chunk.delta or item.over:
            return []
        return [*self._start(), *item.delta("refusal", chunk.content_index or 0, chunk.delta)]

    def _on_text_done(self, chunk: Chunk) -> list[Event]:
        return self._fill_text(chunk, "text", chunk.text)

    def _on_refusal_done(self, chunk: Chunk) -> list[Event]:
        return self._fill_text(chunk, "refusal", chunk.refusal)

    def _on_part_done(self, chunk: Chunk) -> list[Event]:
        part = chunk.part or {}
        match part.get("type"):
            case "output_text":
                return self._fill_text(chunk, "text", text_field(part, "text"))
            case "refusal":
                return self._fill_text(chunk, "refusal", text_field(part, "refusal"))
            case _:
                return []

    def _fill_text(self, chunk: Chunk, kind: Literal["text", "refusal"], text: str | None) -> list[Event]:
        self._hot_item = None
        if not text:
            return []
        item = self._register.find(MessageItem, chunk)
        return [] if item.over else [*self._start(), *item.fill(kind, chunk.content_index or 0, text)]

    def _on_annotation(self, chunk: Chunk) -> list[Event]:
        self._register.find(MessageItem, chunk).annotate(chunk.annotation)
        return []

    def _on_summary_delta(self, chunk: Chunk) -> list[Event]:
        item = self._register.find(ReasoningItem, chunk)
        if not chunk.delta or item.over:
            return []
        return [*self._start(), *item.delta("summary", chunk.summary_index, chunk.delta)]

    def _on_reasoning_delta(self, chunk: Chunk) -> list[Event]:
        item = self._register.find(ReasoningItem, chunk)
        if not chunk.delta or item.over:
            return []
        return [*self._start(), *item.delta("content", chunk.content_index, chunk.delta)]

    # ------------------------------------------------------------------ calls
    def _on_call_delta(self, chunk: Chunk) -> list[Event]:
        item = self._register.find(CallItem, chunk)
        if not chunk.delta or item.over:
            return []
        return [*self._start(), *item.delta(chunk.delta)]

    def _on_call_done(self, chunk: Chunk) -> list[Event]:
        item = self._register.find(CallItem, chunk)
        if item.over:
            return []
        arguments = chunk.input if chunk.input is not None else as_arguments(chunk.arguments)
        return [*self._start(), *item.identify({}, chunk.name or ""), *item.fill(arguments)]


def _count(response: Json) -> list[Event]:
    usage = as_object(response.get("usage"))
    return [Counted(read_usage(usage))] if usage else []
