"""Events to the strict event sequence of the Responses wire, and to a whole response.

Codex 0.169.0 takes content and calls from `response.output_item.done` alone and executes a call when it
comes; openai-python 3.52 wants every added, delta and done event in order. Both get all of it.
"""

import time
from collections.abc import Iterator, Sequence

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
    Start,
    Stop,
    Usage,
)
from proxy.reply.fold import Reply
from proxy.wires import ReplyContext, ReplyEncoder
from proxy.wires.responses import reply_shapes as shapes
from proxy.wires.responses.errors import stream_error

_CUT_SHORT = frozenset({"max_tokens", "context_window", "content_filter"})


def reply_encoder(context: ReplyContext) -> ReplyEncoder:
    """Return an encoder for one streamed reply."""
    return ResponsesEncoder(context)


def encode_whole(reply: Reply, context: ReplyContext) -> Json:
    """Write a whole reply: the last response object of the same reply streamed."""
    encoder = ResponsesEncoder(context)
    encoder.encode(list(_events_of(reply)))
    return encoder.response


def _events_of(reply: Reply) -> Iterator[Event]:
    yield Start(reply.id, reply.model)
    for key, part in enumerate(reply.parts):
        yield Open(key, part.kind, part.id, part.name, part.namespace, part.tool)
        if part.text:
            yield Delta(key, part.text)
        if part.annotations:
            yield Meta(key, "annotations", part.annotations)
        if part.sealed is not None:
            yield Meta(key, "sealed", part.sealed)
        yield Close(key, part.complete)
    if reply.usage is not None:
        yield Counted(reply.usage)
    yield reply.stop or Fail(reply.failure or Failure("empty", "The reply has no end"))


class _Part:
    """An open part. Its deltas are `head`, sequence number, `tail`, JSON string; no `tail`: none is shown yet."""

    __slots__ = (
        "annotations",
        "complete",
        "content_index",
        "head",
        "index",
        "item_id",
        "message",
        "opened",
        "pieces",
        "sealed",
        "tail",
    )

    def __init__(self, opened: Open) -> None:
        self.opened = opened
        self.index = -1
        self.item_id = ""
        self.head = self.tail = b""
        self.pieces: list[str] = []
        self.sealed: str | None = None
        self.annotations: list[Json] = []
        self.complete: bool | None = None
        self.message: _Message | None = None
        self.content_index = 0

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class _Message:
    """A message item: a run of texts and refusals with nothing else between them."""

    __slots__ = ("contents", "ended", "index", "item_id")

    def __init__(self, index: int, item_id: str) -> None:
        self.index, self.item_id = index, item_id
        self.contents: list[_Part] = []
        self.ended = False  # something else has begun after it


