"""The items of an encoded reply: how parts begin, go on and end on the Responses wire."""

import orjson

from proxy.conversation import Json, Open
from proxy.wires import ReplyContext
from proxy.wires.responses import reply_shapes as shapes
from proxy.wires.responses.event_stream import EventStream, delta_template


class OpenPart:
    """A part and where it goes. No `tail`: its deltas are not shown (yet). `complete` None: not closed."""

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
        """All that was said of it so far."""
        return "".join(self.pieces)

    @property
    def place(self) -> Json:
        """How events name its item."""
        return {"item_id": self.item_id, "output_index": self.index}

    def mend(self) -> bytes:
        """Return the newest piece as JSON; question marks stand for halves of surrogate pairs."""
        self.pieces[-1] = self.pieces[-1].encode("utf-8", "replace").decode()
        return orjson.dumps(self.pieces[-1])


class _Message:
    """A message item: a run of texts and refusals with nothing else between them."""

    __slots__ = ("contents", "ended", "index", "item_id")

    def __init__(self, index: int, item_id: str) -> None:
        self.index, self.item_id = index, item_id
        self.contents: list[OpenPart] = []
        self.ended = False  # something else has begun after it


class OutputItems:
    """Writes the items of one reply; several may be open at a time, `output_index` is by first appearance.

    A tool call that was cut gets no done event: a call that is done is executed. How a text or a thought
    that was cut ends is known only with the reply's own end.
    """

    def __init__(self, stream: EventStream, context: ReplyContext, ids: shapes.Ids) -> None:
        self._stream = stream
        self._ids = ids
        self._next_index = 0
        self._message: _Message | None = None
        self._messages: list[_Message] = []  # those whose done event is still due
        self._cut: list[OpenPart] = []
        self._done: dict[int, Json] = {}
        self._codex = context.client == "codex"
        self._only_compaction = context.compaction
        self._as_summary = context.show_reasoning_summary
        self.said = self.refused = self.call_cut = self.compacted = False

    @property
    def done(self) -> list[Json]:
        """The finished items in order."""
        return [self._done[index] for index in sorted(self._done)]

    # ------------------------------------------------------------------ begin
    def open(self, part: OpenPart) -> None:
        """Take a part that begins. Texts are shown with their first word, so that none is empty."""
        kind = part.opened.kind
        if kind in ("text", "refusal") or (self._only_compaction and kind != "compaction"):
            return
        self._end_message_run()
        if kind == "tool":
            self._open_call(part)
            return
        self._set_place(part, kind)
        if kind == "reasoning":
            self._item_added(part.index, self._reasoning(part, "in_progress"))

    def begin(self, part: OpenPart) -> None:
        """Take the first words of a part that has shown none."""
        kind = part.opened.kind
        if self._only_compaction or kind == "compaction" or part.opened.tool == "search":
            return
        if kind == "reasoning":
            self._begin_reasoning(part)
        else:
            self._begin_text(part)
        self._delta(part, part.text)

    def _open_call(self, part: OpenPart) -> None:
        tool = part.opened.tool
        self._set_place(part, shapes.CALL_TYPES[tool])
        if tool == "search":
            return  # its arguments are an object: nothing to show before they are whole
        self._item_added(part.index, self._call(part, "in_progress", ""))
        what = "custom_tool_call_input" if tool == "custom" else "function_call_arguments"
        self._set_template(part, f"response.{what}.delta", {})

    def _begin_text(self, part: OpenPart) -> None:
        message = self._message
        if message is not None and message.contents[-1].complete is None:
            self._end_message_run()  # no parser expects two contents of one message in turns
            message = None
        if message is None:
            self._set_place(part, "message")
            message = self._message = _Message(part.index, part.item_id)
            self._messages.append(message)
            self._item_added(part.index, shapes.message_item(part.item_id, "in_progress", []))
        part.index, part.item_id = message.index, message.item_id
        part.message, part.content_index = message, len(message.contents)
        message.contents.append(part)
        content: Json = {"content_index": part.content_index}
        fields = {**part.place, **content, "part": self._content(part, "")}
        self._stream.event("response.content_part.added", fields)
        self.said = True
        self.refused = self.refused or part.opened.kind == "refusal"
        if self._is_refusal(part):
            self._set_template(part, "response.refusal.delta", content)
        else:
            self._set_template(part, "response.output_text.delta", {**content, "logprobs": []})

    def _begin_reasoning(self, part: OpenPart) -> None:
        if self._as_summary:
            fields = {**part.place, "summary_index": 0, "part": {"type": "summary_text", "text": ""}}
            self._stream.event("response.reasoning_summary_part.added", fields)
            self._set_template(part, "response.reasoning_summary_text.delta", {"summary_index": 0})
        else:
            fields = {**part.place, "content_index": 0, "part": {"type": "reasoning_text", "text": ""}}
            self._stream.event("response.content_part.added", fields)
            self._set_template(part, "response.reasoning_text.delta", {"content_index": 0})

    # ------------------------------------------------------------------ end
    def close(self, part: OpenPart, complete: bool) -> None:
        """Take a part that ends."""
        part.complete = complete
        kind = part.opened.kind
        if kind == "compaction":
            self._close_compaction(part)
        elif part.index < 0:
            return  # never shown
        elif kind == "tool" and complete:
            self._close_call(part)
        elif kind == "tool":
            self.call_cut = True
        elif not complete:
            self._cut.append(part)
        elif kind == "reasoning":
            self._close_reasoning(part, "completed")
        else:
            self._close_text(part)

    def end(self, cut_short: bool) -> None:
        """The reply ended as the provider meant it to; `cut_short`: its last item is not finished."""
        cut, self._cut = self._cut, []
        for part in cut:
            if part.opened.kind == "reasoning":
                self._close_reasoning(part, "incomplete")
            else:
                self._close_text(part)
        self._end_message_run(cut_short)

    def abandon(self) -> None:
        """The reply failed: only what was finished before is done."""
        self._end_message_run()

    def _close_text(self, part: OpenPart) -> None:
        place: Json = {**part.place, "content_index": part.content_index}
        for number, annotation in enumerate(part.annotations):
            fields = {**place, "annotation_index": number, "annotation": annotation}
            self._stream.event("response.output_text.annotation.added", fields)
        text = part.text
        if self._is_refusal(part):
            self._stream.event("response.refusal.done", {**place, "refusal": text})
        else:
            self._stream.event("response.output_text.done", {**place, "text": text, "logprobs": []})
        self._stream.event("response.content_part.done", {**place, "part": self._content(part, text)})
        if part.message is not None and part.message.ended:
            self._finish_messages()

    def _close_reasoning(self, part: OpenPart, status: str) -> None:
        text = part.text
        if text and self._as_summary:
            place: Json = {**part.place, "summary_index": 0}
            self._stream.event("response.reasoning_summary_text.done", {**place, "text": text})
            fields = {**place, "part": {"type": "summary_text", "text": text}}
            self._stream.event("response.reasoning_summary_part.done", fields)
        elif text:
            place = {**part.place, "content_index": 0}
            self._stream.event("response.reasoning_text.done", {**place, "text": text})
            fields = {**place, "part": {"type": "reasoning_text", "text": text}}
            self._stream.event("response.content_part.done", fields)
        self._item_done(part.index, self._reasoning(part, status))

    def _close_call(self, part: OpenPart) -> None:
        tool, text = part.opened.tool, part.text
        if tool == "search":
            self._close_search(part, text)
            return
        if tool == "custom":
            self._stream.event("response.custom_tool_call_input.done", {**part.place, "input": text})
        else:
            if not text:
                text = "{}"
                self._delta(part, text)
            fields = {**part.place, "name": part.opened.name, "arguments": text}
            self._stream.event("response.function_call_arguments.done", fields)
        self._item_done(part.index, self._call(part, "completed", text))

    def _close_search(self, part: OpenPart, text: str) -> None:
        arguments = shapes.json_object(text)
        if arguments is not None:
            self._item_added(part.index, self._call(part, "in_progress", {}))
            self._item_done(part.index, self._call(part, "completed", arguments))
            return
        # Codex cannot take such a call; in words the model's wish is at least not lost.
        words = OpenPart(Open(-1, "text"))
        words.pieces.append(f"The search for tools could not be made, its arguments are not JSON: {text}")
        self.begin(words)
        self.close(words, complete=True)

    def _close_compaction(self, part: OpenPart) -> None:
        if self.compacted or not part.sealed:
            return
        self.compacted = True
        item: Json = {"id": part.item_id, "type": "compaction", "encrypted_content": part.sealed}
        self._item_added(part.index, item)
        self._item_done(part.index, item)

    def _end_message_run(self, cut_short: bool = False) -> None:
        if self._message is not None:
            self._message.ended = True
            self._message = None
        self._finish_messages(cut_short)

    def _finish_messages(self, cut_short: bool = False) -> None:
        """Say that those messages are done whose contents all are and which nothing can join any more."""
        due: list[_Message] = []
        for message in self._messages:
            open_ = any(part.complete is None or part in self._cut for part in message.contents)
            if open_ or not message.ended:
                due.append(message)
                continue
            unfinished = cut_short and message.index == self._next_index - 1
            whole = not unfinished and all(part.complete for part in message.contents)
            content = [self._content(part, part.text) for part in message.contents]
            status = "completed" if whole else "incomplete"
            self._item_done(message.index, shapes.message_item(message.item_id, status, content))
        self._messages = due

    # ------------------------------------------------------------------ events and shapes
    def _delta(self, part: OpenPart, text: str) -> None:
        self._stream.delta(part.head, part.tail, orjson.dumps(text))

    def _set_template(self, part: OpenPart, name: str, fields: Json) -> None:
        part.head, part.tail = delta_template(name, {**part.place, **fields})

    def _set_place(self, part: OpenPart, kind: str) -> None:
        part.index = self._next_index
        self._next_index += 1
        part.item_id = self._ids.item(kind, part.index)

    def _item_added(self, index: int, item: Json) -> None:
        self._stream.event("response.output_item.added", {"output_index": index, "item": item})

    def _item_done(self, index: int, item: Json) -> None:
        self._done[index] = item
        self._stream.event("response.output_item.done", {"output_index": index, "item": item})

    def _is_refusal(self, part: OpenPart) -> bool:
        return part.opened.kind == "refusal" and not self._codex  # Codex drops refusal parts

    def _content(self, part: OpenPart, text: str) -> Json:
        if self._is_refusal(part):
            return shapes.refusal_part(text)
        return shapes.text_part(text, part.annotations if text else [])

    def _reasoning(self, part: OpenPart, status: str) -> Json:
        return shapes.reasoning_item(part.item_id, status, part.text, self._as_summary, part.sealed)

    def _call(self, part: OpenPart, status: str, arguments: object) -> Json:
        call = part.opened
        return shapes.call_item(
            part.item_id, status, call.tool, call.id, call.name, call.namespace, arguments
        )
