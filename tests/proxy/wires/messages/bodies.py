"""Request bodies of the Messages wire in tests: what a client sends, read; and items, written."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from proxy.conversation import Item, Message, Note, Request, Text
from proxy.dialect import Dialect
from proxy.wires import RequestError
from proxy.wires.messages import decode_request, encode_request

MARK = {"type": "ephemeral"}
PLAIN = Dialect()


def read(messages: Any = None, notes: list[Note] | None = None, **fields: Any) -> Request:
    """Read a request of these messages ("Hi" where there are none) and other fields."""
    body = {"model": "m", "max_tokens": 100, "messages": messages or [user("Hi")], **fields}
    return decode_request(body, [] if notes is None else notes)


def user(content: Any) -> dict[str, Any]:
    """Return a message of the user; content is a string or a list of blocks."""
    return {"role": "user", "content": content}


def assistant(*blocks: Any) -> dict[str, Any]:
    """Return a message of the assistant."""
    return {"role": "assistant", "content": list(blocks)}


def items(*messages: dict[str, Any], notes: list[Note] | None = None) -> tuple[Item, ...]:
    """Return the items that these messages become."""
    return read(list(messages), notes).items


def refused(body: Any) -> str:
    """Return the words in which the body is refused, as the client's fault."""
    with pytest.raises(RequestError) as caught:
        decode_request(body, [])
    failure = caught.value.failure
    assert (failure.kind, failure.fault, failure.status) == ("bad_request", "client", 400)
    return failure.message


def said(role: Any, *texts: str) -> Message:
    """Return a message of these texts, as an item."""
    return Message(role, tuple(Text(text) for text in texts))


def write(
    *items: Item, dialect: Dialect = PLAIN, notes: list[Note] | None = None, wire: Any = "chat", **fields: Any
) -> dict[str, Any]:
    """Write a request of these items ("Hi" where there are none); the body must be plain JSON."""
    request = Request(wire=wire, model="m", items=items or (said("user", "Hi"),), **fields)
    body: dict[str, Any] = encode_request(request, dialect, [] if notes is None else notes)
    assert orjson.loads(orjson.dumps(body)) == body
    return body


def messages(*items: Item, **more: Any) -> list[dict[str, Any]]:
    """Return the `messages` that these items become."""
    found: list[dict[str, Any]] = write(*items, **more)["messages"]
    return found


def text(words: str) -> dict[str, Any]:
    """Return a text block."""
    return {"type": "text", "text": words}
