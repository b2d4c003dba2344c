"""The conversation in a request: turns, calls and results, and system messages that direct."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.conversation import Message, Note, Reasoning, Text, ToolCall, ToolResult
from tests.proxy.wires.messages.bodies import MARK, assistant, items, read, user


@pytest.mark.parametrize("content", ["It is Monday.", [{"type": "text", "text": "It is Monday."}]])
def test_row_004_system_messages_stay_where_they_are(content: Any) -> None:
    system = {"role": "system", "content": content}
    found = items(user("Hi"), system, assistant({"type": "text", "text": "Yes?"}), system)
    assert [item.role for item in found if isinstance(item, Message)] == [
        "user",
        "system",
        "assistant",
        "system",
    ]
    assert found[1] == Message("system", (Text("It is Monday."),))


def test_row_018_empty_text_is_left_out() -> None:
    found = items(
        user(["", {"type": "text", "text": ""}, "Hi"]),
        assistant({"type": "text", "text": ""}),
        assistant({"type": "thinking", "thinking": "hm", "signature": "s"}),
        {"role": "assistant", "content": None},
        user("Go"),
    )
    assert found == (Message("user", (Text("Hi"),)), Reasoning("hm", "s"), Message("user", (Text("Go"),)))


def test_row_047_order_within_a_turn_is_kept_for_the_passes() -> None:
    found = items(
        assistant({"type": "tool_use", "id": "t1", "name": "Bash", "input": {}}),
        user(
            [
                {"type": "text", "text": "before"},
                {"type": "tool_result", "tool_use_id": "t1", "content": "ok"},
                {"type": "text", "text": "after"},
            ]
        ),
    )
    assert found[1:] == (
        Message("user", (Text("before"),)),
        ToolResult("t1", (Text("ok"),)),
        Message("user", (Text("after"),)),
    )


def test_an_assistant_turn_with_thinking_and_calls() -> None:
    found = items(
        user("Hi"),
        assistant(
            {"type": "thinking", "thinking": "hm", "signature": "tn.v1.a.b"},
            {"type": "redacted_thinking", "data": "blob"},
            {"type": "thinking", "thinking": "unsigned", "signature": ""},
            {"type": "text", "text": "I run it."},
            {"type": "text", "text": "Now."},
            {"type": "tool_use", "id": "t1", "name": "Bash", "input": {"command": "ls", "é": 1}},
        ),
    )
    assert found[1:] == (
        Reasoning("hm", "tn.v1.a.b"),
        Reasoning("", "blob", extra={"type": "redacted_thinking"}),
        Reasoning("unsigned"),
        Message("assistant", (Text("I run it."), Text("Now."))),
        ToolCall("t1", "Bash", '{"command":"ls","é":1}'),
    )


def test_row_056_arguments_that_were_not_json() -> None:
    def call(value: Any, notes: list[Note]) -> str:
        item = items(assistant({"type": "tool_use", "id": "t", "name": "B", "input": value}), notes=notes)[0]
        assert isinstance(item, ToolCall)
        return item.arguments

    notes: list[Note] = []
    assert call({"__unparsedToolInput": {"raw": '{"a": 1}', "len": 8}}, notes) == '{"a": 1}'
    assert call(None, notes) == "{}"
    assert notes == []
    for raw in ('{"a', "[1]", 5):
        assert call({"__unparsedToolInput": {"raw": raw, "len": 3}}, notes) == "{}"
    assert len(notes) == 3
    assert notes[0].path == "messages[0].content[0].input"


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("out", ["out"]),
        ("", []),
        (None, []),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": ""}, "b"], ["a", "b"]),
        ({"type": "text", "text": "x"}, ["x"]),
        ({"any": "thing"}, ['{"any":"thing"}']),
        ([5], ["5"]),
        ([{"type": "search_result", "title": "T", "source": "s", "content": [{"type": "text", "text": "w"}]}],
         ["T - s\nw"]),
    ],
)  # fmt: skip
def test_row_048_tool_results_of_every_shape(content: Any, texts: list[str]) -> None:
    block = {"type": "tool_result", "tool_use_id": "t1", "content": content, "is_error": True}
    (result,) = items(user([block]))
    assert isinstance(result, ToolResult)
    assert [part.text for part in result.parts if isinstance(part, Text)] == texts
    assert result.is_error


def test_row_048_a_result_without_content() -> None:
    assert items(user([{"type": "tool_result", "tool_use_id": "t1"}])) == (ToolResult("t1", ()),)
    assert items(user([{"type": "tool_result", "content": "x"}])) == (ToolResult("", (Text("x"),)),)


def test_row_028_references_in_a_result_load_tools() -> None:
    reference = {"type": "tool_reference", "tool_name": "WebFetch"}
    block = {"type": "tool_result", "tool_use_id": "t1", "content": [reference], "cache_control": MARK}
    assert items(user([block, {"type": "text", "text": "Tool loaded."}])) == (
        ToolResult(
            "t1",
            (Text("Tool WebFetch is now available."),),
            loaded=("WebFetch",),
            extra={"cache_control": MARK},
        ),
        Message("user", (Text("Tool loaded."),)),
    )


def test_tool_changes_in_system_messages() -> None:
    schema = {"type": "object", "properties": {"url": {"type": "string"}}}
    request = read(
        [
            user("Hi"),
            {
                "role": "system",
                "content": [
                    {"type": "text", "text": "News."},
                    {"type": "tool_addition", "tool": {"type": "tool_reference", "name": "Cron"}},
                    {"type": "tool_addition", "tool": {"type": "tool_reference", "tool_name": "Ghost"}},
                    {
                        "type": "tool_addition",
                        "tool": {
                            "type": "tool_definition",
                            "definition": {"name": "Fetch", "input_schema": schema},
                        },
                    },
                    {"type": "tool_removal", "tool": {"type": "tool_reference", "name": "Bash"}},
                    {"type": "tool_removal", "tool": {"type": "mcp_toolset_reference"}},
                    {"type": "of_tomorrow"},
                ],
            },
        ],
        notes := [],
        tools=[
            {"name": "Bash", "input_schema": {"type": "object"}},
            {"name": "Cron", "input_schema": {"type": "object"}, "defer_loading": True},
        ],
    )
    assert [(tool.name, tool.deferred) for tool in request.tools] == [("Cron", False), ("Fetch", False)]
    assert request.tools[1].schema == schema
    told = request.items[1]
    assert isinstance(told, Message)
    assert [part.text for part in told.parts if isinstance(part, Text)] == [
        "News.",
        "Tool Cron is now available.",
        "Tool Ghost is now available.",
        "Tool Fetch is now available.",
        "Tool Bash is no longer available.",
    ]
    assert [note.action for note in notes] == ["of_tomorrow block left out", "Ghost is not declared"]


def test_a_directive_alone_sets_the_effort_of_its_turn() -> None:
    directive = {"role": "system", "content": [], "output_config": {"effort": "max"}}
    answer = assistant({"type": "tool_use", "id": "t", "name": "B", "input": {}})
    result = user([{"type": "tool_result", "tool_use_id": "t", "content": "x"}])
    config = {"effort": "low"}
    request = read([user("Hi"), directive], output_config=config)
    assert (request.thinking.effort, len(request.items)) == ("max", 1)
    assert read([user("Hi"), directive, answer, result], output_config=config).thinking.effort == "max"
    assert (
        read([user("Hi"), directive, answer, result, user("More")], output_config=config).thinking.effort
        == "low"
    )


def test_a_system_message_for_one_turn_is_gone_after_it() -> None:
    once = {"role": "system", "content": "Only now.", "clear_at": "next_user_message"}
    assert len(items(user("Hi"), once)) == 2
    found = items(
        user("Hi"), once, assistant({"type": "text", "text": "a"}), user("More"), notes=(notes := [])
    )
    assert all(item != Message("system", (Text("Only now."),)) for item in found)
    assert notes == [Note("messages[1]", "left out: its time is over")]