class ResponsesEncoder:
    """Writes one reply. `response` is the last response object, complete after Stop or Fail."""

    def __init__(self, context: ReplyContext) -> None:
        self._context = context
        self._ids = shapes.Ids()
        self.response = shapes.response_object(
            self._ids.response, int(time.time()), context.model, "in_progress"
        )
        self._out: list[bytes] = []
        self._sequence = -1
        self._created = False
        self._over = False
        self._next_index = 0
        self._parts: dict[int, _Part] = {}
        self._message: _Message | None = None
        self._messages: list[_Message] = []  # those whose done event is still due
        self._cut: list[_Part] = []
        self._done: dict[int, Json] = {}
        self._usage: Usage | None = None
        self._said = self._refused = self._call_cut = self._compacted = False
        self._codex = context.client == "codex"

    # ------------------------------------------------------------------ the ways in
    def encode(self, events: Sequence[Event]) -> bytes:
        """Return the bytes for these events."""
        position = 0
        while position < len(events) and not self._over:
            event = events[position]
            position += 1
            if type(event) is Delta:
                part = self._parts[event.key]
                part.pieces.append(event.text)
                if part.tail:
                    self._sequence += 1
                    quoted = shapes.quoted(event.text)
                    self._out.append(b"%b%d%b%b}\n\n" % (part.head, self._sequence, part.tail, quoted))
                elif event.text:
                    self._begin(part)
            elif type(event) is Close:
                closing = [event]
                while position < len(events) and type(following := events[position]) is Close:
                    closing.append(following)
                    position += 1
                # Items that end together end in the order in which they appeared.
                for close in sorted(closing, key=lambda each: self._parts[each.key].index):
                    self._close(self._parts.pop(close.key), close.complete)
            else:
                self._take(event)
        out, self._out = self._out, []
        return b"".join(out)

    def keepalive(self) -> bytes:
        """Return `response.in_progress` (Codex does not count comments), after `response.created`."""
        if self._over:
            return b""
        if not self._create():
            self._emit("response.in_progress", {"response": self.response})
        out, self._out = self._out, []
        return b"".join(out)

    def _take(self, event: Event) -> None:
        self._create()
        match event:
            case Open():
                self._open(event)
            case Meta(key=key, field="sealed", value=str() as sealed):
                self._parts[key].sealed = sealed
            case Meta(key=key, field="annotations", value=value):
                self._parts[key].annotations = shapes.citations(value)
            case Counted(usage=usage):
                self._usage = usage
            case Stop():
                self._stop(event)
            case Fail(failure=failure):
                self._fail(failure)
            case _:
                pass  # Start is said; native reasoning is in the sealed envelope

    # ------------------------------------------------------------------ bytes
    def _create(self) -> bool:
        """Say that the response began, once; tell whether that was now."""
        if self._created:
            return False
        self._created = True
        self._emit("response.created", {"response": self.response})
        self._emit("response.in_progress", {"response": self.response})
        return True

    def _emit(self, name: str, fields: Json) -> None:
        self._sequence += 1
        event = {"type": name, "sequence_number": self._sequence, **fields}
        self._out.append(b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(event)))

    def _emit_delta(self, part: _Part, text: str) -> None:
        self._sequence += 1
        self._out.append(b"%b%d%b%b}\n\n" % (part.head, self._sequence, part.tail, shapes.quoted(text)))

    def _set_template(self, part: _Part, name: str, fields: Json) -> None:
        """Prepare the delta event; only sequence number and text change from one to the next."""
        part.head = b'event: %b\ndata: {"type":"%b","sequence_number":' % (name.encode(), name.encode())
        place = {"item_id": part.item_id, "output_index": part.index, **fields}
        part.tail = b"," + orjson.dumps(place)[1:-1] + b',"delta":'

    def _place(self, part: _Part, kind: str) -> None:
        part.index = self._next_index
        self._next_index += 1
        part.item_id = self._ids.item(kind, part.index)

    def _item_added(self, index: int, item: Json) -> None:
        self._emit("response.output_item.added", {"output_index": index, "item": item})

    def _item_done(self, index: int, item: Json) -> None:
        self._done[index] = item
        self._emit("response.output_item.done", {"output_index": index, "item": item})

    # ------------------------------------------------------------------ begin
    def _open(self, event: Open) -> None:
        part = self._parts[event.key] = _Part(event)
        if self._context.compaction and event.kind != "compaction":
            return  # thoughts and words of a compaction are in the item that follows
        match event.kind:
            case "text" | "refusal":
                pass  # begins with its first word
            case "reasoning":
                self._end_message_run()
                self._place(part, "reasoning")
                self._item_added(part.index, self._reasoning(part, "in_progress"))
            case "tool":
                self._end_message_run()
                self._open_call(part)
            case "compaction":
                self._end_message_run()
                self._place(part, "compaction")

    def _open_call(self, part: _Part) -> None:
        tool = part.opened.tool
        self._place(part, shapes.CALL_TYPES[tool])
        if tool == "search":
            return  # its arguments are an object: nothing to show before they are whole
        self._item_added(part.index, self._call(part, "in_progress", ""))
        kind = "custom_tool_call_input" if tool == "custom" else "function_call_arguments"
        self._set_template(part, f"response.{kind}.delta", {})

    def _begin(self, part: _Part) -> None:
        """Take the first words of a part that was not shown before."""
        if self._context.compaction:
            return
        match part.opened.kind:
            case "text" | "refusal":
                self._begin_text(part)
            case "reasoning":
                self._begin_reasoning(part)
            case _:
                return
        self._emit_delta(part, part.text)

    def _begin_text(self, part: _Part) -> None:
        message = self._message
        if message is None:
            self._place(part, "message")
            message = self._message = _Message(part.index, part.item_id)
            self._messages.append(message)
            self._item_added(part.index, shapes.message_item(part.item_id, "in_progress", []))
        part.index, part.item_id = message.index, message.item_id
        part.message, part.content_index = message, len(message.contents)
        message.contents.append(part)
        place: Json = {"content_index": part.content_index}
        self._emit(
            "response.content_part.added",
            {"item_id": part.item_id, "output_index": part.index, **place, "part": self._content(part, "")},
        )
        self._said = True
        if self._is_refusal(part):
            self._refused = True
            self._set_template(part, "response.refusal.delta", place)
        else:
            self._set_template(part, "response.output_text.delta", {**place, "logprobs": []})

    def _begin_reasoning(self, part: _Part) -> None:
        place: Json = {"item_id": part.item_id, "output_index": part.index}
        if self._context.show_reasoning_summary:
            place["summary_index"] = 0
            summary = {"type": "summary_text", "text": ""}
            self._emit("response.reasoning_summary_part.added", {**place, "part": summary})
            self._set_template(part, "response.reasoning_summary_text.delta", {"summary_index": 0})
        else:
            place["content_index"] = 0
            thought = {"type": "reasoning_text", "text": ""}
            self._emit("response.content_part.added", {**place, "part": thought})
            self._set_template(part, "response.reasoning_text.delta", {"content_index": 0})

    # ------------------------------------------------------------------ end of parts
    def _close(self, part: _Part, complete: bool) -> None:
        part.complete = complete
        kind = part.opened.kind
        if kind == "compaction":
            self._close_compaction(part)
        elif self._context.compaction:
            return
        elif kind == "tool":
            if complete:
                self._close_call(part)
            else:
                self._call_cut = True  # no done event: a call that is done is executed
        elif part.index < 0:
            return  # a text that said nothing
        elif not complete:
            self._cut.append(part)  # how it ends depends on how the reply ends
        elif kind == "reasoning":
            self._close_reasoning(part, "completed")
        else:
            self._close_text(part)

    def _close_text(self, part: _Part) -> None:
        place: Json = {
            "item_id": part.item_id,
            "output_index": part.index,
            "content_index": part.content_index,
        }
        for number, annotation in enumerate(part.annotations):
            fields = {**place, "annotation_index": number, "annotation": annotation}
            self._emit("response.output_text.annotation.added", fields)
        text = part.text
        if self._is_refusal(part):
            self._emit("response.refusal.done", {**place, "refusal": text})
        else:
            self._emit("response.output_text.done", {**place, "text": text, "logprobs": []})
        self._emit("response.content_part.done", {**place, "part": self._content(part, text)})
        if part.message is not None and part.message.ended:
            self._finish_messages()

    def _close_reasoning(self, part: _Part, status: str) -> None:
        place: Json = {"item_id": part.item_id, "output_index": part.index}
        text = part.text
        if text and self._context.show_reasoning_summary:
            place["summary_index"] = 0
            self._emit("response.reasoning_summary_text.done", {**place, "text": text})
            summary = {"type": "summary_text", "text": text}
            self._emit("response.reasoning_summary_part.done", {**place, "part": summary})
        elif text:
            place["content_index"] = 0
            self._emit("response.reasoning_text.done", {**place, "text": text})
            thought = {"type": "reasoning_text", "text": text}
            self._emit("response.content_part.done", {**place, "part": thought})
        self._item_done(part.index, self._reasoning(part, status))

    def _close_call(self, part: _Part) -> None:
        tool, text = part.opened.tool, part.text
        if tool == "search":
            self._close_search(part)
            return
        place: Json = {"item_id": part.item_id, "output_index": part.index}
        if tool == "custom":
            self._emit("response.custom_tool_call_input.done", {**place, "input": text})
        else:
            if not text:
                text = "{}"
                self._emit_delta(part, text)
            fields = {**place, "name": part.opened.name, "arguments": text}
            self._emit("response.function_call_arguments.done", fields)
        self._item_done(part.index, self._call(part, "completed", text))

    def _close_search(self, part: _Part) -> None:
        arguments = shapes.json_object(part.text)
        if arguments is None:
            # Codex cannot take such a call; in words the model's wish is at least not lost.
            words = f"The search for tools could not be made, its arguments are not JSON: {part.text}"
            text = _Part(Open(-1, "text"))
            self._begin_with(text, words)
            return
        self._item_added(part.index, self._call(part, "in_progress", {}))
        self._item_done(part.index, self._call(part, "completed", arguments))

    def _begin_with(self, part: _Part, words: str) -> None:
        part.pieces.append(words)
        self._begin(part)
        part.complete = True
        self._close_text(part)

    def _close_compaction(self, part: _Part) -> None:
        if self._compacted or not part.sealed:
            return
        self._compacted = True
        item: Json = {"id": part.item_id, "type": "compaction", "encrypted_content": part.sealed}
        self._item_added(part.index, item)
        self._item_done(part.index, item)

    def _end_message_run(self) -> None:
        if self._message is not None:
            self._message.ended = True
            self._message = None
            self._finish_messages()

    def _finish_messages(self, cut_short: bool = False) -> None:
        """Say that messages are done whose contents all are; `cut_short`: the last one was not finished."""
        due: list[_Message] = []
        for message in self._messages:
            if not message.ended or any(
                part.complete is None or part in self._cut for part in message.contents
            ):
                due.append(message)
                continue
            whole = all(part.complete for part in message.contents)
            if cut_short and message.index == self._next_index - 1:
                whole = False
            content = [self._content(part, part.text) for part in message.contents]
            status = "completed" if whole else "incomplete"
            self._item_done(message.index, shapes.message_item(message.item_id, status, content))
        self._messages = due

    # ------------------------------------------------------------------ end of the reply
    def _stop(self, event: Stop) -> None:
        reason = event.reason
        if self._context.compaction and not self._compacted:
            self._fail(Failure("empty", "The provider gave no summary of the conversation"))
            return
        cut, self._cut = self._cut, []
        for part in cut:
            if part.opened.kind == "reasoning":
                self._close_reasoning(part, "incomplete")
            else:
                self._close_text(part)
        cut_short = reason in _CUT_SHORT
        if self._message is not None:
            self._message.ended = True
        self._finish_messages(cut_short)
        if reason in ("refusal", "content_filter"):
            self._stop_refused(reason)
        elif cut_short:
            self._finish("incomplete", {"incomplete_details": {"reason": "max_output_tokens"}})
        elif self._call_cut:
            self._fail(Failure("truncated", "The provider ended its reply in the middle of a tool call"))
        elif reason == "pause":
            self._finish("completed", {"end_turn": False})  # Codex asks again at once
        else:
            self._finish("completed", {})

    def _stop_refused(self, reason: str) -> None:
        if self._said and (self._refused or reason == "refusal"):
            self._finish("completed", {})  # the words are the refusal
        elif self._codex:
            # It would repeat an incomplete response five times.
            self._fail(Failure("policy", "The provider's content filter stopped the reply"))
        else:
            self._finish("incomplete", {"incomplete_details": {"reason": "content_filter"}})

    def _fail(self, failure: Failure) -> None:
        if self._message is not None:
            self._message.ended = True
        self._finish_messages()
        self._finish("failed", {"error": stream_error(failure, self._context.client)})

    def _finish(self, status: str, fields: Json) -> None:
        self._over = True
        self.response["status"] = status
        if status == "completed":
            self.response["completed_at"] = int(time.time())
        self.response["output"] = [self._done[index] for index in sorted(self._done)]
        if self._usage is not None:
            self.response["usage"] = shapes.usage_object(self._usage)
        self.response.update(fields)
        self._emit(f"response.{status}", {"response": self.response})

    # ------------------------------------------------------------------ shapes
    def _is_refusal(self, part: _Part) -> bool:
        return part.opened.kind == "refusal" and not self._codex  # Codex drops refusal parts

    def _content(self, part: _Part, text: str) -> Json:
        if self._is_refusal(part):
            return shapes.refusal_part(text)
        return shapes.text_part(text, part.annotations if text else [])

    def _reasoning(self, part: _Part, status: str) -> Json:
        shown = self._context.show_reasoning_summary
        return shapes.reasoning_item(part.item_id, status, part.text, shown, part.sealed)

    def _call(self, part: _Part, status: str, arguments: object) -> Json:
        call = part.opened
        return shapes.call_item(
            part.item_id, status, call.tool, call.id, call.name, call.namespace, arguments
        )
