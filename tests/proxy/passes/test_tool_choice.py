"""The choice names what is offered, in the upstream's words, and is gone where there are no tools."""

import pytest

from proxy.conversation import Note, Request, Tool, ToolChoice
from proxy.dialect import Dialect
from proxy.passes.names import encode_names
from proxy.passes.tool_choice import settle_tool_choice
from tests.proxy.passes.says import OPENAI, PLAIN, actions, ask, user

TOOLS = (Tool("run"), Tool("a.b"), Tool("spawn", namespace="agents"), Tool("patch", kind="custom"))
NAMES = encode_names([(tool.namespace, tool.name) for tool in TOOLS], 64)


def settle(
    choice: ToolChoice | None,
    tools: tuple[Tool, ...] = TOOLS,
    dialect: Dialect = PLAIN,
    parallel: bool | None = None,
    notes: list[Note] | None = None,
) -> Request:
    request = ask(user("u"), tools=tools, tool_choice=choice, parallel_tool_calls=parallel)
    return settle_tool_choice(request, NAMES, "chat", dialect, [] if notes is None else notes)


def test_row_010_without_tools_there_is_neither_choice_nor_parallel() -> None:
    request = settle(ToolChoice("auto"), (), parallel=False)
    assert (request.tool_choice, request.parallel_tool_calls, request.tools) == (None, None, ())


def test_nothing_changes_where_all_is_plain() -> None:
    request = ask(user("u"), tools=TOOLS, tool_choice=ToolChoice("required"), parallel_tool_calls=False)
    assert settle_tool_choice(request, NAMES, "chat", PLAIN, []) is request


@pytest.mark.parametrize(
    ("choice", "name"),
    [
        (ToolChoice("tool", "run"), "run"),
        (ToolChoice("tool", "a.b"), "a_b"),
        (ToolChoice("tool", "patch"), "patch"),
        (ToolChoice("tool", "spawn", "agents"), "agents__spawn"),
        (ToolChoice("tool", "spawn"), "agents__spawn"),
    ],
)
def test_row_036_a_named_tool_goes_by_its_upstream_name(choice: ToolChoice, name: str) -> None:
    assert settle(choice).tool_choice == ToolChoice("tool", name)


def test_row_036_a_tool_that_is_not_offered_is_no_choice() -> None:
    notes: list[Note] = []
    assert settle(ToolChoice("tool", "web_search"), notes=notes).tool_choice is None
    assert "web_search is not offered" in actions(notes)
    assert settle(ToolChoice("tool", "web_search"), (), notes=notes).tool_choice is None
    assert len(notes) == 1


def test_row_036_allowed_tools_are_what_is_offered() -> None:
    notes: list[Note] = []
    request = settle(ToolChoice("required", allowed=("run", "agents.spawn")), notes=notes)
    assert [tool.name for tool in request.tools] == ["run", "spawn"]
    assert request.tool_choice == ToolChoice("required")
    assert "2 of 4" in actions(notes)
    everything = ToolChoice(allowed=("run", "a.b", "agents__spawn", "patch"))
    assert settle(everything).tools is TOOLS


def test_row_036_an_endpoint_that_knows_all_kinds_gets_the_choice_as_it_is() -> None:
    choice = ToolChoice("auto", allowed=("run",))
    request = ask(user("u"), tools=TOOLS, tool_choice=choice)
    assert settle_tool_choice(request, NAMES, "responses", OPENAI, []) is request


def test_a_provider_that_takes_only_auto() -> None:
    dialect = Dialect(tool_choice="auto")
    notes: list[Note] = []
    assert settle(ToolChoice("required"), dialect=dialect, notes=notes).tool_choice == ToolChoice("auto")
    assert settle(ToolChoice("auto"), dialect=dialect).tool_choice == ToolChoice("auto")
    none = settle(ToolChoice("none"), dialect=dialect, notes=notes)
    assert (none.tools, none.tool_choice) == ((), None)
    assert "became auto" in actions(notes)


def test_row_038_the_parallel_switch_goes_where_it_is_unknown() -> None:
    dialect = Dialect(parallel_tool_calls=False)
    notes: list[Note] = []
    assert settle(None, dialect=dialect, parallel=True, notes=notes).parallel_tool_calls is None
    assert not notes
    assert settle(None, dialect=dialect, parallel=False, notes=notes).parallel_tool_calls is None
    assert "no such switch" in actions(notes)
    assert settle(None, parallel=False).parallel_tool_calls is False


@pytest.mark.parametrize("parallel", [None, True, False])
def test_where_several_calls_go_wrong_they_are_asked_for_one_by_one(parallel: bool | None) -> None:
    notes: list[Note] = []
    one_by_one = Dialect(parallel_tools=False)
    assert settle(None, dialect=one_by_one, parallel=parallel, notes=notes).parallel_tool_calls is False
    assert bool(notes) == (parallel is not False)
    assert settle(None, (), one_by_one, parallel).parallel_tool_calls is None
    switchless = Dialect(parallel_tools=False, parallel_tool_calls=False)
    assert settle(None, dialect=switchless).parallel_tool_calls is None
