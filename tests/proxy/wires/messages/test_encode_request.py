"""The encoder of Messages requests: grouping, alternation, and each field by the endpoint's dialect."""

from __future__ import annotations

import base64
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
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
from proxy.dialect import Dialect
from proxy.wires.messages import decode_request, encode_request

MARK = {"type": "ephemeral"}
PLAIN = Dialect()
MAKER = Dialect(
    maker=True,
    mid_system=True,
    cache_control=True,
    deferred_tools=True,
    thinking="adaptive",
    effort_field="output_config",
    server_tools=("web_search",),
    parameters=("temperature", "top_p", "top_k", "metadata"),
)


def said(role: Any, *texts: str) -> Message:
    return Message(role, tuple(Text(text) for text in texts))


def write(
    *items: Item, dialect: Dialect = PLAIN, notes: list[Note] | None = None, wire: Any = "chat", **fields: Any
) -> dict[str, Any]:
    request = Request(wire=wire, model="m", items=items or (said("user", "Hi"),), **fields)
    body: dict[str, Any] = encode_request(request, dialect, [] if notes is None else notes)
    assert orjson.loads(orjson.dumps(body)) == body
    return body


def messages(*items: Item, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = write(*items, **more)["messages"]
    return found


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


# ----------------------------------------------------------------------------- turns
def test_the_least_body() -> None:
    assert write() == {
        "model": "m",
        "max_tokens": 32_000,
        "messages": [{"role": "user", "content": [text("Hi")]}],
        "stream": False,
    }


def test_the_head_becomes_system_blocks() -> None:
    body = write(said("system", "One", "Two", " "), said("system", "Three"), said("user", "Hi"))
    assert body["system"] == [text("One"), text("Two"), text("Three")]
    assert [message["role"] for message in body["messages"]] == ["user"]


def test_row_039_a_turn_of_thinking_words_and_calls_is_one_message() -> None:
    found = messages(
        said("user", "Hi"),
        said("assistant", "I look."),
        ToolCall("c1", "Read", '{"path":"a"}'),
        Reasoning("hm", native={"signature": "s"}),
        ToolCall("c2", "Bash", ""),
        ToolResult("c1", (Text("one"),)),
        ToolResult("c2", (), is_error=True),
        said("user", "Go on"),
    )
    assert found == [
        {"role": "user", "content": [text("Hi")]},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": "s"},
                text("I look."),
                {"type": "tool_use", "id": "c1", "name": "Read", "input": {"path": "a"}},
                {"type": "tool_use", "id": "c2", "name": "Bash", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "c1", "content": "one"},
                {"type": "tool_result", "tool_use_id": "c2", "content": "", "is_error": True},
                text("Go on"),
            ],
        },
    ]


def test_row_047_results_come_before_what_the_user_says() -> None:
    found = messages(
        said("user", "Hi"), ToolCall("c", "B", "{}"), said("user", "wait"), ToolResult("c", (Text("x"),))
    )
    assert [block["type"] for block in found[-1]["content"]] == ["tool_result", "text"]


def test_row_016_the_user_comes_first() -> None:
    assert messages(said("assistant", "Hello"), said("user", "Hi"))[0] == {
        "role": "user",
        "content": [text("(start)")],
    }


def test_row_015_a_system_alone_gets_a_user() -> None:
    body = write(said("system", "Be brief"))
    assert (body["system"], body["messages"]) == (
        [text("Be brief")],
        [{"role": "user", "content": [text("(start)")]}],
    )


def test_row_018_empty_text_and_bare_thinking_leave_no_message() -> None:
    notes: list[Note] = []
    found = messages(
        said("user", "Hi"),
        said("assistant", "", "\n "),
        Reasoning("hm", native={"signature": "s"}),
        said("user", "Still there?"),
        notes=notes,
    )
    assert found == [{"role": "user", "content": [text("Hi"), text("Still there?")]}]
    assert notes == [Note("messages", "a turn of nothing but thinking left out")]


def test_the_end_of_a_prefill_is_trimmed() -> None:
    assert messages(said("user", "Hi"), said("assistant", "The answer is \n"))[-1]["content"] == [
        text("The answer is")
    ]
    kept = messages(said("user", "Hi"), said("assistant", "I run it. "), ToolCall("c", "B", "{}"))
    assert kept[-1]["content"][0] == text("I run it. ")


def test_row_005_system_messages_stay_only_where_they_are_known() -> None:
    items = (said("user", "Hi"), said("system", "Monday"), said("assistant", "Yes?"))
    known = messages(*items, dialect=Dialect(mid_system=True))
    assert known[1] == {"role": "system", "content": [text("Monday")]}
    unknown = messages(*items)
    assert unknown[0] == {"role": "user", "content": [text("Hi"), text("Monday")]}


