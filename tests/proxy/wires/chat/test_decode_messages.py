"""The messages of chat clients as items."""

from typing import Any

import pytest

from proxy.conversation import (
    File,
    Image,
    Item,
    Message,
    Note,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
)
from proxy.wires import RequestError
from proxy.wires.chat.decode_messages import read_messages


def read(*messages: Any) -> list[Item]:
    return list(read_messages(list(messages), []))


def refusal(*messages: Any) -> str:
    with pytest.raises(RequestError) as caught:
        read(*messages)
    return caught.value.failure.message


def test_roles_and_names() -> None:
    assert read(
        {"role": "system", "content": "s"},
        {"role": "developer", "content": "d"},
        {"role": "user", "content": "u", "name": "ann"},
        {"role": "assistant", "content": "a"},
    ) == [
        Message("system", (Text("s"),)),
        Message("system", (Text("d"),), extra={"role": "developer"}),
        Message("user", (Text("u"),), extra={"name": "ann"}),
        Message("assistant", (Text("a"),)),
    ]


def test_parts_in_order_and_empty_ones_left_out() -> None:
    (message,) = read(
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "look", "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": ""},
                "",
                "plain",
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA", "detail": "low"}},
                {"type": "image_url", "image_url": "https://a.example/b.png"},
                {
                    "type": "file",
                    "file": {"file_data": "data:application/pdf;base64,AA", "filename": "a.pdf"},
                },
                {"type": "file", "file": {"file_data": "QUJD"}},
                {"type": "file", "file": {"file_id": "file-1"}},
            ],
        }
    )
    assert isinstance(message, Message)
    assert message.parts == (
        Text("look", {"cache_control": {"type": "ephemeral"}}),
        Text("plain"),
        Image("data:image/png;base64,AA", "low"),
        Image("https://a.example/b.png"),
        File("data:application/pdf;base64,AA", "a.pdf"),
        File("data:application/pdf;base64,QUJD"),
        File("", extra={"file_id": "file-1"}),
    )


