"""Neutral items to `input`, for the maker and for others."""

import pytest

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    File,
    Foreign,
    Image,
    Item,
    Json,
    Message,
    Note,
    Reasoning,
    Request,
    Text,
    ToolCall,
    ToolResult,
    Wire,
)
from proxy.dialect import Dialect
from proxy.wires.responses.encode_items import ItemWriter

OPENAI = Dialect(
    maker=True,
    developer_role=True,
    custom_tools=True,
    tool_result_images=True,
    documents=True,
    reasoning_back="encrypted",
)
OPENAI_LIKE = Dialect(custom_tools=True, developer_role=True, reasoning_back="encrypted")
PLAIN = Dialect()
PNG = "data:image/png;base64,AAAA"


def write(*items: Item, dialect: Dialect = PLAIN, wire: Wire = "responses") -> tuple[list[Json], list[Note]]:
    notes: list[Note] = []
    request = Request(wire=wire, model="m", items=items)
    return ItemWriter(request, dialect, notes).write(items), notes


def test_texts_are_named_by_role() -> None:
    items, notes = write(
        Message("user", (Text("u"), Image(PNG, "high")), id="msg_1"),
        Message(
            "assistant", (Text("a", {"annotations": [{"type": "x"}]}),), id="msg_2", extra={"phase": "p"}
        ),
        Message("user", ()),
        Message("system", (Text("s"),)),
    )
    assert items == [
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_text", "text": "u"},
                {"type": "input_image", "image_url": PNG, "detail": "high"},
            ],
        },
        {
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "a", "annotations": []}],
        },
        {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "s"}]},
    ]
    assert notes == []


def test_developer_role_where_it_is_known() -> None:
    assert write(Message("system", (Text("s"),)), dialect=OPENAI)[0][0]["role"] == "developer"


def test_ids_and_phase_go_back_to_the_maker_only() -> None:
    items: tuple[Item, ...] = (
        Message("assistant", (Text("a"),), id="msg_1", extra={"phase": "commentary"}),
        ToolCall("c", "f", "{}", item_id="fc_1"),
        ToolResult("c", (Text("r"),), extra={"id": "fco_1"}),
    )
    assert [item.get("id") for item in write(*items, dialect=OPENAI)[0]] == ["msg_1", "fc_1", "fco_1"]
    assert [item.get("id") for item in write(*items, dialect=OPENAI_LIKE)[0]] == [None, None, None]
    assert [item.get("id") for item in write(*items, dialect=OPENAI, wire="messages")[0]] == [
        None,
        None,
        None,
    ]
    assert write(*items, dialect=OPENAI)[0][0]["phase"] == "commentary"
    assert "phase" not in write(*items)[0][0]


def test_images_the_maker_alone_knows_original() -> None:
    item = Message("user", (Image(PNG, "original"),))
    assert write(item, dialect=OPENAI)[0][0]["content"] == [
        {"type": "input_image", "image_url": PNG, "detail": "original"}
    ]
    assert write(item)[0][0]["content"] == [{"type": "input_image", "image_url": PNG}]


def test_files() -> None:
    items, _ = write(
        Message(
            "user",
            (
                File("data:application/pdf;base64,AA", "a.pdf"),
                File("data:application/pdf;base64,AA"),
                File("https://example.org/a.pdf"),
                File("", extra={"file_id": "file_1"}),
                File(""),
            ),
        )
    )
    assert items[0]["content"] == [
        {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AA"},
        {"type": "input_file", "file_data": "data:application/pdf;base64,AA", "filename": "file"},
        {"type": "input_file", "file_url": "https://example.org/a.pdf"},
        {"type": "input_file", "file_id": "file_1"},
        {"type": "input_file"},
    ]


def test_pictures_of_the_model_are_said_in_words() -> None:
    items, notes = write(Message("assistant", (Image(PNG), File(PNG))))
    assert [part["text"] for part in items[0]["content"]] == ["[image]", "[file]"]  # type: ignore[attr-defined]
    assert len(notes) == 2


def test_row_067_encrypted_reasoning_goes_back_with_its_id_and_a_summary() -> None:
    items, notes = write(
        Reasoning("seen", native={"encrypted_content": "blob", "id": "rs_1"}, id="rs_other"),
        Reasoning("", native={"encrypted_content": "blob2"}),
        dialect=OPENAI_LIKE,
    )
    assert items == [
        {
            "type": "reasoning",
            "id": "rs_1",
            "summary": [{"type": "summary_text", "text": "seen"}],
            "encrypted_content": "blob",
        },
        {"type": "reasoning", "summary": [], "encrypted_content": "blob2"},
    ]
    assert notes == []


def test_row_071_deepseek_takes_reasoning_as_plain_content_only() -> None:
    items, notes = write(
        Reasoning("thought"),
        Reasoning("both", native={"encrypted_content": "blob", "id": "rs_1"}),
        Reasoning(""),
        dialect=Dialect(reasoning_back="reasoning_text"),
    )
    assert items == [
        {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "thought"}]},
        {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "both"}]},
    ]
    assert len(notes) == 1


def test_reasoning_that_cannot_go_back_is_noted() -> None:
    items, notes = write(Reasoning("thought", sealed="x"))
    assert items == []
    assert len(notes) == 1


