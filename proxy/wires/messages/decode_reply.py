"""A Messages reply, streamed or whole, as events; mends what endpoints of that wire get wrong."""

from collections.abc import Callable

from proxy import failures
from proxy.conversation import (
    Close,
    Delta,
    Event,
    Fail,
    Failure,
    Json,
    Open,
    Start,
    Stop,
    StopReason,
)
from proxy.json_fields import as_object, object_field, objects_field, text_field
from proxy.sse import SseEvent
from proxy.surrogates import Halves
from proxy.wires.messages.chunks import Chunk, read_chunk
from proxy.wires.messages.reply_block import Block, CallBlock, WordsBlock, new_call_id, thinking_block
from proxy.wires.messages.usage import UsageCount

_REASONS: dict[str | None, StopReason] = {
    "end_turn": "end",
    "tool_use": "tool_use",
    "stop_sequence": "stop_sequence",
    "max_tokens": "max_tokens",
    "model_context_window_exceeded": "context_window",
    "refusal": "refusal",
    "pause_turn": "pause",
}
"""An unknown or missing reason counts as `end` (Claude Code 2.1.329 does the same)."""

_KINDS = {"text_delta": "text", "thinking_delta": "thinking", "signature_delta": "thinking"}
"""The blocks that a delta alone can open; a tool call's cannot, it would have no name."""

_UNREADABLE = Failure(
    "server", "The provider sent something that cannot be read as JSON", code="unreadable_event"
)

_NO_PART = -1
"""The key of a block that is no part of the reply."""


