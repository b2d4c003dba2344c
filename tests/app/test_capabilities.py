"""Preset, check and user put together; the matrix and the dialect tell the same story."""

import ast
from dataclasses import replace
from typing import Any

import pytest

from app.capabilities import matrix, matrix_rows, models_of, spoken
from profiles.capabilities import CAPABILITIES, POLICIES
from profiles.making import make_profile
from profiles.profile import Endpoint, Model, Profile
from proxy.capability import RULES
from tests.tree import find_modules

DEEPSEEK = make_profile("ds", preset="deepseek").profile
OWN = Profile("own", "Own", (Endpoint("chat", "https://api.example.com/v1"),), model="m")


def check(model: str = "m", **capabilities: Any) -> dict[str, Any]:
    return {
        "model": model,
        "started_at": "2026-11-21T10:00:00+00:00",
        "verdicts": {},
        "capabilities": capabilities,
    }


def cell(found: dict[str, Any], wire: str, name: str) -> tuple[object, object]:
    entry = found["wires"][wire][name]
    return entry["value"], entry["source"]


def test_the_policies_of_both_packages_are_the_same() -> None:
    assert {rule.name: rule.choices for rule in RULES} == {
        name: choices for name, choices in POLICIES.items() if name != "model_mismatch"
    }


def test_deepseek_as_its_own_table_has_it() -> None:
    found = matrix(DEEPSEEK)
    assert (found["profile"], found["model"], found["checked_at"]) == ("ds", "deepseek-v4-pro", None)
    assert list(found["wires"]) == ["chat", "messages", "responses"]
    for name in ("images", "documents", "mcp", "cache_control", "is_error", "citations", "search_results"):
        assert cell(found, "messages", name) == (False, "preset"), name
    assert cell(found, "chat", "structured_output") == ("json_object", "preset")
    assert cell(found, "chat", "efforts") == (["low", "high", "max"], "preset")
    assert cell(found, "chat", "context_window") == (1_048_576, "preset")
    assert cell(found, "chat", "unknown_model") == ("served by deepseek-v4-flash", "preset")
    assert cell(found, "messages", "count_tokens") == (None, None)


def test_unknown_stays_unknown() -> None:
    found = matrix(OWN)
    known = {name for name, entry in found["wires"]["chat"].items() if entry["source"]}
    assert known == {"wires"}
    assert cell(found, "chat", "wires") == (True, "user")


def test_a_wire_that_is_known_not_to_work_is_shown() -> None:
    found = matrix(make_profile("cr", preset="crazyrouter").profile)
    assert found["wires"]["responses"] == {"wires": {"value": False, "source": "preset"}}
    seen = matrix(OWN, check=check(wires={"chat": True, "responses": False}))
    assert seen["wires"]["responses"] == {"wires": {"value": False, "source": "check"}}
    assert cell(seen, "chat", "wires") == (True, "check")


def test_the_check_is_heeded_for_the_model_it_checked() -> None:
    seen = check("m", images={"chat": False}, parallel_tools={"chat": False}, usage={"chat": True})
    said = spoken(OWN, OWN.endpoints[0], "m", seen)
    assert (said.table["images"], said.table["parallel_tools"]) == (False, False)
    assert (said.values["usage"], said.sources["usage"]) == (True, "check")
    other = spoken(OWN, OWN.endpoints[0], "other", seen)
    assert "images" not in other.table
    assert matrix(OWN, check=seen)["checked_at"] == "2026-11-21T10:00:00+00:00"
    assert matrix(OWN, "other", seen)["checked_at"] is None


@pytest.mark.parametrize(
    ("name", "value", "fields"),
    [
        ("images", "accepted", {}),
        ("strict_tools", True, {}),
        ("strict_tools", False, {"strict_tools": False}),
        ("developer_role", True, {}),
        ("reasoning_required_back", False, {}),
        ("reasoning_required_back", True, {"reasoning_required": True}),
        ("stream_only", True, {"stream_only": True}),
        ("cache_control", True, {"cache_control": True}),
        ("thinking", False, {}),
        ("tools", False, {}),
    ],
)
def test_what_of_a_check_changes_how_requests_are_written(name: str, value: object, fields: Any) -> None:
    before = spoken(OWN, OWN.endpoints[0], "m").table
    after = spoken(OWN, OWN.endpoints[0], "m", check(**{name: {"chat": value}})).table
    assert {key: one for key, one in after.items() if before.get(key, "none") != one} == fields


def test_the_user_has_the_last_word() -> None:
    said = {
        "all": {"images": True, "documents": True},
        "chat": {"documents": False},
        "model:m": {"max_output": 9},
    }
    profile = replace(OWN, capabilities=said, policies={"images": "refuse"})
    found = matrix(profile, check=check(images={"chat": False}))
    assert cell(found, "chat", "images") == (True, "user")
    assert cell(found, "chat", "documents") == (False, "user")
    assert cell(found, "chat", "max_output") == (9, "user")
    assert found["policies"]["images"] == {
        "value": "refuse", "source": "user", "choices": ["drop", "fallback", "refuse"],
    }  # fmt: skip
    assert found["policies"]["mcp"]["value"] == "fallback"
    assert found["policies"]["model_mismatch"]["value"] == "warn"
    assert "max_output" not in spoken(profile, profile.endpoints[0], "other").table


def test_a_users_dialect_and_models_are_his_word() -> None:
    profile = replace(
        OWN,
        dialect_overrides={"chat": {"stop_limit": 2, "images": False}},
        models=(Model("m", context_window=1000, images=True),),
    )
    found = matrix(profile, check=check(images={"chat": True}))
    assert cell(found, "chat", "stop_sequences") == (2, "user")
    assert cell(found, "chat", "images") == (False, "user")
    assert cell(found, "chat", "context_window") == (1000, "user")
    own = replace(DEEPSEEK, models=(Model("deepseek-v4-pro", context_window=5),))
    assert cell(matrix(own), "chat", "context_window") == (5, "user")


def test_models() -> None:
    assert models_of(DEEPSEEK) == ["deepseek-v4-pro", "deepseek-v4-flash"]
    assert models_of(replace(OWN, model_map={"a": "b"}), check("c")) == ["m", "b", "c"]
    assert matrix(replace(OWN, model=None))["model"] is None


def test_rows_for_a_terminal() -> None:
    seen = check(images={"chat": False}, served_model={"chat": "m"})
    rows = matrix_rows(
        matrix(replace(OWN, capabilities={"all": {"documents": True, "efforts": ["low"]}}), check=seen)
    )
    assert rows[0] == ("CAPABILITY", "CHAT")
    assert ("Images", "no +") in rows
    assert ("Documents", "yes *") in rows
    assert ("Effort levels", "low *") in rows
    assert matrix_rows({"wires": {"chat": {}}, "capabilities": []}) == []
    assert ("Server tools", "none", "none", "none") in matrix_rows(matrix(DEEPSEEK))
    assert ("Heeds cache_control", "?", "no", "?") in matrix_rows(matrix(DEEPSEEK))


def test_every_name_of_the_check_is_in_the_list() -> None:
    calls = [
        node
        for module in find_modules("app/check")
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "can" and node.args
    ]
    said = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert said
    assert said <= {one.name for one in CAPABILITIES}
