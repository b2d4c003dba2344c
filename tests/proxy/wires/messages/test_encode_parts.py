"""Thinking, calls, results, pictures and documents as blocks of a request."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from proxy.conversation import File, Image, Message, Note, Reasoning, Text, ToolCall, ToolResult
from proxy.dialect import Dialect
from tests.proxy.wires.messages.bodies import PLAIN, messages, said, text


def test_row_065_thinking_goes_back_as_its_own_provider_s() -> None:
    def thinking(reasoning: Reasoning, dialect: Dialect = PLAIN) -> list[dict[str, Any]]:
        content: list[dict[str, Any]] = messages(
            said("user", "Hi"), reasoning, said("assistant", "x"), dialect=dialect
        )[1]["content"]
        return content[:-1]

    plain = Dialect(reasoning_plain=True)
    assert thinking(Reasoning("", native={"data": "d"})) == [{"type": "redacted_thinking", "data": "d"}]
    assert thinking(Reasoning("", native={"signature": "s"})) == [
        {"type": "thinking", "thinking": "", "signature": "s"}
    ]
    assert thinking(Reasoning("foreign", sealed="other")) == []
    assert thinking(Reasoning("hm"), plain) == [{"type": "thinking", "thinking": "hm", "signature": ""}]
    assert thinking(Reasoning("", native={"signature": ""}), plain) == [
        {"type": "thinking", "thinking": "", "signature": ""}
    ]
    assert thinking(Reasoning(""), plain) == []


@pytest.mark.parametrize(
    ("arguments", "expected", "noted"),
    [
        ('{"a":[1,{"b":null}]}', {"a": [1, {"b": None}]}, False),
        (" ", {}, False),
        ("[1]", {"input": [1]}, True),
        ('"x"', {"input": "x"}, True),
        ('{"a', {"input": '{"a'}, True),
    ],
)
def test_row_056_arguments_always_become_an_object(arguments: str, expected: Any, noted: bool) -> None:
    notes: list[Note] = []
    found = messages(said("user", "Hi"), ToolCall("c", "B", arguments), notes=notes)
    assert found[1]["content"][0]["input"] == expected
    assert bool(notes) is noted


def test_row_052_raw_input_of_a_custom_tool_is_wrapped() -> None:
    raw = '*** Begin "Patch"\\\n é'
    found = messages(said("user", "Hi"), ToolCall("c", "apply_patch", raw, kind="custom"))
    assert found[1]["content"][0]["input"] == {"input": raw}


def test_images_and_documents() -> None:
    def inline(media_type: str, data: bytes) -> str:
        return f"data:{media_type};base64,{base64.b64encode(data).decode()}"

    parts = (
        Image(inline("image/png", b"png"), detail="high"),
        Image("https://x/y.png"),
        File(inline("application/pdf", b"pdf"), "a.pdf"),
        File("https://x/a.pdf"),
        File(inline("text/markdown", b"# Hi"), "a.md"),
        File(inline("application/zip", b"zip"), "a.zip"),
        File(inline("text/plain", b"\xff\xfe"), "latin.txt"),
        File("data:text/plain;base64,a", "cut.txt"),
        File("", "lost.txt"),
    )
    content = messages(Message("user", parts))[0]["content"]
    assert content == [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "cG5n"}},
        {"type": "image", "source": {"type": "url", "url": "https://x/y.png"}},
        {
            "type": "document",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "cGRm"},
            "title": "a.pdf",
        },
        {"type": "document", "source": {"type": "url", "url": "https://x/a.pdf"}},
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": "# Hi"},
            "title": "a.md",
        },
        text("[file a.zip of type application/zip left out]"),
        text("[file latin.txt of type text/plain left out]"),
        text("[file cut.txt of type text/plain left out]"),
        text("[file lost.txt: content not available]"),
    ]


def test_row_050_a_result_with_a_picture_is_a_list_of_blocks() -> None:
    found = messages(
        said("user", "Hi"), ToolCall("c", "V", "{}"), ToolResult("c", (Text("see"), Image("https://x/y.png")))
    )
    assert found[-1]["content"][0]["content"] == [
        text("see"),
        {"type": "image", "source": {"type": "url", "url": "https://x/y.png"}},
    ]


def test_row_028_references_go_only_where_they_are_known() -> None:
    result = ToolResult("c", (Text("Tool Cron is now available."),), loaded=("Cron",))
    items = (said("user", "Hi"), ToolCall("c", "ToolSearch", "{}"), result)
    assert messages(*items)[-1]["content"][0]["content"] == "Tool Cron is now available."
    known = messages(*items, dialect=Dialect(deferred_tools=True))
    assert known[-1]["content"][0]["content"] == [{"type": "tool_reference", "tool_name": "Cron"}]
