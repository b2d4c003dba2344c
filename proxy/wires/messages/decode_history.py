"""The `messages` list as items: who said what, thought what, called what and got what back."""

import orjson
from msgspec import Struct

from proxy.conversation import (
    Item,
    Json,
    Message,
    Note,
    Part,
    Reasoning,
    Role,
    Text,
    ToolCall,
    ToolResult,
)
from proxy.json_fields import as_object, bool_field, object_field, text_field
from proxy.wires.messages.decode_parts import (
    any_parts,
    document_parts,
    foreign,
    image_part,
    kept,
    text_part,
)
from proxy.wires.messages.refusals import refusal, wrong_type


class ToolChange(Struct, frozen=True):
    """What a system message says about the tools: `definition` adds one, else `name` comes or goes."""

    name: str
    present: bool
    definition: Json | None = None


class History(Struct, frozen=True):
    """The conversation, the tool changes in it, and the effort that the current turn asks for."""

    items: tuple[Item, ...]
    tool_changes: tuple[ToolChange, ...] = ()
    effort: str | None = None


def read_history(messages: object, notes: list[Note]) -> History:
    """Read `messages`. Raises `RequestError` for wrong types; unknown blocks become `Foreign`."""
    if not isinstance(messages, list):
        raise wrong_type("messages", "a list of messages", messages)
    reader = _Reader(messages, notes)
    for number, message in enumerate(messages):
        reader.read(number, message)
    return History(tuple(reader.items), tuple(reader.tool_changes), reader.effort)


class _Reader:
    def __init__(self, messages: list[object], notes: list[Note]) -> None:
        self.items: list[Item] = []
        self.tool_changes: list[ToolChange] = []
        self.effort: str | None = None
        self._notes = notes
        self._parts: list[Part] = []
        users = (n for n, m in enumerate(messages) if isinstance(m, dict) and m.get("role") == "user")
        self._last_user = max(users, default=-1)

    def read(self, number: int, value: object) -> None:
        path = f"messages[{number}]"
        message = as_object(value)
        if message is None:
            raise wrong_type(path, "an object", value)
        content = message.get("content")
        match message.get("role"):
            case "system" | "developer":
                self._system(number, path, message, content)
            case "user":
                self._said("user", path, content)
            case "assistant":
                self._said("assistant", path, content)
            case role:
                raise refusal(f"{path}.role", f"expected user, assistant or system, found {role!r}")

    def _said(self, role: Role, path: str, content: object) -> None:
        if role == "user" and not _only_results(content):
            self.effort = None  # an effort set by a system message is for its own turn
        for place, block in _blocks(content, f"{path}.content"):
            if isinstance(block, str):
                self._parts.extend([Text(block)] if block else [])
            else:
                self._block(role, place, block)
        self._flush(role)

    def _block(self, role: Role, path: str, block: Json) -> None:
        match block.get("type"):
            case "text":
                if (text := text_part(block, path)) is not None:
                    self._parts.append(text)
                return
            case "image":
                self._parts.append(image_part(block))
                return
            case "document":
                self._parts.extend(document_parts(block))
                return
        self._flush(role)
        match block.get("type"):
            case "thinking":
                sealed = text_field(block, "signature") or None
                self.items.append(Reasoning(text_field(block, "thinking"), sealed))
            case "redacted_thinking":
                data = text_field(block, "data") or None
                self.items.append(Reasoning("", data, extra={"type": "redacted_thinking"}))
            case "tool_use":
                self.items.append(_tool_call(block, path, self._notes))
            case "tool_result":
                self.items.append(_tool_result(block))
            case _:
                self.items.append(foreign(block, role))

    def _system(self, number: int, path: str, message: Json, content: object) -> None:
        # A message with this mark is no longer shown once a later user message exists.
        if message.get("clear_at") == "next_user_message" and number < self._last_user:
            self._notes.append(Note(path, "left out: its time is over"))
            return
        for place, block in _blocks(content, f"{path}.content"):
            if isinstance(block, str):
                self._parts.extend([Text(block)] if block else [])
            elif block.get("type") in ("tool_addition", "tool_removal"):
                self._change_tools(block)
            elif (text := text_part(block, place) if "text" in block else None) is not None:
                self._parts.append(text)
            elif "text" not in block:
                self._notes.append(Note(place, f"{text_field(block, 'type')} block left out"))
        self._flush("system")
        if effort := text_field(object_field(message, "output_config"), "effort"):
            self.effort = effort

    def _change_tools(self, block: Json) -> None:
        tool = object_field(block, "tool")
        definition = as_object(tool.get("definition"))
        name = text_field(definition or tool, "name") or text_field(tool, "tool_name")
        if not name:
            return
        present = block.get("type") == "tool_addition"
        self.tool_changes.append(ToolChange(name, present, definition if present else None))
        state = "now" if present else "no longer"
        self._parts.append(Text(f"Tool {name} is {state} available.", kept(block)))

    def _flush(self, role: Role) -> None:
        if self._parts:
            self.items.append(Message(role, tuple(self._parts)))
            self._parts = []


