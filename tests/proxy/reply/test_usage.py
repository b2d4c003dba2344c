"""Token counts: the provider's where they can be true, flagged estimates where there are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import (
    Compaction,
    Counted,
    Delta,
    Event,
    File,
    Foreign,
    Image,
    Message,
    Note,
    Open,
    Reasoning,
    Request,
    Stop,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from proxy.reply.usage import BYTES_PER_TOKEN, IMAGE_TOKENS, CountUsage, tokens_of
from proxy.warning import USAGE_MISSING
from tests.fakes.replies import BROKEN, END, START, call, events_in_any_order, feed, text, thought

REQUEST = Request(wire="chat", model="m", items=(Message("user", (Text("x" * 400),)),))


def through(*events: Event, request: Request | None = REQUEST) -> tuple[list[Event], list[Note]]:
    notes: list[Note] = []
    return CountUsage(request, notes).feed(list(events)), notes


def usage_of(events: list[Event]) -> Usage:
    return [event.usage for event in events if isinstance(event, Counted)][-1]


def test_figures_of_the_provider_stay() -> None:
    events: list[Event] = [START, *text("a"), Counted(Usage(100, 5, 80, 10, 2)), END]
    out, notes = through(*events)
    assert out == events
    assert notes == []


@pytest.mark.parametrize("given_usage", [None, Usage(), Usage(cached=7)])
def test_row_084_no_usage_is_estimated_before_the_stop(given_usage: Usage | None) -> None:
    counted: list[Event] = [] if given_usage is None else [Counted(given_usage)]
    out, notes = through(
        START, *thought("t" * 40), *text("y" * 80, key=1), *call("run", "{}", key=2), *counted, END
    )
    assert usage_of(out) == Usage(100, 31, reasoning=10, estimated=True)
    assert isinstance(out[-2], Counted)
    assert out[-1] == END
    assert notes[-1] == Note("reply.usage", "not given by the provider: estimated", USAGE_MISSING)


def test_only_what_is_missing_is_estimated() -> None:
    assert usage_of(through(START, *text("y" * 80), Counted(Usage(0, 7)), END)[0]) == Usage(
        100, 7, estimated=True
    )
    assert usage_of(through(START, *text("y" * 80), Counted(Usage(9, 0)), END)[0]) == Usage(
        9, 20, estimated=True
    )
    out, _ = through(START, Counted(Usage(9, 0)), Stop("max_tokens"))
    assert usage_of(out) == Usage(9, 0)


def test_the_last_figures_count() -> None:
    out, _ = through(START, Counted(Usage(1, 1)), *text("a"), Counted(Usage(10, 2)), END)
    assert usage_of(out) == Usage(10, 2)


def test_no_estimate_without_a_request_or_after_a_failure() -> None:
    events: list[Event] = [START, *text("a"), END]
    assert through(*events, request=None)[0] == events
    broken: list[Event] = [START, *text("a"), BROKEN]
    assert through(*broken)[0] == broken


@pytest.mark.parametrize(
    ("given_usage", "mended"),
    [
        (Usage(100, 5, cached=120), Usage(100, 5, cached=100)),
        (Usage(100, 5, cached=80, cache_write=50), Usage(100, 5, cached=80, cache_write=20)),
        (Usage(100, 5, reasoning=9), Usage(100, 5, reasoning=5)),
        (Usage(100, 5, cached=-1, cache_write=-1, reasoning=-1), Usage(100, 5)),
        (Usage(100, -5), Usage(100, 0)),
    ],
)
def test_row_087_figures_that_cannot_be(given_usage: Usage, mended: Usage) -> None:
    out, notes = through(START, Counted(given_usage), END)
    assert usage_of(out) == mended
    assert len(notes) == 1


def test_other_scripts_are_weighed_by_their_bytes() -> None:
    out, _ = through(START, *text("你好" * 20), END, request=Request(wire="chat", model="m"))
    assert usage_of(out).output == 40 * 3 // BYTES_PER_TOKEN


def test_the_size_of_a_request() -> None:
    request = Request(
        wire="responses",
        model="m",
        items=(
            Message("system", (Text("a" * 40),)),
            Message(
                "user", (Text("b" * 4), Image("data:image/png;base64," + "A" * 9999), File("https://x/y.pdf"))
            ),
            Reasoning("c" * 40),
            ToolCall("id", "run", "d" * 37),
            ToolResult("id", (Text("e" * 40),)),
            Foreign("responses", {}, "f" * 40),
            Compaction("sealed"),
        ),
        tools=(
            Tool("run", description="g" * 37, schema={}),
            Tool("later", description="h" * 4000, deferred=True),
            Tool("patch", "custom", grammar={"definition": "i" * 100}),
        ),
    )
    tools = 3 + 37 + 2 + 5 + len('{"definition":""}') + 100
    assert tokens_of(request) == -(-(204 + tools) // BYTES_PER_TOKEN) + 2 * IMAGE_TOKENS


def test_the_hot_path_returns_the_very_list() -> None:
    stage = CountUsage(REQUEST, [])
    stage.feed([Open(0, "text")])
    chunk: list[Event] = [Delta(0, "a")]
    assert stage.feed(chunk) is chunk


@given(events_in_any_order, st.lists(st.integers(1, 5), min_size=1))
def test_any_order_of_events_gives_figures_that_can_be(events: list[Event], sizes: list[int]) -> None:
    out = feed(CountUsage(REQUEST, []).feed, [*events, END], sizes)
    for event in out:
        if isinstance(event, Counted):
            usage = event.usage
            assert usage.cached + usage.cache_write <= usage.input
            assert usage.reasoning <= usage.output
            assert min(usage.input, usage.output, usage.cached, usage.cache_write, usage.reasoning) >= 0
    assert usage_of(out).input > 0
