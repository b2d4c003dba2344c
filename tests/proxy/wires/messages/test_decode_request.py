"""The decoder of Messages requests: what Claude Code and others send, in the neutral model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.conversation import (
    File,
    Foreign,
    Image,
    Item,
    Message,
    Note,
    OutputFormat,
    Reasoning,
    Request,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)
from proxy.wires import RequestError
from proxy.wires.messages import decode_request

MARK = {"type": "ephemeral"}


def read(messages: Any = None, notes: list[Note] | None = None, **fields: Any) -> Request:
    body = {"model": "m", "max_tokens": 100, "messages": messages or [user("Hi")], **fields}
    return decode_request(body, [] if notes is None else notes)


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def assistant(*blocks: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


def items(*messages: dict[str, Any], notes: list[Note] | None = None) -> tuple[Item, ...]:
    return read(list(messages), notes).items


def refused(body: Any) -> str:
    with pytest.raises(RequestError) as caught:
        decode_request(body, [])
    failure = caught.value.failure
    assert (failure.kind, failure.fault, failure.status) == ("bad_request", "client", 400)
    return failure.message


# ----------------------------------------------------------------------------- messages
def test_a_plain_request() -> None:
    assert read() == Request(
        wire="messages", model="m", items=(Message("user", (Text("Hi"),)),), max_output=100, stream=False
    )


def test_system_blocks_keep_their_cache_marks() -> None:
    request = read(
        system=[{"type": "text", "text": "One"}, {"type": "text", "text": "Two", "cache_control": MARK}]
    )
    assert request.items[0] == Message("system", (Text("One"), Text("Two", {"cache_control": MARK})))
    assert read(system="One").items[0] == Message("system", (Text("One"),))


@pytest.mark.parametrize("system", ["", [], None, [{"type": "text", "text": ""}], [{"type": "image"}]])
def test_row_018_an_empty_system_is_none(system: Any) -> None:
    assert len(read(system=system).items) == 1


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


def test_row_019_a_model_suffix_stays() -> None:
    body = {"model": "deepseek-v4-pro[1m]", "messages": [user("Hi")]}
    assert decode_request(body, []).model == "deepseek-v4-pro[1m]"


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


# ----------------------------------------------------------------------------- system messages that direct
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


# ----------------------------------------------------------------------------- tools
def test_row_030_tools() -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    request = read(
        tools=[
            {
                "name": "Read",
                "description": "Reads",
                "input_schema": schema,
                "strict": True,
                "type": "custom",
                "cache_control": MARK,
                "eager_input_streaming": True,
                "input_examples": [{}],
                "allowed_callers": ["direct"],
            },
            {"type": "function", "name": "Bare"},
        ]
    )
    assert request.tools == (
        Tool(
            "Read",
            description="Reads",
            schema=schema,
            strict=True,
            extra={
                "cache_control": MARK,
                "eager_input_streaming": True,
                "input_examples": [{}],
                "allowed_callers": ["direct"],
            },
        ),
        Tool("Bare"),
    )


def test_row_028_deferred_tools_and_their_placeholder() -> None:
    notes: list[Note] = []
    request = read(
        notes=notes,
        tools=[
            {"name": "DeferredToolPlaceholder", "input_schema": {}, "defer_loading": True},
            {"name": "WebFetch", "input_schema": {"type": "object"}, "defer_loading": True},
        ],
    )
    assert request.tools == (Tool("WebFetch", schema={"type": "object"}, deferred=True),)
    assert notes == []


def test_tools_that_the_provider_runs_keep_their_declaration() -> None:
    search = {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
    toolset = {"type": "mcp_toolset", "mcp_server_name": "x"}
    own = {"type": "of_tomorrow", "name": "Own", "input_schema": {"type": "object"}}
    assert read(tools=[search, toolset, own]).tools == (
        Tool("web_search", "server", raw=search),
        Tool("mcp_toolset", "server", raw=toolset),
        Tool("Own", schema={"type": "object"}),
    )


@pytest.mark.parametrize(
    ("choice", "expected", "parallel"),
    [
        ({"type": "auto"}, ToolChoice("auto"), None),
        ("auto", ToolChoice("auto"), None),
        ({"type": "any", "disable_parallel_tool_use": True}, ToolChoice("required"), False),
        (
            {"type": "tool", "name": "Bash", "disable_parallel_tool_use": False},
            ToolChoice("tool", "Bash"),
            True,
        ),
        ({"type": "none"}, ToolChoice("none"), None),
        ({"type": "of_tomorrow"}, None, None),
        (None, None, None),
    ],
)
def test_row_036_tool_choice(choice: Any, expected: ToolChoice | None, parallel: bool | None) -> None:
    request = read(tool_choice=choice)
    assert (request.tool_choice, request.parallel_tool_calls) == (expected, parallel)


# ----------------------------------------------------------------------------- the rest of the body
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Thinking()),
        ({"thinking": {"type": "adaptive", "display": "updates"}, "output_config": {"effort": "high"}},
         Thinking(enabled=True, adaptive=True, effort="high", summary=True)),
        ({"thinking": {"type": "adaptive", "display": "omitted"}}, Thinking(enabled=True, adaptive=True)),
        ({"thinking": {"type": "enabled", "budget_tokens": 31999}},
         Thinking(enabled=True, budget=31999, summary=True)),
        ({"thinking": {"type": "disabled"}}, Thinking(enabled=False)),
        ({"output_config": {"effort": "max"}}, Thinking(effort="max")),
        ({"thinking": {"type": "of_tomorrow"}}, Thinking()),
    ],
)  # fmt: skip
def test_row_076_thinking_and_effort(fields: dict[str, Any], expected: Thinking) -> None:
    assert read(**fields).thinking == expected


def test_sampling_stop_and_stream() -> None:
    request = read(
        temperature=0.5, top_p=1, top_k=40.0, stop_sequences=["</block>", ""], stream=True, max_tokens=64.0
    )
    assert request.sampling == Sampling(temperature=0.5, top_p=1, top_k=40)
    assert (request.stop, request.stream, request.max_output) == (("</block>",), True, 64)
    assert read(stop_sequences="x").stop == ("x",)


def test_output_format() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}}
    wanted = OutputFormat("json_schema", "output", schema)
    form = {"type": "json_schema", "schema": schema}
    assert read(output_config={"format": form}).output == wanted
    assert read(output_format=form).output == wanted
    assert read(output_config={"format": {"type": "of_tomorrow"}}, notes=(notes := [])).output is None
    assert notes[0].path == "output_config.format"


@pytest.mark.parametrize(
    ("user_id", "cache_key", "name"),
    [
        (json.dumps({"device_id": "d", "account_uuid": "", "session_id": "s-1"}), "s-1", None),
        (json.dumps({"device_id": "d"}), None, None),
        ("{broken", None, None),
        ("user_ab12_account__session_0a1b2c3d-0000", "0a1b2c3d-0000", None),
        ("ann", None, "ann"),
        (5, None, None),
    ],
)
def test_the_session_is_the_conversation_s_identity(
    user_id: Any, cache_key: str | None, name: str | None
) -> None:
    request = read(metadata={"user_id": user_id})
    assert (request.cache_key, request.user) == (cache_key, name)
    assert request.extra == {"metadata": {"user_id": user_id}}


def test_row_011_unknown_fields_are_kept() -> None:
    extra = {"context_management": {"edits": []}, "speed": "fast", "of_tomorrow": 1}
    assert read(**extra).extra == extra
    rest = read(thinking={"type": "adaptive", "display": "updates"}, output_config={"effort": "low", "x": 1})
    assert rest.extra == {"thinking": {"display": "updates"}, "output_config": {"x": 1}}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "model: expected a model name, found nothing"),
        ({"model": 5, "messages": []}, "model: expected a model name, found a number"),
        ({"model": "m"}, "messages: expected a list of messages, found nothing"),
        ({"model": "m", "messages": "Hi"}, "messages: expected a list of messages, found a string"),
        ({"model": "m", "messages": []}, "messages: at least one message is required"),
        ({"model": "m", "messages": ["Hi"]}, "messages[0]: expected an object, found a string"),
        ({"model": "m", "messages": [{"role": "tool", "content": ""}]},
         "messages[0].role: expected user, assistant or system, found 'tool'"),
        ({"model": "m", "messages": [user(True)]},
         "messages[0].content: expected a string or a list of blocks, found a boolean"),
        ({"model": "m", "messages": [user([1.5])]},
         "messages[0].content[0]: expected a content block, found a number"),
        ({"model": "m", "messages": [user([{"type": "text"}])]},
         "messages[0].content[0].text: expected a string, found nothing"),
        ({"model": "m", "messages": [assistant({"type": "tool_use", "id": "t"})]},
         "messages[0].content[0].name: expected a string, found nothing"),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_understood(body: Any, words: str) -> None:
    assert refused(body) == words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("system", 5, "system: expected a string or a list of text blocks, found a number"),
        ("system", [5], "system[0]: expected a text block, found a number"),
        ("tools", {}, "tools: expected a list of tools, found an object"),
        ("tools", ["Bash"], "tools[0]: expected an object, found a string"),
        ("tools", [{}], "tools[0].name: expected a name, found nothing"),
        ("tool_choice", 5, "tool_choice: expected an object, found a number"),
        ("tool_choice", {"type": "tool"}, "tool_choice.name: the type tool needs a name"),
        ("thinking", "on", "thinking: expected an object, found a string"),
        ("output_config", [], "output_config: expected an object, found a list"),
        ("max_tokens", "many", "max_tokens: expected a whole number, found a string"),
        ("max_tokens", True, "max_tokens: expected a whole number, found a boolean"),
        ("temperature", "hot", "temperature: expected a number, found a string"),
        ("top_k", 1.5, "top_k: expected a whole number, found a number"),
        ("stop_sequences", [1], "stop_sequences: expected a list of strings, found a list"),
        ("stream", "yes", "stream: expected a boolean, found a string"),
    ],
)
def test_fields_of_the_wrong_type(field: str, value: Any, words: str) -> None:
    assert refused({"model": "m", "messages": [user("Hi")], field: value}) == words


def test_system_text_as_plain_strings() -> None:
    assert read(system=["One"]).items[0] == Message("system", (Text("One"),))
