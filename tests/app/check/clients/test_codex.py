"""The small Codex: what it sends, and which events it acts on."""

from typing import Any

import orjson

from app.check.clients.codex import CodexTalk
from app.check.repository import TOOLS
from proxy.sse import SseEvent


def event(kind: str, **data: Any) -> SseEvent:
    return SseEvent(kind, orjson.dumps({"type": kind, **data}))


def done(**item: Any) -> SseEvent:
    return event("response.output_item.done", item=item)


COMPLETED = event("response.completed", response={"usage": {"input_tokens": 7}})


def test_the_first_request() -> None:
    talk = CodexTalk("m", "hello", TOOLS)
    body: Any = talk.body()
    assert [item["role"] for item in body["input"]] == ["developer", "user", "user"]
    assert (body["store"], body["stream"], body["include"]) == (False, True, ["reasoning.encrypted_content"])
    assert [tool["name"] for tool in body["tools"]] == [tool.name for tool in TOOLS]
    assert talk.headers["User-Agent"].startswith("codex")
    assert "tools" not in CodexTalk("m", "hello").body()


def test_items_are_echoed_with_results_behind_them() -> None:
    talk = CodexTalk("m", "hello", TOOLS)
    turn = talk.take(
        [
            done(type="reasoning", id="rs", encrypted_content="x", summary=[]),
            done(type="message", role="assistant", content=[{"type": "output_text", "text": "Hi"}]),
            done(type="function_call", call_id="c1", name="search", arguments='{"text":"a"}'),
            done(type="function_call", call_id="c2", name="search", arguments="{broken"),
            done(type="web_search_call"),
            event("response.in_progress"),
            COMPLETED,
        ]
    )
    assert (turn.text, turn.reasoned, turn.counted, turn.problem) == ("Hi", True, True, "")
    assert [(call.id, call.arguments) for call in turn.calls] == [("c1", {"text": "a"}), ("c2", None)]
    talk.give({"c1": "found"})
    sent: Any = talk.body()["input"]
    assert sent[3]["encrypted_content"] == "x"
    assert sent[-1] == {"type": "function_call_output", "call_id": "c1", "output": "found"}


def test_what_it_gives_up_on() -> None:
    def problem(*events: SseEvent) -> str:
        return CodexTalk("m", "x").take(events).problem

    assert problem() == "the stream ended without response.completed"
    assert CodexTalk("m", "x").again() is None
    assert CodexTalk("m", "x").take_whole({}).problem
    assert problem(SseEvent("", b"{not json"), COMPLETED) == ""
    failed = event("response.failed", response={"error": {"message": "no"}})
    assert problem(failed) == "no"
    cut = event("response.incomplete", response={"incomplete_details": {"reason": "max_output_tokens"}})
    assert problem(cut) == "the reply is incomplete: max_output_tokens"