# ----------------------------------------------------------------------------- blocks
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


def test_blocks_of_provider_run_tools_go_back_where_such_tools_run() -> None:
    raw: dict[str, object] = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}
    items = (said("user", "Hi"), Foreign("messages", raw, "[web_search]"), said("assistant", "x"))
    assert messages(*items, dialect=Dialect(server_tools=("web_search",)))[1]["content"][0] == raw
    assert messages(*items)[1]["content"][0] == text("[web_search]")
    other = Foreign("responses", raw, " ")
    assert messages(said("user", "Hi"), other, dialect=Dialect(server_tools=("web_search",))) == [
        {"role": "user", "content": [text("Hi")]}
    ]


def test_compactions_are_noted() -> None:
    notes: list[Note] = []
    assert len(messages(said("user", "Hi"), Compaction("s"), CompactionTrigger(), notes=notes)) == 1
    assert [note.path for note in notes] == ["items[1]", "items[2]"]


# ----------------------------------------------------------------------------- tools
def test_tools_and_choices() -> None:
    schema: dict[str, object] = {"type": "object", "properties": {"a": {}}}
    tools = (
        Tool("Read", description="Reads", schema=schema, strict=True, deferred=True),
        Tool("Bare"),
        Tool("web_search", "server", raw={"type": "web_search"}),
    )
    body = write(tools=tools, tool_choice=ToolChoice("required"), notes=(notes := []))
    assert body["tools"] == [
        {"name": "Read", "description": "Reads", "input_schema": schema},
        {"name": "Bare", "input_schema": {"type": "object", "properties": {}}},
    ]
    assert body["tool_choice"] == {"type": "any"}
    assert [note.path for note in notes] == ["tools.web_search"]
    able = write(tools=tools[:1], dialect=Dialect(strict_tools=True, deferred_tools=True))
    assert able["tools"][0] | {"strict": True, "defer_loading": True} == able["tools"][0]


@pytest.mark.parametrize(
    ("choice", "parallel", "expected"),
    [
        (None, None, None),
        (ToolChoice("auto"), None, {"type": "auto"}),
        (ToolChoice("none"), False, {"type": "none"}),
        (ToolChoice("tool", "Read"), True, {"type": "tool", "name": "Read"}),
        (None, False, {"type": "auto", "disable_parallel_tool_use": True}),
        (ToolChoice("required"), False, {"type": "any", "disable_parallel_tool_use": True}),
    ],
)
def test_row_038_serial_calls_are_part_of_the_choice(choice: Any, parallel: Any, expected: Any) -> None:
    body = write(tools=(Tool("Read"),), tool_choice=choice, parallel_tool_calls=parallel)
    assert body.get("tool_choice") == expected


def test_row_010_without_tools_there_is_no_choice() -> None:
    body = write(tool_choice=ToolChoice("auto"), parallel_tool_calls=False)
    assert "tools" not in body
    assert "tool_choice" not in body


# ----------------------------------------------------------------------------- figures and thinking
@pytest.mark.parametrize(
    ("wish", "most", "expected"),
    [(None, None, 32_000), (None, 8_192, 8_192), (500, None, 500), (500_000, 8_192, 8_192)],
)
def test_row_139_max_tokens_is_always_there_and_within_bounds(wish: Any, most: Any, expected: int) -> None:
    assert write(max_output=wish, dialect=Dialect(max_output=most))["max_tokens"] == expected


@pytest.mark.parametrize(
    ("style", "wish", "expected"),
    [
        ("adaptive", Thinking(enabled=True, budget=5_000), {"type": "adaptive"}),
        ("budget", Thinking(enabled=True, budget=5_000), {"type": "enabled", "budget_tokens": 5_000}),
        ("budget", Thinking(enabled=True), {"type": "enabled", "budget_tokens": 16_000}),
        ("budget", Thinking(enabled=True, budget=64_000), {"type": "enabled", "budget_tokens": 31_999}),
        ("budget", Thinking(enabled=True, budget=5), {"type": "enabled", "budget_tokens": 1_024}),
        ("type", Thinking(enabled=True, adaptive=True), {"type": "enabled"}),
        ("type", Thinking(enabled=False), {"type": "disabled"}),
        ("adaptive", Thinking(), None),
        ("none", Thinking(enabled=True), None),
    ],
)
def test_row_076_thinking_by_dialect(style: Any, wish: Thinking, expected: Any) -> None:
    assert write(thinking=wish, dialect=Dialect(thinking=style)).get("thinking") == expected


