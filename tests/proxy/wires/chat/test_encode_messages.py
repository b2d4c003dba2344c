"""Items as chat-completions messages."""

from typing import Any

import pytest

from proxy.conversation import (
    Compaction,
    File,
    Foreign,
    Image,
    Item,
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
from proxy.wires.chat.encode_messages import write_messages

A, B = ToolCall("call_a", "f", '{"a":1}'), ToolCall("call_b", "g", "")
RA, RB = ToolResult("call_a", (Text("1"),)), ToolResult("call_b", (Text("2"),))
CALL_A = {"id": "call_a", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}
CALL_B = {"id": "call_b", "type": "function", "function": {"name": "g", "arguments": "{}"}}


def said(role: Any, text: str, **fields: Any) -> Message:
    return Message(role, (Text(text),), **fields)


def write(*items: Item, wire: Wire = "responses", notes: list[Note] | None = None, **dialect: Any) -> Any:
    asked = Request(wire=wire, model="m", items=items)
    return write_messages(asked, Dialect(**dialect), [] if notes is None else notes)


def test_row_039_and_040_calls_and_the_words_before_them_are_one_message() -> None:
    assert write(
        said("user", "u"), said("assistant", "I look."), A, B, RA, RB, said("assistant", "done")
    ) == [
        {"role": "user", "content": "u"},
        {"role": "assistant", "content": "I look.", "tool_calls": [CALL_A, CALL_B]},
        {"role": "tool", "tool_call_id": "call_a", "content": "1"},
        {"role": "tool", "tool_call_id": "call_b", "content": "2"},
        {"role": "assistant", "content": "done"},
    ]


def test_content_is_null_beside_calls_alone() -> None:
    (message, _) = write(A, RA)
    assert message == {"role": "assistant", "content": None, "tool_calls": [CALL_A]}


def test_each_batch_of_calls_is_a_message_of_its_own() -> None:
    assert [m["role"] for m in write(A, RA, B, RB)] == ["assistant", "tool", "assistant", "tool"]


def test_row_018_no_empty_message() -> None:
    empty = Message("user", (Text(""),))
    assert write(said("user", "u"), Reasoning("only a thought"), empty, Message("system", ())) == [
        {"role": "user", "content": "u"}
    ]


def test_row_001_system_text_and_the_developer_role() -> None:
    system = said("system", "s")
    assert write(system) == [{"role": "system", "content": "s"}]
    assert write(system, developer_role=True) == [{"role": "developer", "content": "s"}]
    developer = said("system", "d", extra={"role": "developer"})
    assert [m["role"] for m in write(system, developer, wire="chat", developer_role=True)] == [
        "system",
        "developer",
    ]
    assert write(developer, wire="chat") == [{"role": "system", "content": "d"}]


def test_text_parts_are_one_string() -> None:
    assert write(Message("user", (Text("a"), Text(""), Text("b")))) == [{"role": "user", "content": "a\n\nb"}]


def test_pictures_and_files_make_a_list() -> None:
    parts = (
        Text("look"),
        Text(""),
        Image("data:image/png;base64,AA", "high"),
        Image("https://a.example/b.png"),
        File("data:application/pdf;base64,AA", "a.pdf"),
        File("", extra={"file_id": "file-1"}),
    )
    assert write(Message("user", parts))[0]["content"] == [
        {"type": "text", "text": "look"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA", "detail": "high"}},
        {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AA"}},
        {"type": "file", "file": {"file_id": "file-1"}},
    ]


def test_row_009_marks_for_caches_only_where_they_are_honoured() -> None:
    marked = Message("user", (Text("a", {"cache_control": {"type": "ephemeral"}}), Text("b")))
    assert write(marked) == [{"role": "user", "content": "a\n\nb"}]
    assert write(marked, cache_control=True)[0]["content"] == [
        {"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": "b"},
    ]


def test_pictures_of_the_assistant_are_left_out_and_noted() -> None:
    notes: list[Note] = []
    assert write(Message("assistant", (Text("x"), Image("https://a.example/b.png"))), notes=notes) == [
        {"role": "assistant", "content": "x"}
    ]
    assert len(notes) == 1


def test_names_and_prefixes_go_back_to_their_own_wire() -> None:
    named = said("user", "u", extra={"name": "ann", "x": 1})
    prefix = said("assistant", "a", extra={"prefix": True})
    assert write(named, prefix, wire="chat") == [
        {"role": "user", "name": "ann", "content": "u"},
        {"role": "assistant", "prefix": True, "content": "a"},
    ]
    assert write(named, prefix) == [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}]


def test_what_a_call_carried_goes_back_to_its_own_wire() -> None:
    call = ToolCall("call_a", "f", '{"a":1}', extra={"extra_content": {"google": {"thought_signature": "s"}}})
    own = write(call, RA, wire="chat")[0]["tool_calls"][0]
    assert own == {**CALL_A, "extra_content": {"google": {"thought_signature": "s"}}}
    assert write(call, RA)[0]["tool_calls"] == [CALL_A]


@pytest.mark.parametrize("back", ["reasoning_details", "reasoning_content"])
def test_gemini_signatures_go_back_on_their_calls(back: Any) -> None:
    signature = {"google": {"thought_signature": "EjQK"}}
    thought = Reasoning("", native={"extra_content": {"call_a": signature, "gone": {}}})
    (message, *_) = write(thought, A, B, RA, RB, reasoning_back=back)
    assert message["tool_calls"] == [{**CALL_A, "extra_content": signature}, CALL_B]
    assert "reasoning_details" not in message


def test_custom_calls_in_the_makers_form() -> None:
    call = ToolCall("call_a", "p", "*** Begin", kind="custom")
    assert write(call, RA, wire="chat")[0]["tool_calls"] == [
        {"id": "call_a", "type": "custom", "custom": {"name": "p", "input": "*** Begin"}}
    ]


@pytest.mark.parametrize(
    ("result", "content"),
    [
        (ToolResult("call_a", (Text("a"), Text("b"))), "a\n\nb"),
        (ToolResult("call_a", ()), "(no output)"),
        (ToolResult("call_a", (Text("no such file"),), is_error=True), "Error: no such file"),
        (ToolResult("call_a", (Text("Error: no such file"),), is_error=True), "Error: no such file"),
        (ToolResult("call_a", (), is_error=True), "Error: (no output)"),
    ],
)
def test_row_048_results(result: ToolResult, content: str) -> None:
    assert write(A, result)[1] == {"role": "tool", "tool_call_id": "call_a", "content": content}


def test_foreign_items_are_said_in_words() -> None:
    search = Foreign("responses", {}, "[web search: cats]")
    asked = Foreign("responses", {}, "[file uploaded]", role="user")
    assert write(said("assistant", "x"), search, asked) == [
        {"role": "assistant", "content": "x\n\n[web search: cats]"},
        {"role": "user", "content": "[file uploaded]"},
    ]


def test_what_has_no_form_here_is_noted() -> None:
    notes: list[Note] = []
    assert write(Compaction("sealed"), notes=notes) == []
    assert notes


# ----------------------------------------------------------------------------- thinking
def test_row_060_and_063_thinking_goes_back_on_the_message_that_follows() -> None:
    messages = write(
        said("user", "u"),
        Reasoning("first"),
        A,
        RA,
        Reasoning("second"),
        said("assistant", "done"),
        reasoning_back="reasoning_content",
    )
    assert messages[1] == {
        "role": "assistant",
        "content": None,
        "reasoning_content": "first",
        "tool_calls": [CALL_A],
    }
    assert messages[3] == {"role": "assistant", "content": "done", "reasoning_content": "second"}


def test_row_061_the_placeholder_is_sent_as_it_is() -> None:
    message = write(Reasoning(" "), A, RA, reasoning_back="reasoning_content")[0]
    assert message["reasoning_content"] == " "


def test_thinking_never_crosses_a_user_turn() -> None:
    messages = write(
        said("assistant", "a"), Reasoning("lost"), said("user", "u"), A, RA, reasoning_back="reasoning"
    )
    assert messages[0] == {"role": "assistant", "content": "a", "reasoning": "lost"}
    assert "reasoning" not in messages[2]


def test_several_thoughts_of_a_turn_are_joined() -> None:
    message = write(
        Reasoning("a"), Reasoning(""), said("assistant", "x"), Reasoning("b"), reasoning_back="reasoning"
    )
    assert message == [{"role": "assistant", "content": "x", "reasoning": "a\n\nb"}]


@pytest.mark.parametrize("back", ["none", "thinking"])
def test_thinking_is_left_out_where_it_is_not_known(back: Any) -> None:
    assert write(Reasoning("a"), said("assistant", "x"), reasoning_back=back) == [
        {"role": "assistant", "content": "x"}
    ]


def test_row_073_native_details_go_back_unchanged_and_in_order() -> None:
    first = {"type": "reasoning.text", "text": "a", "signature": "s", "index": 0, "format": "x"}
    second = {"type": "reasoning.encrypted", "data": "d", "index": 1}
    messages = write(
        Reasoning("a", native={"reasoning_details": [first]}),
        said("assistant", "x"),
        Reasoning("", native={"reasoning_details": [second]}),
        A,
        RA,
        reasoning_back="reasoning_details",
    )
    assert messages[0]["reasoning_details"] == [first, second]
    assert "reasoning_content" not in messages[0]


def test_row_073_a_late_signature_joins_its_text() -> None:
    text = {"type": "reasoning.text", "text": "a", "signature": None, "index": 0}
    late = {"type": "reasoning.text", "text": "", "signature": "s", "index": 0}
    messages = write(
        Reasoning("a", native={"reasoning_details": [text]}),
        Reasoning("", native={"reasoning_details": [late]}),
        said("assistant", "x"),
        reasoning_back="reasoning_details",
    )
    assert messages[0]["reasoning_details"] == [{**text, "signature": "s"}]
    assert text["signature"] is None, "the request's own values are not changed"


def test_plain_thinking_as_details() -> None:
    thoughts = (Reasoning("a"), Reasoning(" "), Reasoning("b"))
    messages = write(*thoughts, said("assistant", "x"), reasoning_back="reasoning_details")
    assert messages[0]["reasoning_details"] == [
        {"type": "reasoning.text", "text": "a"},
        {"type": "reasoning.text", "text": "b"},
    ]
    bare = write(Reasoning(" "), said("assistant", "x"), reasoning_back="reasoning_details")
    assert "reasoning_details" not in bare[0]
