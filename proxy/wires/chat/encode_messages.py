"""Items as chat-completions messages: each run of the assistant's items is one message."""

from collections.abc import Sequence

from proxy.conversation import (
    File,
    Foreign,
    Image,
    Item,
    Json,
    Message,
    Note,
    Part,
    Reasoning,
    Request,
    Text,
    ToolCall,
    ToolResult,
)
from proxy.dialect import Dialect
from proxy.json_fields import object_field, objects_field
from proxy.wires.chat.reasoning_details import join_details

NO_OUTPUT = "(no output)"
"""Stands for an empty tool result: many providers refuse empty content."""

_KEPT = ("name", "prefix", "partial")
"""Fields of a message that a provider of this wire gets as the client sent them: `prefix` (DeepSeek) and
`partial` (Kimi) let the model go on with the assistant's last message."""

_ERROR = "Error: "
"""Marks a failed tool's result: this wire has no field for it."""


def write_messages(request: Request, dialect: Dialect, notes: list[Note]) -> list[Json]:
    """Write the conversation. Expects the order that `proxy.passes.history` makes."""
    writer = _Writer(request.wire == "chat", dialect, notes)
    for item in request.items:
        writer.take(item)
    writer.close_turn()
    return writer.messages


class _Writer:
    """Gathers an assistant's turn until somebody else speaks."""

    def __init__(self, own_wire: bool, dialect: Dialect, notes: list[Note]) -> None:
        self.messages: list[Json] = []
        self._own_wire = own_wire
        self._dialect = dialect
        self._notes = notes
        self._thoughts: list[Reasoning] = []
        self._parts: list[Part] = []
        self._calls: list[ToolCall] = []
        self._extra: Json = {}

    def take(self, item: Item) -> None:
        if type(item) is ToolCall:
            self._calls.append(item)
        elif type(item) is ToolResult:
            self.close_turn()
            self.messages.append(self._result(item))
        elif type(item) is Message:
            self._take_message(item)
        elif type(item) is Reasoning:
            self._thoughts.append(item)
        elif type(item) is Foreign:
            if item.role == "assistant":
                self._parts.append(Text(item.text))
            else:
                self._say("user", (Text(item.text),), {})
        else:
            self._notes.append(Note("items", f"{type(item).__name__} has no form on this wire"))

    def _take_message(self, message: Message) -> None:
        if message.role == "assistant":
            texts = [part for part in message.parts if type(part) is Text]
            if len(texts) < len(message.parts):
                self._notes.append(Note("items", "a picture or file of the assistant's was left out"))
            self._parts += texts
            if self._own_wire:
                self._extra.update(self._kept(message))
        else:
            role = self._system_role(message) if message.role == "system" else "user"
            self._say(role, message.parts, self._kept(message) if self._own_wire else {})

    def _system_role(self, message: Message) -> str:
        said = not self._own_wire or message.extra.get("role") == "developer"
        return "developer" if said and self._dialect.developer_role else "system"

    def _kept(self, message: Message) -> Json:
        """Return the fields that go back where they came from."""
        return {name: value for name in _KEPT if (value := message.extra.get(name)) is not None}

    def _say(self, role: str, parts: Sequence[Part], kept: Json) -> None:
        self.close_turn()
        content = self._content(parts)
        if content:
            self.messages.append({"role": role, **kept, "content": content})

    def close_turn(self) -> None:
        """Write the assistant's message; a turn of thinking alone is none."""
        if not (self._parts or self._calls or self._thoughts or self._extra):
            return
        thoughts, parts, calls, extra = self._thoughts, self._parts, self._calls, self._extra
        self._thoughts, self._parts, self._calls, self._extra = [], [], [], {}
        content = self._content(parts)
        if not content and not calls:
            return
        message: Json = {"role": "assistant", **extra, "content": content or None}
        signatures: Json = {}
        if thoughts:
            message.update(self._reasoning(thoughts))
            for thought in thoughts:
                signatures.update(object_field(thought.native or {}, "extra_content"))
        if calls:
            message["tool_calls"] = [self._call(call, signatures.get(call.id)) for call in calls]
        self.messages.append(message)

    def _reasoning(self, thoughts: Sequence[Reasoning]) -> Json:
        back = self._dialect.reasoning_back
        if back == "none":
            return {}
        if back == "reasoning_details":
            details: list[Json] = []
            for thought in thoughts:
                if native := objects_field(thought.native or {}, back):
                    join_details(details, native)
                elif thought.native is None and thought.text.strip():
                    details.append({"type": "reasoning.text", "text": thought.text})
            return {back: details} if details else {}
        if back in ("reasoning_content", "reasoning"):
            return {back: "\n\n".join(text for thought in thoughts if (text := thought.text))}
        return {}

    def _result(self, result: ToolResult) -> Json:
        content = self._content(result.parts) or NO_OUTPUT
        if result.is_error and isinstance(content, str) and not content.startswith("Error"):
            content = _ERROR + content
        return {"role": "tool", "tool_call_id": result.call_id, "content": content}

    def _call(self, call: ToolCall, signature: object) -> Json:
        written: Json = dict(call.extra) if self._own_wire else {}
        if signature is not None:
            written["extra_content"] = signature
        written["id"], written["type"] = call.id, "custom" if call.kind == "custom" else "function"
        if call.kind == "custom":
            written["custom"] = {"name": call.name, "input": call.arguments}
        else:
            arguments = call.arguments if call.arguments.strip() else "{}"
            written["function"] = {"name": call.name, "arguments": arguments}
        return written

    # ------------------------------------------------------------------------- content
    def _content(self, parts: Sequence[Part]) -> str | list[Json]:
        """Return a string where there is only text: not every provider reads lists of text."""
        if len(parts) == 1 and not self._dialect.cache_control and type(part := parts[0]) is Text:
            return part.text  # nearly every message of a session
        marked = self._dialect.cache_control and any("cache_control" in part.extra for part in parts)
        if not marked and all(type(part) is Text for part in parts):
            return "\n\n".join(part.text for part in parts if type(part) is Text and part.text)
        return [self._part(part) for part in parts if type(part) is not Text or part.text]

    def _part(self, part: Part) -> Json:
        match part:
            case Text(text=text):
                entry: Json = {"type": "text", "text": text}
            case Image(url=url, detail=detail):
                image: Json = {"url": url, "detail": detail} if detail else {"url": url}
                entry = {"type": "image_url", "image_url": image}
            case File():
                entry = {"type": "file", "file": _file(part)}
        if self._dialect.cache_control and "cache_control" in part.extra:
            entry["cache_control"] = part.extra["cache_control"]
        return entry


def _file(file: File) -> Json:
    name: Json = {"filename": file.name} if file.name else {}
    if not file.url and (file_id := file.extra.get("file_id")):
        return {**name, "file_id": file_id}
    return {**name, "file_data": file.url}
