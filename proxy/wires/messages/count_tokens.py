"""A cheap local token estimate: Claude Code asks for some thirty of them to draw one `/context`."""

import orjson

from proxy.conversation import (
    Compaction,
    File,
    Foreign,
    Image,
    Message,
    Part,
    Reasoning,
    Request,
    Text,
    ToolCall,
    ToolResult,
)

_BYTES_PER_TOKEN = 4
"""English text and code have about four UTF-8 bytes per token, Chinese a little less."""
_ITEM_TOKENS = 4
"""Role and separators around each item."""
_IMAGE_TOKENS = 1_600
"""A picture of the largest size that is not scaled down (1.15 megapixels / 750)."""
_BYTES_PER_FILE_TOKEN = 12
"""A base64 PDF: most of its bytes are fonts and layout, not words."""


def count_tokens(request: Request) -> int:
    """Return about how many input tokens the request has; at least 1."""
    tokens = sum(_ITEM_TOKENS + _item(item) for item in request.items)
    for tool in request.tools:
        if not tool.deferred:
            tokens += _ITEM_TOKENS + _text(tool.name) + _text(tool.description)
            tokens += len(orjson.dumps(tool.schema or tool.raw or {})) // _BYTES_PER_TOKEN
    return max(tokens, 1)


def _item(item: object) -> int:
    match item:
        case Message(parts=parts) | ToolResult(parts=parts):
            return sum(_part(part) for part in parts)
        case ToolCall(name=name, arguments=arguments):
            return _text(name) + _text(arguments)
        case Reasoning(text=text) | Foreign(text=text) | Compaction(sealed=text):
            return _text(text)
        case _:
            return 0


def _part(part: Part) -> int:
    match part:
        case Text(text=text):
            return _text(text)
        case Image():
            return _IMAGE_TOKENS
        case File(url=url):
            return len(url) // _BYTES_PER_FILE_TOKEN


def _text(text: str) -> int:
    size = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
    return -(-size // _BYTES_PER_TOKEN)
