"""Whatever is encoded, independent parsers and our own decoder read it back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.conversation import Close, Delta, Event, Fail, Failure, Open, Stop
from proxy.reply.fold import Reply, fold
from proxy.sse import SseReader
from proxy.wires import Client
from proxy.wires.responses import reply_decoder
from tests.proxy.wires.responses.streams import (
    FULL,
    START,
    encode,
    last,
    parse,
    replies,
    run,
    sdk,
    without_ids,
)


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