def test_thinking_that_has_no_room_is_switched_off() -> None:
    notes: list[Note] = []
    body = write(
        thinking=Thinking(enabled=True), max_output=64, dialect=Dialect(thinking="budget"), notes=notes
    )
    assert body["thinking"] == {"type": "disabled"}
    assert notes[0].path == "thinking"


def test_row_076_effort_never_stands_beside_disabled_thinking() -> None:
    dialect = Dialect(thinking="type", effort_field="output_config")
    assert write(thinking=Thinking(enabled=True, effort="max"), dialect=dialect)["output_config"] == {
        "effort": "max"
    }
    assert "output_config" not in write(thinking=Thinking(enabled=False, effort="max"), dialect=dialect)
    assert "output_config" not in write(thinking=Thinking(effort="max"), dialect=PLAIN)


def test_output_formats() -> None:
    schema: dict[str, object] = {"type": "object"}
    body = write(output=OutputFormat("json_schema", schema=schema))
    assert body["output_config"] == {"format": {"type": "json_schema", "schema": schema}}
    assert "output_config" not in write(output=OutputFormat("json_object"), notes=(notes := []))
    assert notes[0].path == "output"


def test_sampling_and_stop() -> None:
    sampling = Sampling(temperature=1.7, top_p=0.5, top_k=3)
    body = write(sampling=sampling, stop=("</b>", "\n"), user="ann", stream=True)
    assert (body["temperature"], body["top_p"], body["top_k"]) == (1.0, 0.5, 3)
    assert (body["stop_sequences"], body["metadata"], body["stream"]) == (["</b>"], {"user_id": "ann"}, True)
    notes: list[Note] = []
    thinks = write(
        sampling=sampling, thinking=Thinking(enabled=True), dialect=Dialect(thinking="type"), notes=notes
    )
    assert not {"temperature", "top_p", "top_k"} & set(thinks)
    assert [note.path for note in notes] == ["temperature", "top_p", "top_k"]


def test_keys_stand_in_one_order() -> None:
    body = write(
        said("system", "s"),
        said("user", "Hi"),
        tools=(Tool("Read"),),
        tool_choice=ToolChoice("auto"),
        thinking=Thinking(enabled=True, effort="low"),
        stop=("x",),
        user="ann",
        dialect=Dialect(thinking="type", effort_field="output_config"),
    )
    assert list(body) == [
        "model",
        "max_tokens",
        "system",
        "tools",
        "tool_choice",
        "messages",
        "thinking",
        "output_config",
        "stop_sequences",
        "metadata",
        "stream",
    ]


# ----------------------------------------------------------------------------- caches and extras
def test_row_009_cache_marks_go_only_where_they_count() -> None:
    marked = {"cache_control": MARK}
    items = (
        Message("system", (Text("s", marked),)),
        Message("user", (Text("Hi", marked),)),
        ToolCall("c", "B", "{}", extra=marked),
        ToolResult("c", (Text("x", marked), Text("y")), extra=marked),
    )
    fields: dict[str, Any] = {"tools": (Tool("B", extra=marked),), "wire": "messages"}
    assert b"cache_control" not in orjson.dumps(write(*items, **fields))
    honoured = write(*items, dialect=Dialect(cache_control=True), **fields)
    assert orjson.dumps(honoured).count(b"cache_control") == 6


def test_clients_of_other_wires_get_marks_behind_what_stays() -> None:
    body = write(
        said("system", "s", "t"),
        said("user", "Hi"),
        said("assistant", "Yes?"),
        said("user", "More", "words"),
        said("assistant", "Hm"),
        tools=(Tool("A"), Tool("B")),
        dialect=Dialect(cache_control=True),
    )
    assert "cache_control" not in body["system"][0]
    assert body["system"][1]["cache_control"] == MARK
    assert [tool.get("cache_control") for tool in body["tools"]] == [None, MARK]
    assert body["messages"][2]["content"][1]["cache_control"] == MARK
    assert orjson.dumps(body).count(b"cache_control") == 3


def test_row_030_what_only_the_maker_knows_goes_to_the_maker_alone() -> None:
    fields: dict[str, Any] = {
        "wire": "messages",
        "tools": (Tool("B", extra={"eager_input_streaming": True, "of_tomorrow": 1}),),
        "extra": {
            "context_management": {"edits": []},
            "speed": "fast",
            "metadata": {"user_id": "{}"},
            "service_tier": "auto",
            "enable_search": True,
        },
    }
    notes: list[Note] = []
    body = write(notes=notes, **fields)
    assert body["enable_search"] is True
    assert not {"context_management", "speed", "metadata", "service_tier"} & set(body)
    assert body["tools"][0] == {
        "name": "B",
        "input_schema": {"type": "object", "properties": {}},
        "of_tomorrow": 1,
    }
    assert [note.path for note in notes] == ["speed", "service_tier"]
    whole = write(dialect=MAKER, **fields)
    assert whole | fields["extra"] == whole
    assert whole["tools"][0]["eager_input_streaming"] is True
    assert "enable_search" not in write(**{**fields, "wire": "chat"})


