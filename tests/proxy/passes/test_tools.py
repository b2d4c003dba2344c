"""Tools as the upstream knows them, and the table that raises calls again."""

from typing import cast

import pytest
from msgspec.structs import replace

from proxy.conversation import Item, Json, Note, Request, Tool, ToolChoice, Wire
from proxy.dialect import Dialect
from proxy.passes.tools import lower_tools
from proxy.tool_table import ToolName, ToolTable
from proxy.wires import RequestError
from tests.proxy.passes.says import (
    ANTHROPIC,
    DEEPSEEK,
    OPENAI,
    PLAIN,
    actions,
    ask,
    assistant,
    call,
    result,
    user,
)

SCHEMA: Json = {"type": "object", "properties": {"cmd": {"type": "string"}}, "required": ["cmd"]}
RUN = Tool("run", schema=SCHEMA)
PATCH = Tool(
    "apply_patch",
    kind="custom",
    description="Edits files.",
    grammar={"type": "grammar", "syntax": "lark", "definition": "start: begin hunk+ end"},
)
WEB = Tool(
    "web_search", kind="server", raw={"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
)
HOSTED = Tool("web_search", kind="server", raw={"type": "web_search"})


def lower(
    *tools: Tool,
    items: tuple[Item, ...] = (user("u"),),
    wire: Wire = "chat",
    origin: Wire = "responses",
    dialect: Dialect = PLAIN,
    notes: list[Note] | None = None,
    choice: ToolChoice | None = None,
) -> tuple[Request, ToolTable]:
    request = ask(*items, wire=origin, tools=tools, tool_choice=choice)
    return lower_tools(request, wire, dialect, [] if notes is None else notes)


def test_a_request_with_plain_tools_is_returned_as_it_is() -> None:
    request = ask(user("u"), call("1"), result("1"), tools=(RUN,), tool_choice=ToolChoice())
    lowered, table = lower_tools(request, "chat", PLAIN, [])
    assert lowered is request
    assert table == ToolTable({"run": ToolName("run")}, frozenset())


def test_row_021_a_custom_tool_becomes_a_function_with_one_string() -> None:
    request, table = lower(PATCH)
    (tool,) = request.tools
    assert tool.kind == "function"
    schema = cast(Json, tool.schema)
    assert schema["required"] == ["input"]
    assert cast(Json, cast(Json, schema["properties"])["input"])["type"] == "string"
    assert tool.description.startswith("Edits files.")
    assert "lark grammar" in tool.description
    assert "start: begin hunk+ end" in tool.description
    assert "*** Begin Patch" in tool.description
    assert table.lowered == {"apply_patch"}
    assert table.client_tool("apply_patch") == ToolName("apply_patch", None, "custom")


def test_row_021_a_custom_tool_without_a_grammar_has_none_in_its_description() -> None:
    request, _ = lower(Tool("note", kind="custom"), Tool("odd", kind="custom", grammar={"definition": "x"}))
    assert "grammar" not in request.tools[0].description
    assert "this grammar:\nx" in request.tools[1].description


def test_row_022_namespaced_tools_are_flat_and_raised_again() -> None:
    tools = (Tool("spawn", namespace="one", schema=SCHEMA), Tool("spawn", namespace="two", schema=SCHEMA))
    request, table = lower(*tools)
    assert [(tool.name, tool.namespace) for tool in request.tools] == [
        ("one__spawn", None),
        ("two__spawn", None),
    ]
    assert table.client_tool("two__spawn") == ToolName("spawn", "two")


def test_row_024_tools_of_all_namespaces_and_kinds_are_there() -> None:
    tools = (
        Tool("exec", kind="custom", namespace="functions", grammar={"definition": "js", "syntax": "lark"}),
        Tool("wait", namespace="functions"),
        Tool("now", namespace="clock"),
        Tool("spawn_agent", namespace="collaboration"),
    )
    request, table = lower(*tools)
    assert [tool.name for tool in request.tools] == [
        "functions__exec",
        "functions__wait",
        "clock__now",
        "collaboration__spawn_agent",
    ]
    assert table.client_tool("functions__exec") == ToolName("exec", "functions", "custom")


def test_row_026_tool_search_is_a_function_and_found_tools_are_offered() -> None:
    found = Tool("log", namespace="mcp__git", schema=SCHEMA)
    search = Tool("tool_search", kind="search", description="Finds tools.")
    asked = call("1", "tool_search", '{"query":"git"}', kind="search")
    items = (user("u"), asked, replace(result("1", kind="search"), loaded=("log",)))
    request, table = lower(search, found, items=items)
    assert [tool.name for tool in request.tools] == ["tool_search", "mcp__git__log"]
    assert cast(Json, request.tools[0].schema)["required"] == ["query"]
    assert table.client_tool("tool_search").kind == "search"
    assert request.items[1:] == (
        call("1", "tool_search", '{"query":"git"}'),
        result("1", "Found, and available from now on: mcp__git__log"),
    )
    own: Json = {"type": "object", "properties": {"q": {"type": "string"}}}
    assert lower(replace(search, schema=own))[0].tools[0].schema == own


def test_row_027_a_hosted_tool_goes_and_with_the_last_tool_the_choice() -> None:
    notes: list[Note] = []
    request, _ = lower(HOSTED, choice=ToolChoice("auto"), notes=notes)
    assert (request.tools, request.tool_choice) == ((), None)
    assert "does not run it" in actions(notes)
    assert lower(HOSTED, RUN)[0].tools == (RUN,)
    assert lower(Tool("odd", kind="server"), RUN)[0].tools == (RUN,)


def test_row_027_the_web_search_request_of_claude_code_is_refused_rather_than_made_up() -> None:
    with pytest.raises(RequestError, match="cannot run web_search") as refused:
        lower(WEB, origin="messages", choice=ToolChoice("auto"))
    assert refused.value.failure.kind == "bad_request"
    assert refused.value.failure.fault == "client"
    assert lower(WEB, RUN, origin="messages")[0].tools == (RUN,)


def test_a_provider_that_runs_the_tool_gets_it() -> None:
    request, _ = lower(WEB, origin="messages", wire="messages", dialect=ANTHROPIC)
    assert request.tools == (WEB,)
    assert lower(HOSTED, wire="responses", dialect=OPENAI)[0].tools == (HOSTED,)
    assert lower(WEB, origin="messages", wire="responses", dialect=OPENAI)[0].tools == (WEB,)
    kept_out = replace(WEB, raw={**cast(Json, WEB.raw), "blocked_domains": ["x.example"]})
    with pytest.raises(RequestError):
        lower(kept_out, origin="messages", wire="responses", dialect=OPENAI)
    assert lower(HOSTED, RUN, wire="messages", dialect=ANTHROPIC)[0].tools == (RUN,)


def test_row_028_deferred_tools_are_offered_once_they_are_loaded() -> None:
    fetch, cron = Tool("WebFetch", schema=SCHEMA, deferred=True), Tool("Cron", schema=SCHEMA, deferred=True)
    assert lower(RUN, fetch, cron, origin="messages")[0].tools == (RUN,)
    loaded = (call("1", "run"), replace(result("1"), loaded=("WebFetch",)))
    request, _ = lower(RUN, fetch, cron, origin="messages", items=loaded)
    assert request.tools == (RUN, replace(fetch, deferred=False))
    assert request.items == (call("1", "run"), result("1"))  # a reference would name nothing upstream
    called = (call("1", "Cron"), result("1"), user("u"))
    assert lower(RUN, fetch, cron, origin="messages", items=called)[0].tools == (
        RUN,
        replace(cron, deferred=False),
    )


def test_row_028_an_endpoint_that_defers_tools_itself_gets_them() -> None:
    fetch = Tool("WebFetch", schema=SCHEMA, deferred=True)
    items = (call("1", "run"), replace(result("1"), loaded=("WebFetch",)))
    kept, _ = lower(RUN, fetch, items=items, origin="messages", wire="messages", dialect=ANTHROPIC)
    assert (kept.tools, kept.items) == ((RUN, fetch), items)
    assert lower(RUN, fetch, origin="messages", wire="responses", dialect=OPENAI)[0].tools[0].name == "run"
    assert len(lower(RUN, fetch, origin="messages", wire="responses", dialect=OPENAI)[0].tools) == 1
    assert len(lower(RUN, fetch, origin="chat", wire="chat")[0].tools) == 1


def test_row_033_illegal_names_travel_encoded_in_tools_history_and_choice() -> None:
    notes: list[Note] = []
    odd = Tool("fs.read:all", schema=SCHEMA)
    items = (user("u"), call("1", "fs.read:all"), result("1"))
    request, table = lower(odd, items=items, choice=ToolChoice("tool", "fs.read:all"), notes=notes)
    assert request.tools[0].name == "fs_read_all"
    assert request.items[1] == call("1", "fs_read_all")
    assert request.tool_choice == ToolChoice("tool", "fs_read_all")
    assert table.client_tool("fs_read_all") == ToolName("fs.read:all")
    assert "fs.read:all" in actions(notes)


def test_row_030_row_031_schemas_are_made_sendable() -> None:
    notes: list[Note] = []
    request, _ = lower(
        Tool("a", schema={"$schema": "x", **SCHEMA}), Tool("b"), Tool("c", schema={}), notes=notes
    )
    empty = {"type": "object", "properties": {}}
    assert [tool.schema for tool in request.tools] == [SCHEMA, empty, empty]
    assert "schemas adapted: a, b, c" in actions(notes)


def test_row_034_strict_is_said_where_it_holds_and_false_on_responses() -> None:
    closed = {**SCHEMA, "additionalProperties": False}
    strict, loose = Tool("a", schema=closed, strict=True), Tool("b", schema=SCHEMA, strict=True)
    notes: list[Note] = []
    request, _ = lower(strict, loose, RUN, wire="responses", dialect=OPENAI, notes=notes)
    assert [tool.strict for tool in request.tools] == [True, False, False]
    assert "tools.b.strict" in actions(notes)
    assert [tool.strict for tool in lower(strict, RUN)[0].tools] == [None, None]
    dialect = Dialect(strict_tools=True)
    assert [tool.strict for tool in lower(strict, loose, dialect=dialect)[0].tools] == [True, None]


def test_an_endpoint_that_knows_all_kinds_gets_them() -> None:
    tools = (
        PATCH,
        Tool("spawn", namespace="n"),
        Tool("tool_search", kind="search"),
        replace(RUN, strict=False),
    )
    items = (user("u"), call("1", "apply_patch", "raw", kind="custom"), result("1", kind="custom"), user("v"))
    request, table = lower(*tools, items=items, wire="responses", dialect=OPENAI)
    assert request.tools[0] == PATCH
    assert request.tools[1].namespace == "n"
    assert request.tools[2] == tools[2]
    assert request.items == items
    assert table == ToolTable({"run": ToolName("run")}, frozenset())


def test_completed_tools_may_be_called_again_unless_words_are_wanted() -> None:
    goes_on = (user("u"), call("1", "look", '{"x":1}'), result("1"))
    request, table = lower(items=goes_on)
    assert [tool.name for tool in request.tools] == ["look"]
    assert request.tool_choice is None
    assert table.client_tool("look") == ToolName("look")
    words = (*goes_on, assistant("a"), user("summarise"))
    assert lower(items=words)[0].tools == ()
    request, _ = lower(items=words, wire="messages", dialect=ANTHROPIC)
    assert [tool.name for tool in request.tools] == ["look"]
    assert request.tool_choice == ToolChoice("none")


def test_the_table_lists_tools_that_only_the_history_knows() -> None:
    items = (call("1", "old_patch", "x", kind="custom"), result("1", kind="custom"), user("u"))
    _, table = lower(RUN, items=items, dialect=DEEPSEEK)
    assert table.client_tool("old_patch") == ToolName("old_patch", None, "custom")
    assert "old_patch" in table.lowered


@pytest.mark.parametrize(
    ("origin", "wire", "dialect", "lost"),
    [
        ("messages", "chat", Dialect(), ["eager_input_streaming", "of_tomorrow"]),
        ("messages", "messages", Dialect(), ["eager_input_streaming"]),
        ("messages", "messages", Dialect(maker=True), []),
        ("chat", "chat", Dialect(), []),
    ],
)
def test_fields_of_declarations_do_not_go_in_silence(
    origin: Wire, wire: Wire, dialect: Dialect, lost: list[str]
) -> None:
    extra = {"eager_input_streaming": True, "of_tomorrow": 1, "cache_control": {}}
    tools = (Tool("run", schema={"type": "object", "properties": {}}, extra=extra),)
    notes: list[Note] = []
    lower_tools(ask(user("u"), wire=origin, tools=tools), wire, dialect, notes)
    assert [note.action for note in notes] == ([f"fields left out: {', '.join(lost)}"] if lost else [])


def test_deferred_tools_that_wait_are_noted() -> None:
    notes: list[Note] = []
    tools = (Tool("run"), Tool("later", deferred=True))
    lower_tools(ask(user("u"), wire="messages", tools=tools), "chat", Dialect(), notes)
    assert any("1 deferred" in note.action for note in notes)
