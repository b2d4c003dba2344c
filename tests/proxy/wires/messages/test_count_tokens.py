"""The token estimate: grows with what is there, and is cheap."""

from __future__ import annotations

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    File,
    Foreign,
    Image,
    Item,
    Message,
    Reasoning,
    Request,
    Text,
    Tool,
    ToolCall,
    ToolResult,
)
from proxy.wires.messages import count_tokens, decode_request


def request(*items: Item, tools: tuple[Tool, ...] = ()) -> Request:
    return Request(wire="messages", model="m", items=items, tools=tools)


def said(text: str) -> Message:
    return Message("user", (Text(text),))


def test_english_has_about_four_characters_a_token() -> None:
    words = "The quick brown fox jumps over the lazy dog. " * 100
    assert 900 <= count_tokens(request(said(words))) <= 1_300


def test_chinese_counts_by_its_bytes() -> None:
    assert 600 <= count_tokens(request(said("译" * 1_000))) <= 1_000


def test_an_empty_request_is_not_nothing() -> None:
    assert count_tokens(request()) == 1


def test_every_kind_of_item_counts() -> None:
    items: list[Item] = [
        said("x" * 400),
        Message(
            "user", (Image("data:image/png;base64,aaaa"), File("data:application/pdf;base64," + "a" * 2_400))
        ),
        Reasoning("x" * 400),
        ToolCall("c", "Bash", "x" * 400),
        ToolResult("c", (Text("x" * 400),)),
        Foreign("messages", {}, "x" * 400),
        Compaction("x" * 400),
    ]
    for item in items:
        assert count_tokens(request(item)) > 100
    assert count_tokens(request(CompactionTrigger())) < 10


def test_tools_count_unless_they_are_deferred() -> None:
    schema: dict[str, object] = {"type": "object", "properties": {"path": {"description": "x" * 4_000}}}
    eager = Tool("Read", description="Reads", schema=schema)
    assert count_tokens(request(tools=(eager,))) > 1_000
    deferred = Tool("Read", description="Reads", schema=schema, deferred=True)
    assert count_tokens(request(tools=(deferred,))) == 1
    server = Tool("web_search", "server", raw={"type": "web_search_20250305", "name": "web_search"})
    assert count_tokens(request(tools=(server,))) > 5


def test_a_body_of_the_endpoint_needs_no_max_tokens() -> None:
    body: dict[str, object] = {"model": "m", "messages": [{"role": "user", "content": "Hello there"}]}
    assert count_tokens(decode_request(body, [])) == 7
