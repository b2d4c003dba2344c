"""The items of `input`, of every kind that Codex sends."""

import pytest

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    Foreign,
    Image,
    Item,
    Json,
    Message,
    Note,
    Reasoning,
    Text,
    Tool,
    ToolCall,
    ToolResult,
)
from proxy.wires.responses.decode_items import ItemReader


def read(*raw: Json) -> tuple[list[Item], list[Tool], list[Note]]:
    notes: list[Note] = []
    reader = ItemReader(notes)
    return reader.read(list(raw)), reader.tools, notes


def read_one(raw: Json) -> Item:
    items, _, notes = read(raw)
    assert notes == []
    assert len(items) == 1
    return items[0]


def test_messages_keep_id_and_phase() -> None:
    item = read_one(
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "phase": "commentary",
            "content": [{"type": "output_text", "text": "a", "annotations": []}],
        }
    )
    assert item == Message("assistant", (Text("a"),), "msg_1", {"phase": "commentary"})


def test_empty_messages_vanish() -> None:
    assert read({"role": "assistant", "content": []}, {"role": "user", "content": ""})[0] == []


def test_calls_and_results_in_the_form_of_chat_are_what_they_are() -> None:
    function = {"name": "run", "arguments": '{"a":1}'}
    asked: Json = {
        "role": "assistant",
        "content": "I look.",
        "tool_calls": [{"id": "c1", "function": function}],
    }
    items, _, notes = read(asked, {"role": "tool", "tool_call_id": "c1", "content": "done"})
    assert items == [
        Message("assistant", (Text("I look."),)),
        ToolCall("c1", "run", '{"a":1}'),
        ToolResult("c1", (Text("done"),)),
    ]
    items, _, _ = read({**asked, "type": "message", "content": None})
    assert items == [ToolCall("c1", "run", '{"a":1}')]
    assert notes == []


def test_unknown_roles_are_taken_as_user_with_a_note() -> None:
    items, _, notes = read(
        {"type": "message", "role": "critic", "content": "a"}, {"type": "message", "content": "b"}
    )
    assert [item.role for item in items if isinstance(item, Message)] == ["user", "user"]
    assert [note.action for note in notes] == [
        "role critic was taken as user",
        "role missing was taken as user",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            {"summary": [{"type": "summary_text", "text": "a"}, {"type": "summary_text", "text": "b"}]},
            Reasoning("a\n\nb"),
        ),
        (
            {"id": "rs_1", "summary": [], "content": None, "encrypted_content": "blob"},
            Reasoning("", "blob", id="rs_1"),
        ),
        (
            {"summary": [{"text": "short"}], "content": [{"type": "reasoning_text", "text": "full"}]},
            Reasoning("full"),
        ),
    ],
)
def test_reasoning(raw: Json, expected: Reasoning) -> None:
    assert read_one({"type": "reasoning", **raw}) == expected


def test_reasoning_with_nothing_in_it_vanishes() -> None:
    assert read({"type": "reasoning", "id": "rs_1", "summary": []})[0] == []


def test_function_calls_and_outputs() -> None:
    items, _, notes = read(
        {
            "type": "function_call",
            "id": "fc_1",
            "call_id": "call_1",
            "name": "spawn_agent",
            "namespace": "multi_agent_v1",
            "arguments": '{"a": 1}',
            "status": "completed",
        },
        {"type": "function_call_output", "id": "fco_1", "call_id": "call_1", "output": "done"},
        {"type": "function_call", "id": "fc_2", "name": "x", "arguments": {"a": 1}},
        {"type": "function_call", "call_id": "call_3", "name": "x", "arguments": None},
    )
    assert items == [
        ToolCall("call_1", "spawn_agent", '{"a": 1}', "multi_agent_v1", item_id="fc_1"),
        ToolResult("call_1", (Text("done"),), extra={"id": "fco_1"}),
        ToolCall("fc_2", "x", '{"a":1}', item_id="fc_2"),
        ToolCall("call_3", "x", ""),
    ]
    assert notes == []


def test_row_042_output_without_a_call_id_is_read() -> None:
    assert read_one({"type": "function_call_output", "output": "x"}) == ToolResult("", (Text("x"),))


def test_row_050_output_of_one_image() -> None:
    raw: Json = {
        "type": "function_call_output",
        "call_id": "c",
        "output": [{"type": "input_image", "image_url": "data:image/png;base64,AA", "detail": "high"}],
    }
    assert read_one(raw) == ToolResult("c", (Image("data:image/png;base64,AA", "high"),))


@pytest.mark.parametrize(("output", "text"), [({"a": 1}, '{"a":1}'), (5, "5")])
def test_outputs_of_other_types_are_written_out(output: object, text: str) -> None:
    raw: Json = {"type": "function_call_output", "call_id": "c", "output": output}
    assert read_one(raw) == ToolResult("c", (Text(text),))


def test_output_that_is_missing_is_empty() -> None:
    assert read_one({"type": "function_call_output", "call_id": "c"}) == ToolResult("c", ())


def test_row_052_custom_calls_keep_their_raw_input() -> None:
    raw_input = 'say "hi"\\n\ttab é \u2028 {"input": 1}'
    items, _, _ = read(
        {"type": "custom_tool_call", "call_id": "c", "name": "apply_patch", "input": raw_input},
        {"type": "custom_tool_call_output", "call_id": "c", "output": [{"type": "input_text", "text": "ok"}]},
    )
    assert items == [
        ToolCall("c", "apply_patch", raw_input, kind="custom"),
        ToolResult("c", (Text("ok"),), kind="custom"),
    ]


