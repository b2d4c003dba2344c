"""Calls of every kind: functions, custom and hosted tools, namespaces, tool search."""

from proxy.conversation import Json, Stop
from proxy.reply.fold import ReplyPart, fold
from tests.proxy.wires.responses.decode_reply.upstream import (
    added,
    call,
    completed,
    created,
    delta,
    done,
    message,
    parts,
    reply,
    whole,
)


def test_row_052_custom_call_with_raw_input() -> None:
    raw_input = '*** Begin Patch\n+"x" \\n é\n*** End Patch'
    item: Json = {
        "type": "custom_tool_call",
        "id": "ctc_1",
        "call_id": "c",
        "name": "apply_patch",
        "input": "",
    }
    events = [
        created(),
        added(item),
        delta("custom_tool_call_input", raw_input[:9], "ctc_1", 0),
        delta("custom_tool_call_input", raw_input[9:], "ctc_1", 0),
        {
            "type": "response.custom_tool_call_input.done",
            "item_id": "ctc_1",
            "output_index": 0,
            "input": raw_input,
        },
        done({**item, "input": raw_input}),
        completed(),
    ]
    assert reply(events).parts == [
        ReplyPart("tool", raw_input, id="c", name="apply_patch", tool="custom", complete=True)
    ]
    assert reply([created(), done({**item, "input": raw_input}), completed()]).parts[0].text == raw_input


def test_row_095_tool_search_call_has_json_text() -> None:
    item: Json = {
        "type": "tool_search_call",
        "id": "tsc_1",
        "call_id": "c",
        "execution": "client",
        "arguments": {"query": "x"},
    }
    assert reply([created(), added({**item, "arguments": {}}), done(item), completed(item)]).parts == [
        ReplyPart("tool", '{"query":"x"}', id="c", name="tool_search", tool="search", complete=True)
    ]


def test_row_096_call_with_namespace() -> None:
    folded = reply([created(), done(call("{}", name="spawn", namespace="agents")), completed()])
    assert folded.parts == [
        ReplyPart("tool", "{}", id="call_1", name="spawn", namespace="agents", complete=True)
    ]


def test_hosted_items_break_nothing() -> None:
    search: Json = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    server: Json = {"type": "tool_search_call", "id": "x", "execution": "server", "arguments": {}}
    folded = reply(
        [
            created(),
            added(search, 0),
            {"type": "response.web_search_call.searching", "item_id": "ws_1", "output_index": 0},
            done(search, 0),
            added(server, 1),
            done(server, 1),
            delta("output_text", "found", "msg_1", 2),
            completed(search, server, message("found")),
        ]
    )
    assert parts(folded) == [("text", "found", True)]
    assert folded.stop == Stop("end")


def test_compaction_item_of_a_maker() -> None:
    item: Json = {"type": "compaction", "id": "cmp_1", "encrypted_content": "blob"}
    expected = [ReplyPart("compaction", complete=True, sealed="blob")]
    assert reply([created(), added(item), done(item), completed(item)]).parts == expected
    assert fold(whole({"status": "completed", "output": [item]})).parts == expected
