"""One list of capabilities, each a view of the dialect or known from a check; what no table says is not known."""

from dataclasses import replace
from typing import Any

import pytest

from profiles import presets
from profiles.capabilities import (
    BY_NAME,
    CAPABILITIES,
    POLICIES,
    check_capabilities,
    check_policies,
    fields_for,
    model_scope,
    settable,
    value_in,
)
from profiles.errors import InvalidProfileError
from profiles.making import make_profile


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(CAPABILITIES)
    assert all(one.title for one in CAPABILITIES)


@pytest.mark.parametrize("name", [one.name for one in CAPABILITIES])
def test_what_no_table_says_is_not_known(name: str) -> None:
    assert value_in(name, {}) is None


@pytest.mark.parametrize(
    ("name", "table", "value"),
    [
        ("images", {"images": False}, False),
        ("stop_sequences", {"stop_limit": 0}, False),
        ("stop_sequences", {"stop_limit": 4}, 4),
        ("stop_sequences", {"stop_limit": None}, True),
        ("thinking", {"thinking": "none"}, False),
        ("thinking", {"thinking": "type"}, "type"),
        ("structured_output", {"structured": "json_object"}, "json_object"),
        ("structured_output", {"structured": "none"}, False),
        ("efforts", {"efforts": {"none": "off", "low": "low", "medium": "low"}}, ["low"]),
        ("server_tools", {"server_tools": ["mcp"]}, ["mcp"]),
        ("mcp", {"server_tools": ["mcp"]}, True),
        ("mcp", {"server_tools": []}, False),
        ("web_search", {"server_tools": ["web_search", "mcp"]}, True),
        ("citations", {"maker": True}, True),
        ("search_results", {"server_tools": []}, False),
        ("max_output", {"max_output": 8192}, 8192),
    ],
)
def test_a_capability_is_a_view_of_the_dialect(name: str, table: dict[str, Any], value: object) -> None:
    assert value_in(name, table) == value


@pytest.mark.parametrize(
    ("name", "value", "fields"),
    [
        ("images", False, {"images": False}),
        ("stop_sequences", False, {"stop_limit": 0}),
        ("stop_sequences", True, {"stop_limit": None}),
        ("stop_sequences", 4, {"stop_limit": 4}),
        ("thinking", False, {"thinking": "none", "effort_field": "none"}),
        ("thinking", "type", {"thinking": "type"}),
        ("structured_output", "json_object", {"structured": "json_object"}),
        ("structured_output", False, {"structured": "none"}),
        ("tool_choice", "auto", {"tool_choice": "auto"}),
        ("mcp", True, {"server_tools": ["mcp"]}),
        ("mcp", False, {"server_tools": []}),
        ("usage", False, {}),
        ("containers", True, {}),
        (
            "reasoning_required_back",
            True,
            {"reasoning_required": True, "reasoning_back": "reasoning_content"},
        ),
        ("reasoning_required_back", False, {"reasoning_required": False}),
    ],
)
def test_to_set_one_is_to_set_fields(name: str, value: object, fields: dict[str, object]) -> None:
    assert fields_for(name, value, {}) == fields


def test_a_server_tool_comes_and_goes() -> None:
    table = {"server_tools": ("web_search", "mcp")}
    assert fields_for("web_search", False, table) == {"server_tools": ["mcp"]}
    assert fields_for("code_execution", True, table) == {
        "server_tools": ["web_search", "mcp", "code_execution"]
    }


def test_efforts_stay_within_what_the_model_takes() -> None:
    kimi = presets.dialect("kimi-chat")
    pinned: Any = fields_for("efforts", ["high"], kimi)["efforts"]
    assert pinned["none"] == "off"
    assert {pinned[word] for word in ("low", "medium", "high", "max")} == {"high"}
    some: Any = fields_for("efforts", ["low", "high"], kimi)["efforts"]
    assert (some["low"], some["max"]) == ("low", "high")
    assert fields_for("efforts", ["odd"], kimi)["efforts"] == dict(kimi["efforts"])  # type: ignore[call-overload]
    assert fields_for("efforts", ["xhigh"], {})["efforts"]["low"] == "xhigh"  # type: ignore[index]
    odd = {"efforts": {"low": "odd"}}
    assert fields_for("efforts", ["high"], odd)["efforts"] == {"low": "odd"}


@pytest.mark.parametrize("table", presets.dialect_names())
def test_every_table_is_seen_and_set_again_alike(table: str) -> None:
    dialect = dict(presets.dialect(table))
    for capability in CAPABILITIES:
        value = value_in(capability.name, dialect)
        if value is None or capability.name in ("efforts", "containers"):
            continue
        changed = dialect | fields_for(capability.name, value, dialect)
        assert value_in(capability.name, changed) == value


def test_presets_say_nothing_twice() -> None:
    for preset in presets.load_presets().values():
        for values in preset.capabilities.values():
            for name in values:
                assert BY_NAME[name].field is None and BY_NAME[name].tool is None, (preset.id, name)


def test_the_seeds_table_of_deepseeks_messages_endpoint() -> None:
    table = presets.dialect("deepseek-messages")
    for name in (
        "images", "documents", "search_results", "server_tools", "web_search", "mcp", "code_execution",
        "containers", "cache_control", "citations", "is_error",
    ):  # fmt: skip
        assert value_in(name, table) in (False, []), name
    assert value_in("thinking", table) == "type"


@pytest.mark.parametrize(
    "given",
    [
        {"all": {"images": True}},
        {"chat": {"stop_sequences": 4, "structured_output": False, "efforts": ["low"]}},
        {"chat": {"stop_sequences": True, "structured_output": "json_object", "max_output": 0}},
        {model_scope("a/b"): {"context_window": 128_000}},
    ],
)
def test_what_a_user_may_say(given: dict[str, dict[str, object]]) -> None:
    profile = replace(make_profile("p", preset="deepseek").profile, capabilities=given)
    assert profile.capabilities == given


@pytest.mark.parametrize(
    "given",
    [
        {"somewhere": {"images": True}},
        {"all": {"cats": True}},
        {"all": {"images": "yes"}},
        {"all": {"max_output": True}},
        {"all": {"max_output": -1}},
        {"all": {"thinking": "much"}},
        {"all": {"efforts": "low"}},
        {"all": {"efforts": [1]}},
        {"all": {"served_model": "x"}},
    ],
)
def test_what_is_no_capability(given: dict[str, dict[str, object]]) -> None:
    with pytest.raises(InvalidProfileError):
        check_capabilities(given)


def test_policies() -> None:
    check_policies({"images": "refuse", "model_mismatch": "error"})
    for wrong in ({"cats": "drop"}, {"images": "convert"}):
        with pytest.raises(InvalidProfileError):
            check_policies(wrong)
    assert set(POLICIES) - {"model_mismatch"} <= set(settable())
