"""The event sequence that Codex, openai-python and Open Responses parse; whole replies alike."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.conversation import Close, Delta, Event, Fail, Failure, FailureKind, Meta, Open, Stop, StopReason
from proxy.reply.fold import Reply, fold
from proxy.sse import SseReader
from proxy.wires import Client
from proxy.wires.responses import reply_decoder, reply_encoder
from tests.proxy.wires.responses.streams import (
    COUNTED,
    FULL,
    START,
    TEXT,
    context,
    done_items,
    encode,
    last,
    parse,
    replies,
    run,
    sdk,
    types,
    without_ids,
)


# ----------------------------------------------------------------------------- texts
def test_row_077_plain_text_is_the_full_sequence() -> None:
    events = run([START, *TEXT, COUNTED, Stop("end")])
    assert types(events) == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    response = last(events)
    assert response["model"] == "asked"
    assert response["status"] == "completed"
    assert response["usage"] == {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
        "output_tokens": 5,
        "output_tokens_details": {"reasoning_tokens": 3},
        "total_tokens": 15,
    }
    item = done_items(events)[0]
    assert response["output"] == [item]
    assert item["content"] == [
        {"type": "output_text", "text": 'Hello "you"\n\u2028é', "annotations": [], "logprobs": []}
    ]
    assert (item["role"], item["status"]) == ("assistant", "completed")
    deltas = [event for event in events if event["type"] == "response.output_text.delta"]
    assert [event["delta"] for event in deltas] == ["Hel", 'lo "you"\n\u2028é']
    assert all(event["item_id"] == item["id"] and event["logprobs"] == [] for event in deltas)
    assert "output_text" not in response


def test_nothing_said_gives_no_item() -> None:
    events = run([START, Open(0, "text"), Delta(0, ""), Close(0), Stop("end")])
    assert types(events) == ["created", "in_progress", "completed"]
    assert last(events)["usage"] is None


def test_texts_next_to_each_other_are_one_message() -> None:
    events = run(
        [
            START,
            Open(0, "text"),
            Delta(0, "a"),
            Close(0),
            Open(1, "text"),
            Delta(1, "b"),
            Close(1),
            Stop("end"),
        ]
    )
    items = done_items(events)
    assert len(items) == 1
    assert [part["text"] for part in items[0]["content"]] == ["a", "b"]  # type: ignore[attr-defined]


def test_texts_around_a_call_are_two_messages() -> None:
    events = run(
        [
            START,
            Open(0, "text"),
            Delta(0, "a"),
            Open(1, "tool", id="c", name="f"),
            Delta(0, "b"),
            Close(0),
            Close(1),
            Open(2, "text"),
            Delta(2, "c"),
            Close(2),
            Stop("tool_use"),
        ]
    )
    items = done_items(events)
    assert [item["type"] for item in items] == ["message", "function_call", "message"]
    assert [event["output_index"] for event in events if event["type"] == "response.output_item.done"] == [
        0,
        1,
        2,
    ]
    assert [part["text"] for part in items[0]["content"]] == ["ab"]  # type: ignore[attr-defined]


def test_texts_in_turns_are_two_messages() -> None:
    events = run(
        [
            START,
            Open(0, "text"),
            Delta(0, "a"),
            Open(1, "text"),
            Delta(1, "b"),
            Delta(0, "c"),
            Close(1),
            Close(0),
            Stop("end"),
        ]
    )
    assert sorted(item["content"][0]["text"] for item in done_items(events)) == ["ac", "b"]  # type: ignore[index]


def test_citations() -> None:
    citation = {"type": "url_citation", "url": "https://example.org", "title": "t"}
    events = run(
        [START, Open(0, "text"), Delta(0, "a"), Meta(0, "annotations", [citation]), Close(0), Stop("end")]
    )
    assert "output_text.annotation.added" in types(events)
    assert done_items(events)[0]["content"][0]["annotations"] == [citation]  # type: ignore[index]
    odd = run([START, Open(0, "text"), Delta(0, "a"), Meta(0, "annotations", "x"), Close(0), Stop("end")])
    assert done_items(odd)[0]["content"][0]["annotations"] == []  # type: ignore[index]


def test_halves_of_surrogate_pairs_do_not_break_the_stream() -> None:
    events = run([START, Open(0, "text"), Delta(0, "a\ud83d"), Delta(0, "\ude00"), Close(0), Stop("end")])
    assert last(events)["status"] == "completed"


# ----------------------------------------------------------------------------- reasoning
def test_reasoning_as_summary() -> None:
    events = run(
        [
            START,
            Open(0, "reasoning"),
            Delta(0, "a"),
            Delta(0, "b"),
            Meta(0, "sealed", "tn.v1.x"),
            Close(0),
            Stop("end"),
        ],
        show_reasoning_summary=True,
    )
    assert types(events)[2:-1] == [
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
    ]
    item = done_items(events)[0]
    assert item["summary"] == [{"type": "summary_text", "text": "ab"}]
    assert item["encrypted_content"] == "tn.v1.x"
    assert "content" not in item


def test_reasoning_as_content() -> None:
    events = run(
        [START, Open(0, "reasoning"), Delta(0, "ab"), Meta(0, "native", {"x": 1}), Close(0), Stop("end")]
    )
    assert types(events)[2:-1] == [
        "output_item.added",
        "content_part.added",
        "reasoning_text.delta",
        "reasoning_text.done",
        "content_part.done",
        "output_item.done",
    ]
    item = done_items(events)[0]
    assert item["summary"] == []
    assert item["content"] == [{"type": "reasoning_text", "text": "ab"}]
    assert "encrypted_content" not in item


def test_row_106_redacted_reasoning_is_an_item_without_words() -> None:
    events = run(
        [START, Open(0, "reasoning"), Meta(0, "sealed", "s"), Close(0), Stop("end")],
        show_reasoning_summary=True,
    )
    item = done_items(events)[0]
    assert (item["summary"], item["encrypted_content"]) == ([], "s")
    assert types(events)[2:-1] == ["output_item.added", "output_item.done"]


def test_row_106_output_indexes_are_contiguous() -> None:
    events = run(
        [
            START,
            Open(5, "reasoning"),
            Delta(5, "t"),
            Close(5),
            *TEXT,
            Open(9, "tool", id="c", name="f"),
            Delta(9, "{}"),
            Close(9),
            Stop("tool_use"),
        ]
    )
    indexes = [event["output_index"] for event in events if event["type"] == "response.output_item.added"]
    assert indexes == [0, 1, 2]


# ----------------------------------------------------------------------------- calls
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


# ----------------------------------------------------------------------------- ends
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


# ----------------------------------------------------------------------------- keep-alive
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


# ----------------------------------------------------------------------------- compaction
def test_compaction_is_exactly_one_item() -> None:
    events = run(
        [
            START,
            Open(0, "reasoning"),
            Delta(0, "t"),
            Close(0),
            Open(1, "text"),
            Delta(1, "summary"),
            Close(1),
            Open(2, "tool", id="c", name="f"),
            Delta(2, "{}"),
            Close(2),
            Open(3, "compaction"),
            Delta(3, "summary"),
            Meta(3, "sealed", "tn.v1.s"),
            Close(3),
            Open(4, "compaction"),
            Meta(4, "sealed", "tn.v1.t"),
            Close(4),
            COUNTED,
            Stop("end"),
        ],
        client="codex",
        compaction=True,
    )
    items = done_items(events)
    assert without_ids(items) == [{"type": "compaction", "encrypted_content": "tn.v1.s"}]
    assert types(events) == ["created", "in_progress", "output_item.added", "output_item.done", "completed"]


def test_compaction_without_a_summary_fails() -> None:
    for parts in ([], [Open(0, "compaction"), Close(0)], TEXT):
        events = run([START, *parts, Stop("end")], client="codex", compaction=True)
        assert done_items(events) == []
        assert last(events)["status"] == "failed"


# ----------------------------------------------------------------------------- independent parsers
@pytest.mark.parametrize("summary", [True, False])
def test_openai_accumulator_reads_the_stream(summary: bool) -> None:
    stream = encode(FULL, one_by_one=True, show_reasoning_summary=summary)
    with sdk(stream).responses.stream(model="asked", input="x") as responses:
        said = "".join(event.delta for event in responses if event.type == "response.output_text.delta")
        final = responses.get_final_response()
    assert said == "Hello"
    assert final.output_text == "Hello"
    assert [item.type for item in final.output] == [
        "reasoning",
        "message",
        "function_call",
        "custom_tool_call",
        "tool_search_call",
    ]
    assert final.usage is not None
    assert final.usage.total_tokens == 15
    assert final.model == "asked"


def test_openai_parses_every_event_strictly() -> None:
    events = list(sdk(encode(FULL)).responses.create(model="asked", input="x", stream=True))
    for event in events:
        type(event).model_validate(event.model_dump(by_alias=True))
    assert events[-1].type == "response.completed"


@pytest.mark.parametrize("ending", [Stop("max_tokens"), Fail(Failure("server", "x"))])
def test_openai_accumulator_sees_that_it_is_not_whole(ending: Event) -> None:
    events: list[Event] = [START, Open(0, "text"), Delta(0, "par"), Close(0, False), ending]
    with sdk(encode(events)).responses.stream(model="asked", input="x") as responses:
        seen = [event.type for event in responses]
    assert seen[-1] in ("response.incomplete", "response.failed")


# ----------------------------------------------------------------------------- properties
def decoded(stream: bytes) -> Reply:
    decoder = reply_decoder()
    found: list[Event] = []
    for event in SseReader().feed(stream):
        found += decoder.feed(event)
    return fold(found + decoder.end())


def by_order_of_items(reply: Reply) -> list[tuple[str, str, str, str, str | None]]:
    """What a client keeps of the parts, the texts of one run joined, whatever their order."""
    return sorted(
        (part.kind, part.text, part.id if part.kind == "tool" else "", part.name, part.tool)
        for part in reply.parts
    )


@given(replies())
def test_encoded_and_decoded_reply_is_the_same(events: list[Event]) -> None:
    folded = fold(events)
    again = decoded(encode(events))
    if folded.failure is not None:
        assert again.failure is not None
        return
    assert again.usage == folded.usage
    kept = [part for part in folded.parts if part.kind != "tool" or part.complete]
    assert by_order_of_items(
        Reply(parts=[part for part in again.parts if part.complete or part.kind != "tool"])
    ) == (by_order_of_items(Reply(parts=kept)))
    assert again.stop is not None
    calls = any(part.kind == "tool" for part in folded.parts)
    if folded.stop == Stop("end"):
        refused = any(part.kind == "refusal" for part in folded.parts)
        assert again.stop.reason == ("tool_use" if calls else "refusal" if refused else "end")
    else:
        assert again.stop == folded.stop
    sealed = {part.sealed for part in folded.parts if part.kind == "reasoning"}
    native = [part.native for part in again.parts if part.kind == "reasoning"]
    assert {value["encrypted_content"] for value in native} == sealed  # type: ignore[index]


@given(replies(), st.booleans())
def test_slices_of_events_do_not_matter(events: list[Event], codex: bool) -> None:
    client: Client = "codex" if codex else "other"
    together = without_ids(last(run(events, client=client)))
    assert without_ids(last(parse(encode(events, one_by_one=True, client=client)))) == together


@settings(max_examples=50)
@given(replies())
def test_openai_accumulates_any_reply(events: list[Event]) -> None:
    with sdk(encode(events, one_by_one=True)).responses.stream(model="asked", input="x") as responses:
        seen = [event.type for event in responses]
    assert seen[-1] in ("response.completed", "response.incomplete", "response.failed")
