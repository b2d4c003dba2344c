"""Calls in the history: custom input wrapped byte for byte, names encoded, arguments JSON objects."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from proxy.conversation import Note, Tool, ToolCall
from proxy.large_json import MAX_VALUES
from proxy.passes.calls import lower_calls, tool_keys, with_namespaces
from proxy.passes.names import encode_names
from tests.proxy.passes.says import actions, call, result, user


def lowered(item: ToolCall, *, native: bool = False, notes: list[Note] | None = None) -> ToolCall:
    names = encode_names(tool_keys((), (item,), native), 64)
    (out,) = lower_calls((item,), names, native, [] if notes is None else notes)
    assert isinstance(out, ToolCall)
    return out


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_row_052_the_input_of_a_custom_call_is_wrapped_byte_for_byte(raw: str) -> None:
    out = lowered(call("1", "apply_patch", raw, kind="custom"))
    assert out.kind == "function"
    assert json.loads(out.arguments) == {"input": raw}


def test_requirement_024_arguments_beyond_reason_are_told_as_they_are() -> None:
    """Their reader keeps everybody waiting."""
    notes: list[Note] = []
    raw = '{"a":[%s1]}' % ("{}," * MAX_VALUES)
    assert json.loads(lowered(call("1", "run", raw), notes=notes).arguments) == {"input": raw}
    assert "its arguments are no JSON object: told as they are" in actions(notes)


def test_row_052_results_become_results_of_functions() -> None:
    items = (call("1", "apply_patch", "x", kind="custom"), result("1", kind="custom"))
    names = encode_names(tool_keys((), items, False), 64)
    assert lower_calls(items, names, False, [])[1] == result("1")
    assert lower_calls(items, {}, True, []) is items


def test_row_053_a_namespaced_call_has_the_name_of_the_declaration() -> None:
    declared = Tool("spawn", namespace="agents")
    item = replace(call("1", "spawn", "{}"), namespace="agents", item_id="fc_1")
    names = encode_names(tool_keys((declared,), (item,), False), 64)
    assert names == {("agents", "spawn"): "agents__spawn"}
    (out,) = lower_calls((item,), names, False, [])
    assert out == call("1", "agents__spawn", "{}")


def test_row_026_a_search_without_finds_says_what_the_client_said() -> None:
    none = result("1", "none", kind="search")
    for said in (none, replace(none, loaded=("gone",))):
        assert lower_calls((said,), {(None, "run"): "run"}, False, []) == (result("1", "none"),)


def test_row_053_a_call_without_its_namespace_gets_it_where_there_is_only_one() -> None:
    tools = (
        Tool("spawn", namespace="a"),
        Tool("list", namespace="a"),
        Tool("list", namespace="b"),
        Tool("run"),
    )
    items = (call("1", "spawn"), call("2", "list"), call("3", "run"), user("u"))
    assert with_namespaces(items, tools) == (replace(items[0], namespace="a"), *items[1:])
    assert with_namespaces(items[1:], tools) == items[1:]
    assert with_namespaces(items, (Tool("spawn"), Tool("spawn", namespace="a"))) is items


def test_search_calls_are_calls_of_one_function() -> None:
    assert lowered(call("1", "anything", '{"query":"x"}', kind="search")) == call(
        "1", "tool_search", '{"query":"x"}'
    )


def test_what_is_a_legal_function_call_stays_as_it_is() -> None:
    items = (user("u"), call("1", "run", '{"a": [1]}'), result("1"))
    names = encode_names(tool_keys((), items, False), 64)
    assert lower_calls(items, names, False, []) is items


def test_an_endpoint_that_knows_all_kinds_gets_them() -> None:
    for item in (
        call("1", "apply_patch", "*** Begin", kind="custom"),
        replace(call("1", "a.b", "{}"), namespace="x.y"),
        call("1", "tool_search", "{}", kind="search"),
    ):
        assert lowered(item, native=True) is item
    assert lowered(call("1", "a.b"), native=True).name == "a_b"
    assert lowered(replace(call("1", "a", ""), namespace="n"), native=True).arguments == "{}"


@pytest.mark.parametrize("empty", ["", "  ", "null"])
def test_missing_arguments_are_an_empty_object(empty: str) -> None:
    assert lowered(call("1", "run", empty)).arguments == "{}"


@pytest.mark.parametrize("broken", ['{"cmd": "ls', "[1]", '"x"', "ls -l", "12"])
def test_row_056_broken_arguments_are_told_inside_an_object(broken: str) -> None:
    notes: list[Note] = []
    out = lowered(call("1", "run", broken), notes=notes)
    assert json.loads(out.arguments) == {"input": broken}
    assert "no JSON object" in actions(notes)
    assert lowered(out) is out


def test_a_declaration_decides_about_the_kind_of_a_name() -> None:
    keys = tool_keys(
        (Tool("patch", kind="custom"), Tool("find", kind="search"), Tool("web", kind="server")),
        (call("1", "patch"), call("2", "web")),
        False,
    )
    assert keys == {(None, "patch"): "custom", (None, "tool_search"): "search", (None, "web"): "function"}
