"""Content blocks that are text, pictures and documents, as parts; what only this wire has, in words."""

import base64
import binascii
from collections.abc import Callable

import orjson

from proxy import data_url
from proxy.conversation import NO_EXTRA, Extra, File, Foreign, Image, Json, Part, Role, Text
from proxy.json_fields import as_object, list_field, object_field, objects_field, text_field
from proxy.refusals import wrong_type

_FOREIGN_TEXT_CHARS = 2_000
"""A provider-run tool's call or result is retold this short; the words of a `search_result` stay whole."""


def kept(block: Json, *names: str) -> Extra:
    """Return `cache_control` and the other named fields of a block that the model has no place for."""
    found: Json = {}
    for name in ("cache_control", *names):
        if (value := block.get(name)) is not None:
            found[name] = value
    return found or NO_EXTRA


def text_part(block: Json, path: Callable[[], str]) -> Text | None:
    """Read a text block; None where it is empty (many endpoints refuse empty text).

    `path` says where the block is; it is asked only when the block is wrong.
    """
    text = block.get("text")
    if not isinstance(text, str):
        raise wrong_type(f"{path()}.text", "a string", text)
    if len(block) == 2:  # nothing but its type and its text, as nearly every block
        return Text(text) if text else None
    return Text(text, kept(block)) if text else None


def image_part(block: Json) -> Part:
    """Read an image block; a picture that only a file id names becomes a `File` without URL."""
    source = object_field(block, "source")
    if text_field(source, "type") == "url":
        return Image(text_field(source, "url"), extra=kept(block))
    if "data" in source:
        url = data_url.join(text_field(source, "media_type", "image/png"), text_field(source, "data"))
        return Image(url, extra=kept(block))
    return File("", extra={**kept(block), "type": "image", "source": source})


def document_parts(block: Json) -> list[Part]:
    """Read a document block: base64 and URL as a `File`, written-out ones as text under their title."""
    source = object_field(block, "source")
    title = text_field(block, "title")
    extra = kept(block, "citations", "context")
    match text_field(source, "type"):
        case "url":
            return [File(text_field(source, "url"), title or None, extra)]
        case "base64":
            media_type = text_field(source, "media_type", "application/pdf")
            if media_type.startswith("text/"):
                text = _decoded(text_field(source, "data"))
                return [Text(f"{title}\n\n{text}" if title else text, kept(block, "citations"))]
            return [File(data_url.join(media_type, text_field(source, "data")), title or None, extra)]
        case "text":
            text = text_field(source, "data")
            return [Text(f"{title}\n\n{text}" if title else text, kept(block, "citations"))] if text else []
        case "content":
            content = source.get("content")
            if isinstance(content, str):
                return [Text(content, kept(block))] if content else []
            heading: list[Part] = [Text(title)] if title else []
            return heading + [part for entry in objects_field(source, "content") for part in any_parts(entry)]
        case _:
            return [File("", title or None, {**extra, "source": source})]


def any_parts(block: Json) -> list[Part]:
    """Read a block inside a tool result or document; one of an unknown type is retold as text."""
    match text_field(block, "type"):
        case "text":
            text = text_field(block, "text")
            return [Text(text, kept(block))] if text else []
        case "image":
            return [image_part(block)]
        case "document":
            return document_parts(block)
        case kind:
            return [Text(in_words(block), {**kept(block), "block": kind})]


def foreign(block: Json, role: Role) -> Foreign:
    """Wrap a block that only this wire has."""
    return Foreign("messages", block, in_words(block), role)


def in_words(block: Json) -> str:
    """Retell a block of a provider-run tool, a search result or an unknown type in a few words."""
    kind = text_field(block, "type", "block")
    if kind == "search_result":
        head = " - ".join(word for name in ("title", "source") if (word := text_field(block, name)))
        return "\n".join([head, *_texts(block.get("content"))]).strip()
    if kind in ("server_tool_use", "mcp_tool_use"):
        return _short(f"[{text_field(block, 'name', kind)} {_json(block.get('input'))}]")
    if kind == "container_upload":
        return f"[uploaded file {text_field(block, 'file_id')}]"
    words = "; ".join(_texts(block.get("content"))) or text_field(block, "text")
    return _short(f"[{kind}: {words}]" if words else f"[{kind}]")


def _texts(value: object) -> list[str]:
    """Return what is readable in a tool's content of any shape."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, list):
        return [text for entry in value for text in _texts(entry)]
    entry = as_object(value)
    if entry is None:
        return []
    if text := text_field(entry, "text"):
        return [text]
    if url := text_field(entry, "url"):
        return [f"{title} ({url})" if (title := text_field(entry, "title")) else url]
    named = [word for name in ("stdout", "stderr", "error_code") if (word := text_field(entry, name))]
    return named + _texts(list_field(entry, "content") or text_field(entry, "content"))


def _json(value: object) -> str:
    return orjson.dumps({} if value is None else value).decode()


def _short(text: str) -> str:
    return text if len(text) <= _FOREIGN_TEXT_CHARS else text[: _FOREIGN_TEXT_CHARS - 2] + " …"


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text