def test_row_059_empty_content_beside_calls_is_no_message() -> None:
    entry = {"id": "call_a", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    for content in ("", None, []):
        assert read({"role": "assistant", "content": content, "tool_calls": [entry]}) == [
            ToolCall("call_a", "f", '{"a": 1}')
        ]


def test_assistant_says_thinks_refuses_and_calls_in_that_order() -> None:
    items = read(
        {
            "role": "assistant",
            "content": [{"type": "output_text", "text": "x"}, {"type": "refusal", "refusal": "no"}],
            "refusal": "not this",
            "reasoning_content": "why",
            "reasoning": "unused",
            "tool_calls": [
                {
                    "id": "a",
                    "type": "function",
                    "function": {"name": "f", "arguments": {"a": 1}},
                    "extra_content": 1,
                },
                {"id": "b", "type": "custom", "custom": {"name": "g", "input": "raw"}},
                {"function": {"name": "h", "arguments": ""}},
            ],
        }
    )
    assert items == [
        Reasoning("why"),
        Message("assistant", (Text("x"), Text("no"), Text("not this"))),
        ToolCall("a", "f", '{"a":1}', extra={"extra_content": 1}),
        ToolCall("b", "g", "raw", kind="custom"),
        ToolCall("", "h", "{}"),
    ]


def test_results_with_any_content() -> None:
    assert read(
        {"role": "tool", "tool_call_id": "a", "content": "x"},
        {"role": "tool", "tool_call_id": "b", "content": [{"type": "text", "text": "y"}]},
        {"role": "tool", "tool_call_id": "c", "content": None},
        {"role": "tool", "tool_call_id": "d", "content": {"ok": True}, "name": "f"},
    ) == [
        ToolResult("a", (Text("x"),)),
        ToolResult("b", (Text("y"),)),
        ToolResult("c", ()),
        ToolResult("d", (Text('{"ok":true}'),), extra={"name": "f"}),
    ]


def test_row_042_a_result_without_an_id_is_read_and_noted() -> None:
    notes: list[Note] = []
    assert read_messages([{"role": "tool", "content": "x"}], notes) == (ToolResult("", (Text("x"),)),)
    assert notes[0].path == "messages[0].tool_call_id"


def test_legacy_function_calls_find_their_results_and_keep_their_ids() -> None:
    messages: list[Any] = [
        {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "function", "name": "f", "content": "1"},
        {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": '{"b":2}'}},
        {"role": "function", "name": "f", "content": "2"},
    ]
    first, one, second, two = read(*messages)
    assert isinstance(first, ToolCall) and isinstance(second, ToolCall)
    assert isinstance(one, ToolResult) and isinstance(two, ToolResult)
    assert first.id == one.call_id != second.id == two.call_id
    assert read(*messages) == [first, one, second, two]


def test_a_function_message_without_a_call() -> None:
    assert read({"role": "function", "name": "f", "content": "1"}) == [
        ToolResult("", (Text("1"),), extra={"name": "f"})
    ]


# ----------------------------------------------------------------------------- thinking
def detail(**fields: Any) -> dict[str, Any]:
    return {"type": "reasoning.encrypted", "data": "tn.v1.a", "format": "turnout-v1", **fields}


def test_row_073_our_envelopes_are_sealed_reasoning() -> None:
    items = read(
        {
            "role": "assistant",
            "content": "x",
            "reasoning_content": "why",
            "reasoning_details": [detail(index=0), detail(index=1, data="tn.v1.b")],
        }
    )
    assert items[:2] == [Reasoning("why", "tn.v1.a"), Reasoning("", "tn.v1.b")]


def test_row_073_the_details_of_others_are_kept_whole() -> None:
    details = [
        {"type": "reasoning.text", "text": "wh", "index": 0},
        {
            "type": "reasoning.text",
            "text": "y",
            "signature": "sig",
            "format": "anthropic-claude-v1",
            "index": 0,
        },
        {"type": "reasoning.encrypted", "data": "blob", "index": 1},
    ]
    items = read({"role": "assistant", "content": "x", "reasoning_details": details})
    assert items[0] == Reasoning("why", "sig", extra={"reasoning_details": details})


def test_details_without_a_seal_are_kept_too() -> None:
    details = [{"type": "reasoning.text", "text": "why"}]
    items = read({"role": "assistant", "content": "x", "reasoning": "why", "reasoning_details": details})
    assert items[0] == Reasoning("why", extra={"reasoning_details": details})


def test_plain_thinking_of_both_names() -> None:
    assert read({"role": "assistant", "content": "x", "reasoning": "why"})[0] == Reasoning("why")
    assert read({"role": "assistant", "content": "x", "reasoning_content": ""}) == [
        Message("assistant", (Text("x"),))
    ]


# ----------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("message", "start"),
    [
        ("hi", "messages[0]: expected an object, found a string"),
        ({"content": "x"}, "messages[0].role: required"),
        ({"role": "robot", "content": "x"}, "messages[0].role: 'robot' is not known"),
        ({"role": "user", "content": 5}, "messages[0].content: expected a string or a list of parts"),
        ({"role": "user", "content": [5]}, "messages[0].content[0]: expected a content part, found a number"),
        ({"role": "user", "content": [{"type": "text"}]}, "messages[0].content[0].text: expected a string"),
        (
            {"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]},
            "messages[0].content[0]: audio is not carried",
        ),
        (
            {"role": "user", "content": [{"type": "video_url"}]},
            "messages[0].content[0]: content of type 'video_url'",
        ),
        (
            {"role": "user", "content": [{"type": "image_url", "image_url": {}}]},
            "messages[0].content[0].image_url.url: expected a data: or http(s) URL",
        ),
        (
            {"role": "user", "content": [{"type": "file", "file": {}}]},
            "messages[0].content[0].file: expected",
        ),
        ({"role": "assistant", "tool_calls": {}}, "messages[0].tool_calls: expected a list, found an object"),
        ({"role": "assistant", "tool_calls": ["x"]}, "messages[0].tool_calls[0]: expected an object"),
        ({"role": "assistant", "tool_calls": [{"id": "a"}]}, "messages[0].tool_calls[0].function: expected"),
        (
            {"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": 5}}]},
            "messages[0].tool_calls[0].function.name: expected a tool's name, found a number",
        ),
        (
            {"role": "assistant", "tool_calls": [{"type": "custom", "custom": {}}]},
            "messages[0].tool_calls[0].custom.name: expected a tool's name, found nothing",
        ),
        (
            {"role": "assistant", "function_call": {"arguments": "{}"}},
            "messages[0].function_call.name: expected a tool's name",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused_by_its_path(message: Any, start: str) -> None:
    assert refusal(message).startswith(start)


def test_nesting_beyond_reason_is_refused() -> None:
    arguments: dict[str, Any] = {}
    for _ in range(400):
        arguments = {"a": arguments}
    entry = {"id": "a", "function": {"name": "f", "arguments": arguments}}
    assert refusal({"role": "assistant", "tool_calls": [entry]}) == "messages[0]: nested too deeply"
