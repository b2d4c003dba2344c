"""The `messages` list as items: who said what, thought what, called what and got what back."""

from collections.abc import Iterator

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
from proxy.refusals import refuse, wrong_type
from proxy.wires.messages.decode_parts import (
    any_parts,
    document_parts,
    foreign,
    image_part,
    kept,
    text_part,
)


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
        self._messages = messages
        self._notes = notes
        self._parts: list[Part] = []
        self._number = 0
        self._block_number: int | None = None

    def _path(self, inside: str = "") -> str:
        """Return where the reader is: written out only when there is something to say of the place."""
        block = "" if self._block_number is None else f".content[{self._block_number}]"
        return f"messages[{self._number}]{block}{inside}"

    def read(self, number: int, value: object) -> None:
        self._number = number
        message = as_object(value)
        if message is None:
            raise wrong_type(self._path(), "an object", value)
        content = message.get("content")
        match message.get("role"):
            case "user":
                self._said("user", content)
            case "assistant":
                self._said("assistant", content)
            case "system" | "developer":
                self._system(message, content)
            case role:
                raise refuse(self._path(".role"), f"expected user, assistant or system, found {role!r}")

    def _said(self, role: Role, content: object) -> None:
        if self.effort is not None and role == "user" and not _only_results(content):
            self.effort = None  # an effort set by a system message is for its own turn
        for block in self._blocks(content):
            if isinstance(block, str):
                self._say(block)
            else:
                self._block(role, block)
        self._flush(role)

    def _blocks(self, content: object) -> Iterator[str | Json]:
        """Yield each block and keep its place; a string is one block, nothing is none."""
        if isinstance(content, str):
            yield content
        elif isinstance(content, list):
            for self._block_number, value in enumerate(content):
                if not isinstance(value, (str, dict)):
                    raise wrong_type(self._path(), "a content block", value)
                yield value
            self._block_number = None
        elif content is not None:
            raise wrong_type(self._path(".content"), "a string or a list of blocks", content)

    def _say(self, text: str) -> None:
        if text:
            self._parts.append(Text(text))

    def _block(self, role: Role, block: Json) -> None:
        kind = block.get("type")
        if kind == "text":
            self._text(block)
        elif kind == "image":
            self._parts.append(image_part(block))
        elif kind == "document":
            self._parts.extend(document_parts(block))
        else:
            self._flush(role)
            self.items.append(self._item(role, kind, block))

    def _item(self, role: Role, kind: object, block: Json) -> Item:
        match kind:
            case "tool_result":
                return _tool_result(block)
            case "tool_use":
                return self._tool_call(block)
            case "thinking":
                return Reasoning(text_field(block, "thinking"), text_field(block, "signature") or None)
            case "redacted_thinking":
                data = text_field(block, "data") or None
                return Reasoning("", data, extra={"type": "redacted_thinking"})
            case _:
                return foreign(block, role)

    def _text(self, block: Json) -> None:
        if (text := text_part(block, self._path)) is not None:
            self._parts.append(text)

    def _tool_call(self, block: Json) -> ToolCall:
        name = block.get("name")
        if not isinstance(name, str):
            raise wrong_type(self._path(".name"), "a string", name)
        arguments = self._arguments(block.get("input"))
        return ToolCall(text_field(block, "id"), name, arguments, extra=kept(block, "caller", "toolset_name"))

    def _arguments(self, value: object) -> str:
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
        self._notes.append(Note(self._path(".input"), "not JSON: sent as an empty object"))
        return "{}"

    def _system(self, message: Json, content: object) -> None:
        if message.get("clear_at") == "next_user_message" and self._has_later_user():
            self._notes.append(Note(self._path(), "left out: its time is over"))
            return
        for block in self._blocks(content):
            if isinstance(block, str):
                self._say(block)
            elif block.get("type") in ("tool_addition", "tool_removal"):
                self._change_tools(block)
            elif "text" in block:
                self._text(block)
            else:
                self._notes.append(Note(self._path(), f"{text_field(block, 'type')} block left out"))
        self._flush("system")
        if effort := text_field(object_field(message, "output_config"), "effort"):
            self.effort = effort

    def _has_later_user(self) -> bool:
        later = self._messages[self._number + 1 :]
        return any(isinstance(message, dict) and message.get("role") == "user" for message in later)

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


def _only_results(content: object) -> bool:
    if not isinstance(content, list) or not content:
        return False
    return all(isinstance(block, dict) and block.get("type") == "tool_result" for block in content)


def _tool_result(block: Json) -> ToolResult:
    """Read a tool result: content as a string, blocks, an object or missing."""
    content = block.get("content")
    parts: list[Part] = []
    loaded: list[str] = []
    for value in content if isinstance(content, list) else [content]:
        if isinstance(value, str):
            if value:
                parts.append(Text(value))
            continue
        entry = as_object(value)
        if entry is None:
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
