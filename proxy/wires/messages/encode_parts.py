"""Parts and items as content blocks of a Messages request."""

import base64
import binascii

import orjson

from proxy import data_url
from proxy.conversation import Extra, File, Image, Json, Note, Part, Reasoning, Text, ToolCall, ToolResult
from proxy.json_fields import as_object, text_field

_PDF = "application/pdf"
"""The one media type of base64 documents; text is written out, anything else is named only."""


class BlockStyle:
    """How blocks are written for one request: which of the origin's extras the endpoint is to see."""

    def __init__(self, own_wire: bool, cache_control: bool, references: bool, plain: bool) -> None:
        """`own_wire`: extras are this wire's. The endpoint knows `references` and `plain` thinking."""
        self.own_wire = own_wire
        self.cache_control = own_wire and cache_control
        self.references = references
        self.plain = plain

    def block(self, fields: Json, extra: Extra) -> Json:
        """Return the block with the cache breakpoint that its origin had, where the endpoint honours it."""
        if self.cache_control and (mark := extra.get("cache_control")) is not None:
            fields["cache_control"] = mark
        return fields

    def parts(self, parts: tuple[Part, ...]) -> list[Json]:
        """Write the parts of a message; empty text is left out (endpoints refuse it)."""
        return [self.part(part) for part in parts if type(part) is not Text or part.text.strip()]

    def part(self, part: Part) -> Json:
        match part:
            case Text(text=text):
                return self.block({"type": "text", "text": text}, part.extra)
            case Image(url=url):
                return self.block({"type": "image", "source": _source(url)}, part.extra)
            case File():
                return self.block(self._document(part), part.extra)

    def _document(self, file: File) -> Json:
        source = as_object(file.extra.get("source")) if self.own_wire else None
        if not file.url and source is not None:
            kind = text_field(dict(file.extra), "type", "document")
            return _titled({"type": kind, "source": source}, file)
        inline = data_url.split(file.url)
        if inline is None:
            if file.url:
                return _titled({"type": "document", "source": {"type": "url", "url": file.url}}, file)
            return {
                "type": "text",
                "text": f"[file {file.name or 'without a name'}: content not available]",
            }
        media_type, content = inline
        if media_type == _PDF:
            return _titled({"type": "document", "source": _source(file.url)}, file)
        text = _text_of(media_type, content)
        if text is None:
            return {"type": "text", "text": f"[file {file.name or ''} of type {media_type} left out]"}
        return _titled(
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": text}}, file
        )

    def result(self, result: ToolResult) -> Json:
        """Write a tool result; its content is a string where it is nothing but text."""
        fields: Json = {"type": "tool_result", "tool_use_id": result.call_id}
        if self.references and result.loaded:
            fields["content"] = [{"type": "tool_reference", "tool_name": name} for name in result.loaded]
        else:
            blocks = self.parts(result.parts)
            plain = len(blocks) == 1 and set(blocks[0]) == {"type", "text"}
            fields["content"] = blocks[0]["text"] if plain else blocks or ""
        if result.is_error:
            fields["is_error"] = True
        return self.block(fields, result.extra)

    def call(self, call: ToolCall, path: str, notes: list[Note]) -> Json:
        """Write a tool call; arguments that are no JSON object become `{"input": ...}`."""
        return self.block(
            {"type": "tool_use", "id": call.id, "name": call.name, "input": _input(call, path, notes)},
            call.extra,
        )

    def thinking(self, reasoning: Reasoning) -> Json | None:
        """Write earlier thinking; None where the endpoint would refuse it."""
        native = reasoning.native or {}
        if data := text_field(native, "data"):
            return {"type": "redacted_thinking", "data": data}
        if signature := text_field(native, "signature"):
            return {"type": "thinking", "thinking": reasoning.text, "signature": signature}
        own = reasoning.native is not None  # this provider's, though it does not sign
        if (own and reasoning.text) or (self.plain and (own or reasoning.text)):
            return {"type": "thinking", "thinking": reasoning.text, "signature": ""}
        return None


def _source(url: str) -> Json:
    inline = data_url.split(url)
    if inline is None:
        return {"type": "url", "url": url}
    return {"type": "base64", "media_type": inline[0], "data": inline[1]}


def _titled(block: Json, file: File) -> Json:
    if file.name and block["type"] == "document":
        block["title"] = file.name
    return block


def _text_of(media_type: str, content: str) -> str | None:
    if not media_type.startswith("text/") and media_type not in ("application/json", "application/xml"):
        return None
    try:
        return base64.b64decode(content).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def _input(call: ToolCall, path: str, notes: list[Note]) -> Json:
    if call.kind == "custom":
        return {"input": call.arguments}
    text = call.arguments.strip()
    if not text:
        return {}
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = call.arguments
    found = as_object(value)
    if found is None:
        notes.append(Note(path, "arguments are no JSON object: wrapped as input"))
        return {"input": value}
    return found
