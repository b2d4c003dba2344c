"""Pictures, documents and blocks that only this wire has, as they are read."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.conversation import File, Foreign, Image, Message, Text, ToolResult
from tests.proxy.wires.messages.bodies import MARK, assistant, items, user


def test_images() -> None:
    base64 = {"type": "image", "source": {"data": "aGk=", "media_type": "image/jpeg", "type": "base64"}}
    url = {"type": "image", "source": {"type": "url", "url": "https://x/y.png"}, "cache_control": MARK}
    file = {"type": "image", "source": {"type": "file", "file_id": "file_1"}}
    (message,) = items(user([base64, url, file]))
    assert message == Message(
        "user",
        (
            Image("data:image/jpeg;base64,aGk="),
            Image("https://x/y.png", extra={"cache_control": MARK}),
            File("", extra={"type": "image", "source": {"type": "file", "file_id": "file_1"}}),
        ),
    )
    (result,) = items(user([{"type": "tool_result", "tool_use_id": "t", "content": [base64]}]))
    assert result == ToolResult("t", (Image("data:image/jpeg;base64,aGk="),))


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ({"type": "base64", "media_type": "application/pdf", "data": "JVBE"},
         (File("data:application/pdf;base64,JVBE", "T"),)),
        ({"type": "base64", "media_type": "text/plain", "data": "aGk="}, (Text("T\n\nhi"),)),
        ({"type": "base64", "media_type": "text/plain", "data": "a"}, (Text("T\n\na"),)),
        ({"type": "url", "url": "https://x/a.pdf"}, (File("https://x/a.pdf", "T"),)),
        ({"type": "text", "media_type": "text/plain", "data": "hi"}, (Text("T\n\nhi"),)),
        ({"type": "content", "content": "hi"}, (Text("hi"),)),
        ({"type": "content", "content": [{"type": "text", "text": "hi"}]}, (Text("T"), Text("hi"))),
        ({"type": "file", "file_id": "file_1"},
         (File("", "T", {"source": {"type": "file", "file_id": "file_1"}}),)),
    ],
)  # fmt: skip
def test_documents(source: Any, parts: tuple[Any, ...]) -> None:
    document = {"type": "document", "title": "T", "source": source}
    assert items(user([document])) == (Message("user", parts),)
    assert items(user([{"type": "tool_result", "tool_use_id": "t", "content": [document]}])) == (
        ToolResult("t", parts),
    )


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "x"}},
         '[web_search {"query":"x"}]'),
        ({"type": "web_search_tool_result", "content": [{"type": "web_search_result", "url": "u", "title": "t"}]},
         "[web_search_tool_result: t (u)]"),
        ({"type": "web_search_tool_result", "content": {"type": "x", "error_code": "unavailable"}},
         "[web_search_tool_result: unavailable]"),
        ({"type": "mcp_tool_use", "name": "find"}, "[find {}]"),
        ({"type": "mcp_tool_result", "content": [{"type": "text", "text": "found"}]}, "[mcp_tool_result: found]"),
        ({"type": "code_execution_tool_result", "content": {"stdout": "1", "stderr": "", "content": []}},
         "[code_execution_tool_result: 1]"),
        ({"type": "container_upload", "file_id": "file_1"}, "[uploaded file file_1]"),
        ({"type": "search_result", "title": "T", "source": "s", "content": [{"type": "text", "text": "w"}]},
         "T - s\nw"),
        ({"type": "of_tomorrow"}, "[of_tomorrow]"),
        ({"type": "of_tomorrow", "content": 5, "text": "words"}, "[of_tomorrow: words]"),
        ({"no": "type"}, "[block]"),
    ],
)  # fmt: skip
def test_row_011_blocks_that_only_this_wire_has_are_kept_and_retold(block: Any, words: str) -> None:
    assert items(user("Hi"), assistant(block))[1] == Foreign("messages", block, words, "assistant")
    assert items(user([block])) == (Foreign("messages", block, words, "user"),)


def test_a_retold_block_is_short() -> None:
    block = {"type": "mcp_tool_result", "content": "x" * 9_000}
    (item,) = items(user([block]))
    assert isinstance(item, Foreign)
    assert len(item.text) == 2_000