class MessagesReplyDecoder:
    """One reply. The end is known by `message_stop`, or by a stop reason with nothing after it."""

    def __init__(self) -> None:
        self._blocks: dict[int, Block] = {}
        self._waiting: list[CallBlock] = []
        self._latest = -1
        self._next_key = 0
        self._started = self._over = self._called = False
        self._reason: str | None = None
        self._sequence: str | None = None
        self._usage = UsageCount()
        self._halves = Halves()
        self._handlers: dict[str, Callable[[Chunk], list[Event]]] = {
            "message_start": self._on_start,
            "content_block_start": self._on_block_start,
            "content_block_delta": self._on_block_delta,
            "content_block_stop": self._on_block_stop,
            "message_delta": self._on_message_delta,
            "message_stop": lambda _: self._finish(),
            "error": self._on_error,
            "message": lambda chunk: self.whole(chunk.whole),
        }

    def feed(self, event: SseEvent) -> list[Event]:
        """Take one server-sent event; one of an unknown type is passed over, a damaged one is an error."""
        if self._over:
            return []
        chunk = read_chunk(event, self._halves)
        if chunk is None:
            return self._fail(_UNREADABLE) if event.name in self._handlers else []
        delta = chunk.delta
        if delta is not None and delta.type == "text_delta" and chunk.index is not None:  # nearly every event
            block = self._blocks.get(chunk.index)
            if type(block) is WordsBlock:
                return [Delta(block.key, delta.text)] if delta.text else []
        handler = self._handlers.get(chunk.type)
        return handler(chunk) if handler is not None else []

    def end(self) -> list[Event]:
        """Take the end of the stream."""
        if self._over:
            return []
        if self._reason is not None:
            return self._finish()
        if not self._started:
            return self._fail(failures.empty_reply())
        return self._fail(failures.cut(f"{self._next_key} parts" if self._next_key else "its first event"))

    def whole(self, body: Json) -> list[Event]:
        """Take a whole reply: the same steps, with each block in one piece."""
        error = failures.error_in(body)
        if error is not None or not isinstance(body.get("content"), list):
            return self._fail(failures.classify_error_object(error if error is not None else body, 200))
        events = self._on_start(Chunk(message=body))
        for index, block in enumerate(objects_field(body, "content")):
            events += self._on_block_start(Chunk(index=index, content_block=block))
            events += self._on_block_stop(Chunk(index=index))
        self._reason = text_field(body, "stop_reason") or None
        self._sequence = text_field(body, "stop_sequence") or None
        return events + self._finish()

    # ------------------------------------------------------------------ the stream's events
    def _on_start(self, chunk: Chunk) -> list[Event]:
        message = as_object(chunk.message) or {}
        self._usage.take(object_field(message, "usage"))
        if self._started:
            return []
        self._started = True
        return [Start(text_field(message, "id"), text_field(message, "model"))]

    def _ensure_started(self) -> list[Event]:
        return [] if self._started else self._on_start(Chunk())

    def _on_block_start(self, chunk: Chunk) -> list[Event]:
        events = self._ensure_started()
        index = self._latest + 1 if chunk.index is None else chunk.index
        if index in self._blocks:  # its stop never came
            events += self._close(index)
        content = chunk.content_block or {}
        events += self._open(index, content)
        return events

    def _open(self, index: int, content: Json) -> list[Event]:
        key, kind = self._next_key, text_field(content, "type")
        block: Block
        first = ""
        match kind:
            case "text":
                block, opened = WordsBlock(key, objects_field(content, "citations")), Open(key, "text")
                first = text_field(content, "text")
            case "thinking" | "redacted_thinking":
                block, opened = thinking_block(key, content), Open(key, "reasoning")
                first = text_field(content, "thinking")
            case "tool_use":
                block = CallBlock(key, content.get("input"))
                call_id = text_field(content, "id") or new_call_id()
                opened = Open(key, "tool", call_id, text_field(content, "name"))
            case _:  # a provider-run tool's call or result, or a type of tomorrow
                self._blocks[index], self._latest = Block(_NO_PART), index
                return []
        self._next_key += 1
        self._blocks[index], self._latest = block, index
        return [opened, Delta(key, first)] if first else [opened]

    def _on_block_delta(self, chunk: Chunk) -> list[Event]:
        delta = chunk.delta
        if delta is None:
            return []
        events: list[Event] = []
        index = self._latest if chunk.index is None else chunk.index
        block = self._blocks.get(index)
        if block is None:  # its start never came
            kind = _KINDS.get(delta.type)
            if kind is None:
                return []
            events += self._ensure_started() + self._open(index, {"type": kind})
            block = self._blocks[index]
        text = block.take(delta)
        if text:
            events.append(Delta(block.key, text))
        return events

    def _on_block_stop(self, chunk: Chunk) -> list[Event]:
        index = self._latest if chunk.index is None else chunk.index
        return self._close(index)

    def _close(self, index: int) -> list[Event]:
        """Close a block that the provider ended; a call that is not whole waits for the stop's reason."""
        block = self._blocks.pop(index, None)
        if block is None or block.key == _NO_PART:
            return []
        if isinstance(block, CallBlock) and not block.is_whole():
            self._waiting.append(block)
            return []
        return self._closed(block)

    def _closed(self, block: Block) -> list[Event]:
        self._called = self._called or isinstance(block, CallBlock)
        return [*block.last_words(), Close(block.key)]

    def _on_message_delta(self, chunk: Chunk) -> list[Event]:
        self._usage.take(chunk.usage or {})
        if chunk.delta is not None:
            self._reason = chunk.delta.stop_reason or self._reason
            self._sequence = chunk.delta.stop_sequence or self._sequence
        return []

    def _on_error(self, chunk: Chunk) -> list[Event]:
        return self._fail(failures.classify_error_object(chunk.whole))

    # ------------------------------------------------------------------ the end
    def _finish(self) -> list[Event]:
        """End a reply that the provider ended; a call without whole arguments is over only if it ended well."""
        events = self._ensure_started()
        reason = _REASONS.get(self._reason, "end")
        well = reason in ("end", "tool_use")
        for block in self._left():
            if not well and isinstance(block, CallBlock) and not block.is_whole():
                events.append(Close(block.key, complete=False))
            else:
                events += self._closed(block)
        if reason == "end" and self._called:
            reason = "tool_use"
        elif reason == "tool_use" and not self._called:
            reason = "end"
        self._over = True
        sequence = self._sequence if reason == "stop_sequence" else None
        return [*events, *self._usage.counted(), Stop(reason, sequence)]

    def _fail(self, failure: Failure) -> list[Event]:
        self._over = True
        closed = [Close(block.key, complete=False) for block in self._left()]
        return [*closed, *self._usage.counted(), Fail(failure)]

    def _left(self) -> list[Block]:
        """Return the blocks that are not closed yet, in order."""
        blocks = [*self._waiting, *self._blocks.values()]
        return sorted((block for block in blocks if block.key != _NO_PART), key=lambda block: block.key)
