"""How a reply ends, in the words that steer Codex; signs of life before it."""

import json

import pytest

from proxy.conversation import Close, Delta, Event, Fail, Failure, FailureKind, Meta, Open, Stop, StopReason
from proxy.sse import SseReader
from proxy.wires.responses import reply_encoder
from tests.proxy.wires.responses.streams import (
    COUNTED,
    START,
    TEXT,
    context,
    done_items,
    last,
    parse,
    run,
    types,
)


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("end", "completed"),
        ("stop_sequence", "completed"),
        ("tool_use", "completed"),
        ("max_tokens", "incomplete"),
        ("context_window", "incomplete"),
        ("pause", "completed"),
        ("refusal", "completed"),
        ("content_filter", "incomplete"),
    ],
)
def test_row_110_stop_reasons(reason: StopReason, status: str) -> None:
    response = last(run([START, *TEXT, Stop(reason)]))
    assert response["status"] == status
    assert response.get("end_turn") is (False if reason == "pause" else None)
    details = {"max_tokens": "max_output_tokens", "context_window": "max_output_tokens"}.get(reason, reason)
    assert response["incomplete_details"] == ({"reason": details} if status == "incomplete" else None)
    item = response["output"][0]  # type: ignore[index]
    assert item["status"] == status
    assert (response["completed_at"] is None) == (status == "incomplete")


def test_row_088_cut_text_is_an_incomplete_message() -> None:
    events = run([START, Open(0, "text"), Delta(0, "par"), Close(0, False), Stop("max_tokens")])
    item = done_items(events)[0]
    assert item["status"] == "incomplete"
    assert item["content"][0]["text"] == "par"  # type: ignore[index]


def test_row_099_thinking_that_ate_the_budget() -> None:
    events = run(
        [
            START,
            Open(0, "reasoning"),
            Delta(0, "t"),
            Meta(0, "sealed", "s"),
            Close(0, False),
            Stop("max_tokens"),
        ]
    )
    item = done_items(events)[0]
    assert (item["status"], item["encrypted_content"]) == ("incomplete", "s")


def test_row_110_refusal_part_for_others_text_for_codex() -> None:
    refusal: list[Event] = [START, Open(0, "refusal"), Delta(0, "No."), Close(0), Stop("refusal")]
    events = run(refusal)
    assert "refusal.delta" in types(events)
    assert "refusal.done" in types(events)
    assert done_items(events)[0]["content"] == [{"type": "refusal", "refusal": "No."}]
    events = run(refusal, client="codex")
    assert done_items(events)[0]["content"][0]["text"] == "No."  # type: ignore[index]
    assert last(events)["status"] == "completed"


@pytest.mark.parametrize("reason", ["refusal", "content_filter"])
def test_row_110_filtered_reply_without_words(reason: StopReason) -> None:
    response = last(run([START, Stop(reason)], client="codex"))
    assert response["status"] == "failed"
    assert response["error"]["code"] == "invalid_prompt"  # type: ignore[index]
    response = last(run([START, Stop(reason)]))
    assert response["status"] == "incomplete"
    assert response["incomplete_details"] == {"reason": "content_filter"}


def test_row_110_reply_that_the_filter_cut_stops_codex_with_a_reason() -> None:
    events = run(
        [START, Open(0, "text"), Delta(0, "par"), Close(0, False), Stop("content_filter")], client="codex"
    )
    assert done_items(events)[0]["content"][0]["text"] == "par"  # type: ignore[index]
    assert last(events)["error"]["code"] == "invalid_prompt"  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "retry_after", "code", "words"),
    [
        ("context_overflow", None, "context_length_exceeded", ""),
        ("quota", None, "insufficient_quota", ""),
        ("rate_limited", None, "rate_limit_exceeded", "Please try again in 3s."),
        ("rate_limited", 1.2, "rate_limit_exceeded", "Please try again in 2s."),
        ("rate_limited", 0.0, "rate_limit_exceeded", "Please try again in 1s."),
        ("rate_limited", 300.0, "invalid_prompt", "about 5 minutes"),
        ("auth", None, "invalid_prompt", ""),
        ("model_not_found", None, "invalid_prompt", ""),
        ("bad_request", None, "invalid_prompt", ""),
        ("policy", None, "invalid_prompt", ""),
        ("server", None, "server_error", ""),
        ("timeout", None, "server_error", ""),
        ("truncated", None, "server_error", ""),
        ("empty", None, "server_error", ""),
    ],
)
def test_row_092_failures_in_the_words_that_steer_codex(
    kind: FailureKind, retry_after: float | None, code: str, words: str
) -> None:
    failure = Failure(kind, "What happened.", retry_after=retry_after)
    events = run(
        [START, Open(0, "text"), Delta(0, "par"), Close(0, False), COUNTED, Fail(failure)], client="codex"
    )
    assert events[-1]["type"] == "response.failed"
    response = last(events)
    assert response["status"] == "failed"
    error = response["error"]
    assert isinstance(error, dict)
    assert error["code"] == code
    assert str(error["message"]).startswith("What happened.")
    assert words in str(error["message"])
    assert response["usage"] is not None
    assert done_items(events) == []


def test_row_092_finished_message_before_a_failure_is_done() -> None:
    events = run([START, *TEXT, Fail(Failure("server", "x"))])
    assert [item["type"] for item in done_items(events)] == ["message"]
    assert last(events)["output"] == done_items(events)
    events = run(
        [START, *TEXT, Open(1, "tool", id="c", name="f"), Close(1, False), Fail(Failure("server", "x"))]
    )
    assert [item["type"] for item in done_items(events)] == ["message"]


def test_row_092_failure_before_anything() -> None:
    events = run([Fail(Failure("overloaded", "Busy.", code="busy"))])
    assert types(events) == ["created", "in_progress", "failed"]
    assert last(events)["error"] == {"code": "busy", "message": "Busy."}


def test_nothing_is_said_after_the_end() -> None:
    encoder = reply_encoder(context())
    assert encoder.encode([START, Stop("end"), Open(0, "text")])
    assert encoder.encode([Open(1, "text"), Delta(1, "x")]) == b""
    assert encoder.keepalive() == b""


def test_row_102_keepalive_is_a_data_event_and_created_comes_first() -> None:
    encoder = reply_encoder(context())
    first = parse(encoder.keepalive())
    assert types(first) == ["created", "in_progress"]
    stream = encoder.keepalive() + encoder.encode([START, *TEXT[:2]]) + encoder.keepalive()
    stream += encoder.encode([*TEXT[2:], Stop("end")])
    reader = SseReader()
    events = [json.loads(event.data) for event in reader.feed(stream)]
    assert types(events)[:3] == ["in_progress", "output_item.added", "content_part.added"]
    assert types(events).count("created") == 0
    assert [event["sequence_number"] for event in events] == list(range(2, 2 + len(events)))
    assert {event["response"]["id"] for event in [*first, *events] if "response" in event} == {
        first[0]["response"]["id"]  # type: ignore[index]
    }
