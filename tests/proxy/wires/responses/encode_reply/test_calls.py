"""Calls of every kind, and calls that are cut."""

import pytest

from proxy.conversation import Close, Delta, Event, Open, Stop
from tests.proxy.wires.responses.streams import START, TEXT, done_items, last, run, types, without_ids


def test_row_096_function_call_with_namespace() -> None:
    events = run(
        [
            START,
            Open(0, "tool", id="call_1", name="spawn_agent", namespace="multi_agent_v1"),
            Delta(0, '{"message":'),
            Delta(0, '"hi"}'),
            Close(0),
            Stop("tool_use"),
        ]
    )
    assert types(events)[2:-1] == [
        "output_item.added",
        "function_call_arguments.delta",
        "function_call_arguments.delta",
        "function_call_arguments.done",
        "output_item.done",
    ]
    item = done_items(events)[0]
    assert without_ids(item) == {
        "type": "function_call",
        "status": "completed",
        "call_id": "call_1",
        "name": "spawn_agent",
        "namespace": "multi_agent_v1",
        "arguments": '{"message":"hi"}',
    }
    assert str(item["id"]).startswith("fc_")
    assert (
        "namespace"
        not in done_items(run([START, Open(0, "tool", id="c", name="f"), Close(0), Stop("end")]))[0]
    )


def test_row_097_no_arguments_become_an_empty_object() -> None:
    events = run([START, Open(0, "tool", id="c", name="f"), Close(0), Stop("tool_use")])
    assert done_items(events)[0]["arguments"] == "{}"
    assert [event["delta"] for event in events if "delta" in event] == ["{}"]


def test_row_093_custom_call_has_raw_input() -> None:
    raw = '*** Begin Patch\n+"x" \\n \u00e9\n*** End Patch'
    events = run(
        [
            START,
            Open(0, "tool", id="c", name="apply_patch", tool="custom"),
            Delta(0, raw[:8]),
            Delta(0, raw[8:]),
            Close(0),
            Stop("tool_use"),
        ]
    )
    assert types(events)[2:-1] == [
        "output_item.added",
        "custom_tool_call_input.delta",
        "custom_tool_call_input.delta",
        "custom_tool_call_input.done",
        "output_item.done",
    ]
    item = done_items(events)[0]
    assert (item["type"], item["input"]) == ("custom_tool_call", raw)
    assert "arguments" not in item
    assert str(item["id"]).startswith("ctc_")


def test_row_095_tool_search_call_has_an_object() -> None:
    for text, arguments in (('{"query":"x"}', {"query": "x"}), ("", {})):
        pieces: list[Event] = [Delta(0, text)] if text else []
        events = run(
            [
                START,
                Open(0, "tool", id="c", name="tool_search", tool="search"),
                *pieces,
                Close(0),
                Stop("tool_use"),
            ]
        )
        item = done_items(events)[0]
        assert without_ids(item) == {
            "type": "tool_search_call",
            "status": "completed",
            "call_id": "c",
            "execution": "client",
            "arguments": arguments,
        }


@pytest.mark.parametrize("arguments", ['{"query":"ca', "[1]"])
def test_row_095_search_that_is_no_json_is_said_in_words(arguments: str) -> None:
    events = run(
        [
            START,
            Open(0, "tool", id="c", name="tool_search", tool="search"),
            Delta(0, arguments),
            Close(0),
            Stop("end"),
        ]
    )
    items = done_items(events)
    assert [item["type"] for item in items] == ["message"]
    assert arguments in items[0]["content"][0]["text"]  # type: ignore[index]
    assert last(events)["status"] == "completed"


def test_items_end_in_the_order_in_which_the_provider_ended_them() -> None:
    """However its bytes were cut: an order of our own would depend on what came in one piece."""
    events = run(
        [
            START,
            Open(0, "tool", id="a", name="f"),
            Open(1, "tool", id="b", name="f"),
            Delta(1, '{"b":'),
            Delta(0, '{"a":'),
            Delta(0, "1}"),
            Delta(1, "2}"),
            Close(1),
            Close(0),
            Stop("tool_use"),
        ]
    )
    assert [item["call_id"] for item in done_items(events)] == ["b", "a"]
    assert [item["arguments"] for item in done_items(events)] == ['{"b":2}', '{"a":1}']


def test_row_088_cut_call_is_never_done() -> None:
    for tool in ("function", "custom", "search"):
        events = run(
            [
                START,
                *TEXT,
                Open(1, "tool", id="c", name="f", tool=tool),
                Delta(1, '{"a'),
                Close(1, False),
                Stop("max_tokens"),
            ]
        )
        assert [item["type"] for item in done_items(events)] == ["message"]
        assert "function_call_arguments.done" not in types(events)
        response = last(events)
        assert response["status"] == "incomplete"
        assert response["incomplete_details"] == {"reason": "max_output_tokens"}


def test_cut_call_in_a_reply_that_ends_well_fails() -> None:
    events = run(
        [START, Open(1, "tool", id="c", name="f"), Close(1, False), Stop("tool_use")], client="codex"
    )
    assert last(events)["status"] == "failed"
    assert last(events)["error"]["code"] == "server_error"  # type: ignore[index]
