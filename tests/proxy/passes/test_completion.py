"""Definitions that the client left out are completed while it uses the tools, and not otherwise."""

from typing import cast

from msgspec.structs import replace

from proxy.conversation import Item, Json, Note, Tool
from proxy.large_json import MAX_VALUES
from proxy.passes.completion import complete_tools
from tests.proxy.passes.says import (
    ANTHROPIC,
    DEEPSEEK_MESSAGES,
    PLAIN,
    actions,
    ask,
    assistant,
    call,
    result,
    user,
)

USED = call(
    "1", "weather", '{"city":"Rome","days":3,"x":1.5,"ok":true,"list":["a"],"more":{},"none":null,"e":[]}'
)


def complete(*items: Item, tools: tuple[Tool, ...] = (), notes: list[Note] | None = None) -> tuple[Tool, ...]:
    return complete_tools(ask(*items, tools=tools), tools, "chat", PLAIN, [] if notes is None else notes)[0]


def test_a_result_without_any_declaration_completes_the_tool_from_its_calls() -> None:
    notes: list[Note] = []
    (tool,) = complete(user("u"), USED, result("1"), notes=notes)
    assert tool.name == "weather"
    assert cast(Json, tool.schema)["properties"] == {
        "city": {"type": "string"},
        "days": {"type": "integer"},
        "x": {"type": "number"},
        "ok": {"type": "boolean"},
        "list": {"type": "array", "items": {"type": "string"}},
        "more": {"type": "object"},
        "none": {},
        "e": {"type": "array", "items": {}},
    }
    assert "completed from history: weather" in actions(notes)


def test_requirement_024_arguments_beyond_reason_say_nothing() -> None:
    raw = '{"a":[%s1]}' % ("{}," * MAX_VALUES)
    (tool,) = complete(user("u"), call("1", "run", raw), result("1"))
    assert cast(Json, tool.schema)["properties"] == {}


def test_custom_and_namespaced_tools_are_completed_as_such() -> None:
    tools = complete(
        call("1", "patch", "raw", kind="custom"),
        replace(call("2", "spawn", "not json"), namespace="agents"),
        result("1"),
        result("2"),
    )
    assert [(tool.name, tool.kind, tool.namespace) for tool in tools] == [
        ("patch", "custom", None),
        ("spawn", "function", "agents"),
    ]


def test_row_010_a_request_for_words_stays_without_tools() -> None:
    assert complete(user("u"), USED, result("1"), assistant("a"), user("CONTEXT CHECKPOINT")) == ()
    assert complete(user("u")) == ()


def test_a_tool_that_the_client_does_not_have_is_not_offered_again() -> None:
    assert complete(call("1", "made_up"), result("1", "unsupported call: made_up")) == ()
    assert complete(call("1", "made_up"), result("1", "aborted")) == ()


def test_beside_other_tools_only_what_was_just_used_is_completed() -> None:
    other = Tool("other")
    history = (user("u"), call("1", "old"), result("1"), assistant("a"), user("v"), USED, result("1"))
    tools = complete(*history[:5], replace(USED, id="2"), result("2"), tools=(other,))
    assert [tool.name for tool in tools] == ["other", "weather"]
    failed = replace(result("2"), is_error=True)
    assert complete(user("v"), replace(USED, id="2"), failed, tools=(other,)) == (other,)


def test_what_is_declared_is_not_declared_again() -> None:
    declared = (Tool("weather", deferred=True),)
    request = ask(USED, result("1"), tools=declared)
    assert complete_tools(request, (), "chat", PLAIN, []) == ((), True)


def test_anthropic_gets_the_tools_of_the_history_but_may_not_call_them() -> None:
    request = ask(user("u"), USED, result("1"), assistant("a"), user("summarise"))
    tools, may_call = complete_tools(request, (), "messages", ANTHROPIC, [])
    assert [tool.name for tool in tools] == ["weather"]
    assert not may_call
    assert complete_tools(request, (), "messages", DEEPSEEK_MESSAGES, []) == ((), True)
    picture = replace(result("1"), parts=())
    assert complete(user("u"), USED, result("1"), user("You are compacting")) == ()
    assert complete(user("u"), call("1", "tool_search", kind="search"), result("1"))[0].kind == "search"
    assert complete_tools(ask(USED, picture), (), "messages", ANTHROPIC, [])[1]
