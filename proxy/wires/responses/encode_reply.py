"""Events to the strict event sequence of the Responses wire.

Codex 0.169.0 takes content and calls from `response.output_item.done` alone and executes a call when it
comes; openai-python 3.52 wants every added, delta and done event in order. Both get all of it.
"""

import time
from collections.abc import Sequence

import orjson

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
    Stop,
    StopReason,
    Usage,
)
from proxy.wires import ReplyContext, ReplyEncoder
from proxy.wires.responses.errors import stream_error
from proxy.wires.responses.event_stream import EventStream
from proxy.wires.responses.output_items import OpenPart, OutputItems
from proxy.wires.responses.reply_shapes import Ids, citations, response_object, usage_object

_CUT_SHORT: frozenset[StopReason] = frozenset({"max_tokens", "context_window", "content_filter"})


def reply_encoder(context: ReplyContext) -> ReplyEncoder:
    """Return an encoder for one streamed reply."""
    return ResponsesEncoder(context)


class ResponsesEncoder:
    """Writes one reply. `response` is the last response object, complete after Stop or Fail."""

    def __init__(self, context: ReplyContext) -> None:
        ids = Ids()
        self.response = response_object(ids.response, int(time.time()), context.model, "in_progress")
        self._context = context
        self._stream = EventStream()
        self._items = OutputItems(self._stream, context, ids)
        self._parts: dict[int, OpenPart] = {}
        self._usage: Usage | None = None
        self._created = False
        self._over = False

    def encode(self, events: Sequence[Event]) -> bytes:
        """Return the bytes for these events."""
        for event in events:
            if self._over:
                break
            if type(event) is Delta:
                part = self._parts[event.key]
                part.pieces.append(event.text)
                if part.tail:
                    try:
                        quoted = orjson.dumps(event.text)
                    except TypeError:
                        quoted = part.mend()
                    self._stream.delta(part.head, part.tail, quoted)
                elif event.text:
                    part.mend()
                    self._items.begin(part)
            elif type(event) is Close:
                self._items.close(self._parts.pop(event.key), event.complete)
            else:
                self._take(event)
        return self._stream.take()

    def keepalive(self) -> bytes:
        """Return `response.in_progress` (Codex does not count comments), after `response.created`."""
        if self._over:
            return b""
        if not self._create():
            self._stream.event("response.in_progress", {"response": self.response})
        return self._stream.take()

    def _take(self, event: Event) -> None:
        self._create()
        match event:
            case Open():
                part = self._parts[event.key] = OpenPart(event)
                self._items.open(part)
            case Meta(key=key, field="sealed", value=str() as sealed):
                self._parts[key].sealed = sealed
            case Meta(key=key, field="annotations", value=value):
                self._parts[key].annotations = citations(value)
            case Counted(usage=usage):
                self._usage = usage
            case Stop(reason=reason):
                self._stop(reason)
            case Fail(failure=failure):
                self._items.abandon()
                self._fail(failure)
            case _:
                pass  # Start is said; native reasoning is in the sealed envelope

    def _create(self) -> bool:
        """Say that the response began, once; tell whether that was now."""
        if self._created:
            return False
        self._created = True
        self._stream.event("response.created", {"response": self.response})
        self._stream.event("response.in_progress", {"response": self.response})
        return True

    # ------------------------------------------------------------------ the end
    def _stop(self, reason: StopReason) -> None:
        cut_short = reason in _CUT_SHORT
        items = self._items
        items.end(cut_short)
        if self._context.compaction and not items.compacted:
            self._fail(Failure("empty", "The provider gave no summary of the conversation"))
        elif reason in ("refusal", "content_filter"):
            self._stop_refused(reason)
        elif cut_short:
            self._finish("incomplete", {"incomplete_details": {"reason": "max_output_tokens"}})
        elif items.call_cut:
            self._fail(Failure("truncated", "The provider ended its reply in the middle of a tool call"))
        elif reason == "pause":
            self._finish("completed", {"end_turn": False})  # Codex asks again at once
        else:
            self._finish("completed", {})

    def _stop_refused(self, reason: StopReason) -> None:
        if self._items.refused or (reason == "refusal" and self._items.said):
            self._finish("completed", {})  # the words are the refusal
        elif self._context.client == "codex":
            # It would repeat an incomplete response five times.
            self._fail(Failure("policy", "The provider's content filter stopped the reply"))
        else:
            self._finish("incomplete", {"incomplete_details": {"reason": "content_filter"}})

    def _fail(self, failure: Failure) -> None:
        self._finish("failed", {"error": stream_error(failure, self._context.client)})

    def _finish(self, status: str, fields: Json) -> None:
        self._over = True
        response = self.response
        response["status"] = status
        if status == "completed":
            response["completed_at"] = int(time.time())
        response["output"] = self._items.done
        if self._usage is not None:
            response["usage"] = usage_object(self._usage)
        response.update(fields)
        self._stream.event(f"response.{status}", {"response": response})
