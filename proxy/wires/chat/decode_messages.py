"""The `messages` of a chat-completions body as items."""

from collections.abc import Iterator

import orjson

from proxy import data_url
from proxy.conversation import (
    File,
    Image,
    Item,
    Json,
    Message,
    Note,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
)
from proxy.json_fields import as_object, object_field, objects_field, text_field
from proxy.refusals import refuse, wrong_type
from proxy.wires.chat.chunk import json_text
from proxy.wires.chat.reasoning_details import detail_text, read_sealed

_READ = frozenset(
    {
        "role", "content", "tool_calls", "function_call", "tool_call_id", "refusal", "reasoning_content",
        "reasoning", "reasoning_details",
    }
)  # fmt: skip


def read_messages(value: object, notes: list[Note]) -> tuple[Item, ...]:
    """Read `messages`. Raises `RequestError` where one cannot be understood."""
    if not isinstance(value, list):
        raise wrong_type("messages", "a list of messages", value)
    if not value:
        raise refuse("messages", "at least one message is required")
    history = _History(notes)
    for number, member in enumerate(value):
        path = f"messages[{number}]"
        message = as_object(member)
        if message is None:
            raise wrong_type(path, "an object", member)
        try:
            history.take(message, path)
        except (RecursionError, orjson.JSONEncodeError):
            raise refuse(path, "nested too deeply") from None
    return tuple(history.items)


class _History:
    def __init__(self, notes: list[Note]) -> None:
        self.items: list[Item] = []
        self._notes = notes
        self._legacy_calls: dict[str, list[str]] = {}
        """Ids made for `function_call`s, by function name, until their `function` message comes."""

    def take(self, message: Json, path: str) -> None:
        match message.get("role"):
            case "system":
                self._say("system", message, path)
            case "developer":
                self._say("system", message, path, role="developer")
            case "user":
                self._say("user", message, path)
            case "assistant":
                self._take_assistant(message, path)
            case "tool":
                call_id = text_field(message, "tool_call_id")
                if not call_id:
                    self._notes.append(Note(f"{path}.tool_call_id", "missing"))
                self._take_result(call_id, message, path)
            case "function":
                waiting = self._legacy_calls.get(text_field(message, "name"))
                self._take_result(waiting.pop(0) if waiting else "", message, path)
            case None:
                raise refuse(f"{path}.role", "required")
            case role:
                raise refuse(
                    f"{path}.role",
                    f"{role!r} is not known (system, developer, user, assistant, tool or function)",
                )

    def _say(self, who: str, message: Json, path: str, **also: object) -> None:
        parts = tuple(_parts(message.get("content"), f"{path}.content"))
        extra = {**_rest(message), **also}
        self.items.append(Message("system" if who == "system" else "user", parts, extra=extra))

    def _take_assistant(self, message: Json, path: str) -> None:
        self.items += _reasoning(message)
        parts = list(_parts(message.get("content"), f"{path}.content"))
        if refusal := text_field(message, "refusal"):
            parts.append(Text(refusal))
        if parts:
            self.items.append(Message("assistant", tuple(parts), extra=_rest(message)))
        calls = message.get("tool_calls")
        if calls is not None and not isinstance(calls, list):
            raise wrong_type(f"{path}.tool_calls", "a list", calls)
        for number, entry in enumerate(calls or ()):
            self.items.append(_call(entry, f"{path}.tool_calls[{number}]"))
        legacy = as_object(message.get("function_call"))
        if legacy is not None and not calls:
            # The legacy form has no ids; this one is the same whenever the conversation is sent again.
            call_id = f"call_function_{len(self.items)}"
            call = _function_call(call_id, legacy, f"{path}.function_call")
            self._legacy_calls.setdefault(call.name, []).append(call_id)
            self.items.append(call)

    def _take_result(self, call_id: str, message: Json, path: str) -> None:
        content = message.get("content")
        parts = (
            [Text(json_text(content) or "")]
            if isinstance(content, dict)
            else _parts(content, f"{path}.content")
        )
        self.items.append(ToolResult(call_id, tuple(parts), extra=_rest(message)))