def _blocks(content: object, path: str) -> list[tuple[str, str | Json]]:
    """Return each block with its path; a string is one block, nothing is none."""
    if content is None:
        return []
    if isinstance(content, str):
        return [(path, content)]
    if not isinstance(content, list):
        raise wrong_type(path, "a string or a list of blocks", content)
    blocks: list[tuple[str, str | Json]] = []
    for number, value in enumerate(content):
        place = f"{path}[{number}]"
        block = value if isinstance(value, str) else as_object(value)
        if block is None:
            raise wrong_type(place, "a content block", value)
        blocks.append((place, block))
    return blocks


def _only_results(content: object) -> bool:
    if not isinstance(content, list) or not content:
        return False
    return all(isinstance(block, dict) and block.get("type") == "tool_result" for block in content)


def _tool_call(block: Json, path: str, notes: list[Note]) -> ToolCall:
    name = block.get("name")
    if not isinstance(name, str):
        raise wrong_type(f"{path}.name", "a string", name)
    arguments = _arguments(block.get("input"), path, notes)
    return ToolCall(text_field(block, "id"), name, arguments, extra=kept(block, "caller", "toolset_name"))


def _arguments(value: object, path: str, notes: list[Note]) -> str:
    """Return the call's input as compact JSON text.

    Claude Code 2.1.329 replays arguments that were not JSON as `{"__unparsedToolInput": {raw, len}}`.
    """
    if value is None:
        return "{}"
    unparsed = as_object(value.get("__unparsedToolInput")) if isinstance(value, dict) else None
    if unparsed is None:
        return orjson.dumps(value).decode()
    raw = text_field(unparsed, "raw")
    try:
        if isinstance(orjson.loads(raw), dict):
            return raw
    except orjson.JSONDecodeError:
        pass
    notes.append(Note(f"{path}.input", "not JSON: sent as an empty object"))
    return "{}"


def _tool_result(block: Json) -> ToolResult:
    """Read a tool result: content as a string, blocks, an object or missing."""
    content = block.get("content")
    parts: list[Part] = []
    loaded: list[str] = []
    for value in content if isinstance(content, list) else [content]:
        entry = as_object(value)
        if isinstance(value, str):
            parts.extend([Text(value)] if value else [])
        elif entry is None:
            parts.extend([Text(orjson.dumps(value).decode())] if value is not None else [])
        elif entry.get("type") == "tool_reference":
            name = text_field(entry, "tool_name")
            loaded.append(name)
            parts.append(Text(f"Tool {name} is now available.", kept(entry)))
        elif "type" in entry:
            parts.extend(any_parts(entry))
        else:
            parts.append(Text(orjson.dumps(entry).decode()))
    return ToolResult(
        text_field(block, "tool_use_id"),
        tuple(parts),
        is_error=bool_field(block, "is_error") or False,
        loaded=tuple(loaded),
        extra=kept(block, "toolset_name"),
    )