def test_calls_of_every_kind() -> None:
    items, _ = write(
        ToolCall("c1", "f", '{"a":1}', namespace="ns"),
        ToolCall("c2", "f", ""),
        ToolCall("c3", "apply_patch", 'raw "text"', namespace="functions", kind="custom"),
        ToolCall("c4", "tool_search", '{"query":"x"}', kind="search"),
        ToolCall("c5", "tool_search", "not json", kind="search"),
        ToolCall("c6", "tool_search", "", kind="search"),
        dialect=OPENAI_LIKE,
    )
    assert items == [
        {"type": "function_call", "call_id": "c1", "name": "f", "namespace": "ns", "arguments": '{"a":1}'},
        {"type": "function_call", "call_id": "c2", "name": "f", "arguments": "{}"},
        {
            "type": "custom_tool_call",
            "call_id": "c3",
            "name": "apply_patch",
            "namespace": "functions",
            "input": 'raw "text"',
        },
        {
            "type": "tool_search_call",
            "call_id": "c4",
            "execution": "client",
            "status": "completed",
            "arguments": {"query": "x"},
        },
        {
            "type": "tool_search_call",
            "call_id": "c5",
            "execution": "client",
            "status": "completed",
            "arguments": {"query": "not json"},
        },
        {
            "type": "tool_search_call",
            "call_id": "c6",
            "execution": "client",
            "status": "completed",
            "arguments": {},
        },
    ]


def test_results_are_of_their_calls_kind() -> None:
    found: list[object] = [{"type": "function", "name": "x"}]
    items, _ = write(
        ToolCall("c1", "apply_patch", "raw", kind="custom"),
        ToolCall("c2", "f", "{}"),
        ToolCall("c3", "tool_search", "{}", kind="search"),
        ToolResult("c1", (Text("ok"),)),
        ToolResult("c2", (Text("ok"),), kind="custom"),
        ToolResult("c3", (Text("found x"),), kind="search", extra={"tools": found}),
        ToolResult("c9", (Text("ok"),), kind="custom"),
        dialect=OPENAI_LIKE,
    )
    assert items[3:] == [
        {"type": "custom_tool_call_output", "call_id": "c1", "output": "ok"},
        {"type": "function_call_output", "call_id": "c2", "output": "ok"},
        {
            "type": "tool_search_output",
            "call_id": "c3",
            "execution": "client",
            "status": "completed",
            "tools": found,
        },
        {"type": "custom_tool_call_output", "call_id": "c9", "output": "ok"},
    ]


def test_failed_tools_say_so_in_words() -> None:
    items, _ = write(
        ToolResult("c", (Text("no such file"),), is_error=True),
        ToolResult("c", (Text("ERROR: gone"),), is_error=True),
    )
    assert [item["output"] for item in items] == ["Error: no such file", "ERROR: gone"]


def test_images_in_results_where_they_are_taken() -> None:
    item = ToolResult("c", (Text("see"), Image(PNG), File("https://example.org/a")), is_error=True)
    assert write(item, dialect=OPENAI)[0][0]["output"] == [
        {"type": "input_text", "text": "Error:"},
        {"type": "input_text", "text": "see"},
        {"type": "input_image", "image_url": PNG},
        {"type": "input_file", "file_url": "https://example.org/a"},
    ]
    items, notes = write(item)
    assert items[0]["output"] == "Error: see\n[image omitted]\n[file omitted]"
    assert len(notes) == 2


def test_several_texts_of_a_result_are_one_string() -> None:
    assert write(ToolResult("c", (Text("a"), Text("b"))), dialect=OPENAI)[0][0]["output"] == "a\nb"


def test_compaction_and_its_trigger() -> None:
    assert write(Compaction("blob", "cmp_1"), CompactionTrigger(), dialect=OPENAI)[0] == [
        {"type": "compaction", "encrypted_content": "blob"},
        {"type": "compaction_trigger"},
    ]


@pytest.mark.parametrize(("dialect", "raw"), [(OPENAI, True), (OPENAI_LIKE, True), (PLAIN, False)])
def test_foreign_items_go_raw_only_to_who_knows_them(dialect: Dialect, raw: bool) -> None:
    call: Json = {"type": "web_search_call", "id": "ws_1"}
    items, _ = write(
        Foreign("responses", call, "[web search]"),
        Foreign("messages", {"type": "server_tool_use"}, "[search]", "user"),
        Foreign("messages", {"type": "x"}, ""),
        dialect=dialect,
    )
    if raw:
        assert items[0] == call
    else:
        assert items[0]["content"] == [{"type": "output_text", "text": "[web search]", "annotations": []}]
    assert items[1]["content"] == [{"type": "input_text", "text": "[search]"}]
    assert len(items) == 2


def test_row_054_agent_messages_go_as_they_came_to_who_knows_them() -> None:
    raw: Json = {
        "type": "agent_message",
        "content": [{"type": "encrypted_content", "encrypted_content": "x"}],
    }
    item = Message("user", (Text("x"),), extra={"agent_message": raw})
    assert write(item, dialect=OPENAI_LIKE)[0] == [raw]
    assert write(item)[0][0]["content"] == [{"type": "input_text", "text": "x"}]