def _reasoning(message: Json) -> list[Item]:
    """Return the thinking of an assistant message: plain, in our envelopes, or sealed by somebody else."""
    details = objects_field(message, "reasoning_details")
    text = (
        text_field(message, "reasoning_content") or text_field(message, "reasoning") or detail_text(details)
    )
    ours, foreign = read_sealed(details)
    if ours:
        return [Reasoning(text, ours[0]), *(Reasoning("", sealed) for sealed in ours[1:])]
    if details:
        sealed = foreign[0] if foreign else None
        return [Reasoning(text, sealed, extra={"reasoning_details": details})]
    return [Reasoning(text)] if text else []


def _call(value: object, path: str) -> ToolCall:
    entry = as_object(value)
    if entry is None:
        raise wrong_type(path, "an object", value)
    call_id = text_field(entry, "id")
    if entry.get("type") == "custom" or "custom" in entry:
        custom = object_field(entry, "custom")
        return ToolCall(
            call_id, _name(custom, f"{path}.custom"), json_text(custom.get("input")) or "", kind="custom"
        )
    function = as_object(entry.get("function"))
    if function is None:
        raise wrong_type(f"{path}.function", "an object", entry.get("function"))
    extra = _rest(entry, "id", "type", "function", "index")
    return _function_call(call_id, function, f"{path}.function", extra)


def _function_call(call_id: str, function: Json, path: str, extra: Json | None = None) -> ToolCall:
    arguments = json_text(function.get("arguments")) or ""
    return ToolCall(
        call_id, _name(function, path), arguments if arguments.strip() else "{}", extra=extra or {}
    )


def _name(holder: Json, path: str) -> str:
    name = holder.get("name")
    if not isinstance(name, str) or not name:
        raise wrong_type(f"{path}.name", "a tool's name", name or None)
    return name


def _rest(holder: Json, *read: str) -> Json:
    """Return the fields that have no place in the model."""
    taken = read or _READ
    return {name: value for name, value in holder.items() if name not in taken and value is not None}


# ----------------------------------------------------------------------------- content
def _parts(content: object, path: str) -> Iterator[Part]:
    """Yield the parts of a content value, empty text left out."""
    if content is None:
        return
    if isinstance(content, str):
        if content:
            yield Text(content)
        return
    if not isinstance(content, list):
        raise wrong_type(path, "a string or a list of parts", content)
    for number, member in enumerate(content):
        if isinstance(member, str):
            if member:
                yield Text(member)
            continue
        entry = as_object(member)
        if entry is None:
            raise wrong_type(f"{path}[{number}]", "a content part", member)
        part = _part(entry, f"{path}[{number}]")
        if part is not None:
            yield part


def _part(entry: Json, path: str) -> Part | None:
    kind = entry.get("type")
    match kind:
        case "text" | "input_text" | "output_text" | "refusal":
            field = "refusal" if kind == "refusal" else "text"
            text = entry.get(field)
            if not isinstance(text, str):
                raise wrong_type(f"{path}.{field}", "a string", text)
            return Text(text, _rest(entry, "type", field)) if text else None
        case "image_url" | "input_image":
            return _image(entry, path)
        case "file":
            return _file(object_field(entry, "file"), path, _rest(entry, "type", "file"))
        case "input_audio":
            raise refuse(path, "audio is not carried; send text, images or files")
        case _:
            raise refuse(path, f"content of type {kind!r} is not known (text, image_url or file)")


def _image(entry: Json, path: str) -> Image:
    value = entry.get("image_url")
    image = as_object(value) or {"url": value}
    url = image.get("url")
    if not isinstance(url, str) or not url:
        raise wrong_type(f"{path}.image_url.url", "a data: or http(s) URL", url or None)
    detail = text_field(image, "detail") or text_field(entry, "detail") or None
    return Image(url, detail, _rest(entry, "type", "image_url", "detail"))


def _file(file: Json, path: str, extra: Json) -> File:
    data, name = text_field(file, "file_data"), text_field(file, "filename") or None
    file_id = text_field(file, "file_id")
    if not data and not file_id:
        raise refuse(f"{path}.file", "expected file_data or file_id")
    if data and not data.startswith(("data:", "http://", "https://")):
        data = data_url.join("application/pdf", data)  # Bare base64: OpenAI's files are PDF.
    return File(data, name, {**extra, "file_id": file_id} if file_id else extra)