def test_row_026_tool_search_and_the_tools_it_found() -> None:
    declarations: list[object] = [
        {
            "type": "namespace",
            "name": "multi_agent_v1",
            "tools": [{"type": "function", "name": "spawn_agent", "defer_loading": True}],
        },
        {"type": "function", "name": "plain"},
    ]
    items, tools, _ = read(
        {"type": "tool_search_call", "call_id": "c", "execution": "client", "arguments": {"query": "agents"}},
        {"type": "tool_search_output", "call_id": "c", "execution": "client", "tools": declarations},
    )
    assert items[0] == ToolCall("c", "tool_search", '{"query":"agents"}', kind="search")
    result = items[1]
    assert isinstance(result, ToolResult)
    assert result.kind == "search"
    assert result.loaded == ("spawn_agent", "plain")
    assert "spawn_agent, plain" in str(result.parts)
    assert result.extra == {"tools": declarations}
    assert [(tool.name, tool.namespace, tool.deferred) for tool in tools] == [
        ("spawn_agent", "multi_agent_v1", False),
        ("plain", None, False),
    ]


def test_row_026_search_that_found_nothing() -> None:
    result = read_one({"type": "tool_search_output", "call_id": "c", "tools": []})
    assert isinstance(result, ToolResult)
    assert result.parts == (Text("No tools were found."),)


def test_search_run_by_the_provider_is_foreign() -> None:
    items, tools, notes = read(
        {"type": "tool_search_call", "execution": "server", "arguments": {}},
        {"type": "tool_search_output", "execution": "server", "tools": [{"type": "function", "name": "x"}]},
    )
    assert [type(item) for item in items] == [Foreign, Foreign]
    assert tools == []
    assert notes == []


def test_row_024_additional_tools_with_nested_namespaces() -> None:
    items, tools, _ = read(
        {
            "type": "additional_tools",
            "role": "developer",
            "tools": [
                {
                    "type": "namespace",
                    "name": "functions",
                    "tools": [
                        {"type": "custom", "name": "exec", "format": {"type": "grammar", "syntax": "lark"}},
                        {
                            "type": "namespace",
                            "name": "collaboration",
                            "tools": [{"type": "function", "name": "spawn"}],
                        },
                    ],
                },
                {"type": "namespace", "name": "clock", "tools": [{"type": "function", "name": "now"}]},
            ],
        }
    )
    assert items == []
    assert [(tool.namespace, tool.name, tool.kind) for tool in tools] == [
        ("functions", "exec", "custom"),
        ("collaboration", "spawn", "function"),
        ("clock", "now", "function"),
    ]


def test_row_054_agent_message_with_plain_text_is_the_users_word() -> None:
    raw: Json = {
        "type": "agent_message",
        "author": "/root",
        "recipient": "/root/hi",
        "content": [
            {"type": "input_text", "text": "Task:"},
            {"type": "encrypted_content", "encrypted_content": "count the files"},
        ],
    }
    item = read_one(raw)
    assert isinstance(item, Message)
    assert item.role == "user"
    assert item.parts == (Text("Task:"), Text("count the files"))
    assert item.extra == {"agent_message": raw}
    assert read({"type": "agent_message", "content": []})[0] == []


def test_row_054_agent_message_with_ciphertext_says_so() -> None:
    items, _, notes = read(
        {"type": "agent_message", "content": [{"type": "encrypted_content", "encrypted_content": "gAAAAABx"}]}
    )
    assert len(items) == 1
    assert len(notes) == 1


@pytest.mark.parametrize("kind", ["compaction", "compaction_summary", "context_compaction"])
def test_compaction(kind: str) -> None:
    assert read_one({"type": kind, "id": "cmp_1", "encrypted_content": "blob"}) == Compaction("blob", "cmp_1")
    items, _, notes = read({"type": kind})
    assert items == []
    assert len(notes) == 1


def test_compaction_trigger() -> None:
    assert read_one({"type": "compaction_trigger"}) == CompactionTrigger()


def test_configuration_update_is_left_out_with_a_note() -> None:
    items, _, notes = read({"type": "configuration_update", "reasoning": {"effort": "low"}})
    assert items == []
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("raw", "text", "role"),
    [
        (
            {"type": "web_search_call", "action": {"type": "search", "query": "weather"}},
            "[web search call: weather]",
            "assistant",
        ),
        (
            {"type": "local_shell_call", "action": {"command": ["ls", "-l"]}},
            "[local shell call: ls -l]",
            "assistant",
        ),
        ({"type": "local_shell_call_output", "output": "a.txt"}, "[local shell call output: a.txt]", "user"),
        ({"type": "image_generation_call", "result": "AAAA"}, "[image generation call]", "assistant"),
    ],
)
def test_hosted_items_are_foreign_with_a_short_text(raw: Json, text: str, role: str) -> None:
    item = read_one(raw)
    assert item == Foreign("responses", raw, text, role)  # type: ignore[arg-type]


def test_row_011_unknown_items_are_foreign_with_a_note() -> None:
    items, _, notes = read({"type": "brand_new", "name": "n"}, {"id": "x"}, {"type": 5})
    assert [item.text for item in items if isinstance(item, Foreign)] == [
        "[brand new: n]",
        "[unknown]",
        "[5]",
    ]
    assert len(notes) == 3
