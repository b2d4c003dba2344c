"""The small Claude Code: what it sends, and how it reads a stream."""

from typing import Any

import orjson

from app.check.clients.claude_code import ClaudeTalk
from app.check.repository import TOOLS
from proxy.sse import SseEvent


def event(kind: str, **data: Any) -> SseEvent:
    return SseEvent(kind, orjson.dumps({"type": kind, **data}))


def block(at: int, start: dict[str, Any], *deltas: dict[str, Any]) -> list[SseEvent]:
    return [
        event("content_block_start", index=at, content_block=start),
        *(event("content_block_delta", index=at, delta=delta) for delta in deltas),
        event("content_block_stop", index=at),
    ]


STOP = [
    event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 5}),
    event("message_stop"),
]


def test_the_first_request() -> None:
    talk = ClaudeTalk("m", "hello", TOOLS)
    body: Any = talk.body()
    assert [message["role"] for message in body["messages"]] == ["user", "system"]
    assert body["system"][0]["cache_control"] == body["tools"][-1]["cache_control"] == {"type": "ephemeral"}
    assert (body["thinking"], body["max_tokens"], body["stream"]) == ({"type": "adaptive"}, 32000, True)
    assert talk.headers["anthropic-version"] == "2023-06-01"
    assert "tools" not in ClaudeTalk("m", "hello").body()


def test_blocks_are_echoed_with_results_behind_them() -> None:
    talk = ClaudeTalk("m", "hello", TOOLS)
    turn = talk.take(
        [
            event("message_start", message={"usage": {"input_tokens": 9}}),
            *block(0, {"type": "thinking", "thinking": "", "signature": ""},
                   {"type": "thinking_delta", "thinking": "hm"}, {"type": "signature_delta", "signature": "s"}),
            *block(1, {"type": "text", "text": ""}, {"type": "text_delta", "text": "Hi"}, {"type": "citations_delta"}),
            *block(2, {"type": "tool_use", "id": "t1", "name": "search", "input": {}},
                   {"type": "input_json_delta", "partial_json": '{"text":'},
                   {"type": "input_json_delta", "partial_json": '"a"}'}),
            *block(3, {"type": "tool_use", "id": "t2", "name": "search", "input": {}},
                   {"type": "input_json_delta", "partial_json": "{broken"}),
            *block(4, {"type": "server_tool_use"}),
            event("ping"),
            *STOP,
        ]
    )  # fmt: skip
    assert (turn.text, turn.reasoned, turn.counted, turn.input, turn.problem) == ("Hi", True, True, 9, "")
    assert [(call.id, call.arguments) for call in turn.calls] == [("t1", {"text": "a"}), ("t2", None)]
    talk.give({"t1": "found"})
    sent: Any = talk.body()["messages"]
    assert sent[2]["content"][0] == {"type": "thinking", "thinking": "hm", "signature": "s"}
    assert sent[2]["content"][2]["input"] == {"text": "a"}
    assert sent[3]["content"] == [{"type": "tool_result", "tool_use_id": "t1", "content": "found"}]


def test_a_broken_stream_is_asked_for_again_as_a_whole() -> None:
    talk = ClaudeTalk("m", "hello", TOOLS)
    turn = talk.take(block(0, {"type": "text", "text": ""}, {"type": "text_delta", "text": "Hi"}))
    assert turn.broken and turn.problem
    again: Any = talk.again()
    assert (again["stream"], len(again["messages"])) == (False, 2)
    content = [
        {"type": "text", "text": "Hi"},
        {"type": "tool_use", "id": "t1", "name": "search", "input": {"text": "a"}},
    ]
    whole = talk.take_whole({"content": content, "usage": {"output_tokens": 1}})
    assert (whole.text, whole.counted, whole.problem) == ("Hi", True, "")
    assert [call.arguments for call in whole.calls] == [{"text": "a"}]
    sent: Any = talk.body()["messages"]
    assert sent[-1]["content"] == content


def test_what_it_gives_up_on() -> None:
    def problem(*events: SseEvent) -> str:
        return ClaudeTalk("m", "x").take(events).problem

    assert problem() == "the stream ended without message_stop"
    assert problem(SseEvent("ping", b"{not json"), *STOP) == ""
    assert problem(event("error", error={"message": "no"})) == "no"
    cut = event("message_delta", delta={"stop_reason": "max_tokens"})
    assert problem(cut, event("message_stop")) == "the reply was cut at max_tokens"
