"""The shapes Codex and the SDK insist on."""

import pytest

from proxy.conversation import Json, Usage
from proxy.wires.responses.reply_shapes import (
    ITEM_PREFIXES,
    Ids,
    call_item,
    citations,
    json_object,
    reasoning_item,
    response_object,
    usage_object,
)

# What the schema of Open Responses requires of a response.
REQUIRED = """id object created_at completed_at status incomplete_details model previous_response_id instructions
output error tools tool_choice truncation parallel_tool_calls text top_p presence_penalty frequency_penalty
top_logprobs temperature reasoning user usage max_output_tokens max_tool_calls store background service_tier
metadata safety_identifier prompt_cache_key"""


def test_response_has_every_field() -> None:
    response = response_object("resp_1", 5, "m", "in_progress")
    assert set(REQUIRED.split()) == set(response)
    assert (response["id"], response["created_at"], response["status"]) == ("resp_1", 5, "in_progress")


def test_usage_has_whole_numbers_and_both_details() -> None:
    assert usage_object(Usage(10, 5, 4, 2, 3)) == {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
        "output_tokens": 5,
        "output_tokens_details": {"reasoning_tokens": 3},
        "total_tokens": 15,
    }


def test_ids_are_unique_short_and_prefixed() -> None:
    ids, others = Ids(), Ids()
    assert ids.response.startswith("resp_")
    assert ids.response != others.response
    made = {ids.item(kind, index) for index, kind in enumerate(ITEM_PREFIXES)}
    assert len(made) == len(ITEM_PREFIXES)
    assert all(len(item_id) <= 64 for item_id in made)
    assert ids.item("message", 3).startswith("msg_")


def test_reasoning_always_has_a_summary() -> None:
    assert reasoning_item("rs", "completed", "", as_summary=True, sealed=None)["summary"] == []
    assert reasoning_item("rs", "completed", "t", as_summary=False, sealed="s")["summary"] == []


def test_calls_by_kind() -> None:
    function = call_item("fc", "completed", "function", "c", "f", "ns", "{}")
    assert (function["type"], function["namespace"], function["arguments"]) == ("function_call", "ns", "{}")
    custom = call_item("ctc", "completed", "custom", "c", "f", None, "raw")
    assert custom["input"] == "raw"
    assert "arguments" not in custom
    search = call_item("tsc", "completed", "search", "c", "tool_search", None, {"query": "x"})
    assert "name" not in search
    assert (search["execution"], search["arguments"]) == ("client", {"query": "x"})


@pytest.mark.parametrize(
    ("text", "value"),
    [("", {}), (" ", {}), ('{"a":1}', {"a": 1}), ("[1]", None), ("{", None), ('"x"', None)],
)
def test_row_095_objects(text: str, value: Json | None) -> None:
    assert json_object(text) == value


def test_citations() -> None:
    assert citations([{"type": "url_citation"}, "x", {}]) == [{"type": "url_citation"}]
    assert citations(None) == []