def test_a_request_comes_back_to_the_maker_as_it_was() -> None:
    body: dict[str, Any] = {
        "model": "claude-opus-5-5",
        "max_tokens": 128_000,
        "system": [{**text("You help."), "cache_control": MARK}],
        "tools": [
            {"name": "Read", "description": "r", "input_schema": {"type": "object"}, "strict": True},
            {
                "name": "Cron",
                "input_schema": {"type": "object"},
                "defer_loading": True,
                "input_examples": [{}],
            },
            {"type": "web_search_20250305", "name": "web_search"},
        ],
        "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
        "messages": [
            {
                "role": "user",
                "content": [text("Hi"), {"type": "image", "source": {"type": "file", "file_id": "f"}}],
            },
            {"role": "system", "content": [{**text("Monday"), "cache_control": MARK}]},
            {
                "role": "assistant",
                "content": [
                    {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
                    text("I look."),
                    {"type": "tool_use", "id": "t", "name": "Read", "input": {"a": 1}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": "t",
                        "content": [{"type": "tool_reference", "tool_name": "Cron"}],
                        "cache_control": MARK,
                    },
                    text("Tool loaded."),
                    {"type": "document", "source": {"type": "url", "url": "https://x/a.pdf"}, "title": "A"},
                ],
            },
        ],
        "thinking": {"type": "adaptive", "display": "updates"},
        "output_config": {"effort": "high", "task_budget": {"total": 9}},
        "metadata": {"user_id": '{"session_id":"s"}'},
        "context_management": {"edits": []},
        "stream": True,
    }
    notes: list[Note] = []
    assert encode_request(decode_request(body, notes), MAKER, notes) == body
    assert notes == []
    off = encode_request(decode_request({**body, "thinking": {"type": "disabled"}}, notes), MAKER, notes)
    assert "context_management" not in off
    budget = {**body, "thinking": {"type": "enabled", "budget_tokens": 31_999}}
    assert encode_request(decode_request(budget, notes), MAKER, notes)["thinking"] == budget["thinking"]


# ----------------------------------------------------------------------------- properties
_texts = st.text(max_size=6)
_items: st.SearchStrategy[Item] = st.one_of(
    st.builds(said, st.sampled_from(["user", "assistant", "system"]), _texts, _texts),
    st.builds(Reasoning, _texts, st.none(), st.sampled_from([None, {"signature": "s"}, {"data": "d"}])),
    st.builds(
        ToolCall, st.sampled_from(["a", "b"]), st.just("T"), st.sampled_from(["{}", '{"x":1}', "", "[", "7"])
    ),
    st.builds(ToolResult, st.sampled_from(["a", "b"]), st.builds(lambda t: (Text(t),), _texts)),
    st.builds(
        Foreign, st.just("messages"), st.just({"type": "x"}), _texts, st.sampled_from(["user", "assistant"])
    ),
)


@given(st.lists(_items, max_size=8), st.booleans())
def test_messages_alternate_and_begin_with_the_user(items: list[Item], plain: bool) -> None:
    found = messages(*items, dialect=Dialect(reasoning_plain=plain))
    roles = [message["role"] for message in found]
    assert roles[0] == "user"
    assert all(one != other for one, other in pairwise(roles))
    for message in found:
        kinds = [block["type"] for block in message["content"]]
        assert kinds
        assert all(block["text"].strip() for block in message["content"] if block["type"] == "text")
        order = {"thinking": 0, "redacted_thinking": 0, "tool_result": 0, "text": 1, "tool_use": 2}
        assert [order[kind] for kind in kinds] == sorted(order[kind] for kind in kinds)
        if message["role"] == "assistant":
            assert kinds[-1] in ("text", "tool_use")


@given(st.lists(_items, max_size=8))
def test_row_121_what_was_written_is_read_alike(items: list[Item]) -> None:
    dialect = Dialect(mid_system=True, reasoning_plain=True)
    body = write(*items, dialect=dialect)
    again = decode_request(body, [])
    restored = [
        Reasoning(item.text, native={"data" if item.extra else "signature": item.sealed or ""})
        if isinstance(item, Reasoning)
        else item
        for item in again.items
    ]
    assert write(*restored, dialect=dialect)["messages"] == body["messages"]
