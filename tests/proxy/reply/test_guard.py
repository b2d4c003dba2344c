"""The guard: whatever comes in, what goes out keeps the invariants; and nothing sound is changed."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Meta,
    Note,
    Open,
    Start,
    Stop,
    StopReason,
    ToolKind,
    Usage,
)
from proxy.large_json import MAX_VALUES
from proxy.reply.guard import Guard
from tests.fakes.replies import (
    BROKEN,
    END,
    START,
    call,
    check_invariants,
    ends,
    events_in_any_order,
    feed,
    text,
    thought,
)


def guarded(*events: Event) -> list[Event]:
    return Guard([]).feed(list(events))


def end_of(events: list[Event]) -> Stop | Fail:
    last = events[-1]
    assert isinstance(last, Stop | Fail)
    return last


@given(events_in_any_order, ends, events_in_any_order, st.lists(st.integers(1, 5), min_size=1))
def test_any_soup_leaves_in_order(
    before: list[Event], end: Event, after: list[Event], sizes: list[int]
) -> None:
    guard = Guard([], "m")
    out = feed(guard.feed, [*before, end, *after], sizes)
    check_invariants(out)
    assert guard.ended


@given(events_in_any_order, st.lists(st.integers(1, 5), min_size=1))
def test_the_lists_do_not_matter(events: list[Event], sizes: list[int]) -> None:
    def without_minted(out: list[Event]) -> list[Event]:
        return [
            Open(e.key, e.kind, "", e.name, e.namespace, e.tool) if isinstance(e, Open) else e for e in out
        ]

    once = Guard([], "m").feed([*events, END])
    assert without_minted(feed(Guard([], "m").feed, [*events, END], sizes)) == without_minted(once)


def test_a_sound_reply_passes_as_it_is() -> None:
    events: list[Event] = [
        START,
        *thought("hm", native={"signature": "s"}),
        *text("Hel", "lo", key=1),
        *call("run", '{"a"', ":1}", key=2),
        *call("patch", "raw {text", key=3, id="call_2", tool="custom"),
        *call("web", key=4, id="call_3", tool="server"),
        Counted(Usage(3, 4)),
        Stop("tool_use"),
    ]
    notes: list[Note] = []
    assert Guard(notes).feed(events) == events
    assert notes == []


def test_the_hot_path_returns_the_very_list() -> None:
    guard = Guard([])
    guard.feed([START, Open(0, "text"), Delta(0, "a")])
    chunk: list[Event] = [Delta(0, "b"), Delta(0, "c")]
    assert guard.feed(chunk) is chunk
    assert guard.feed([]) == []


def test_a_missing_start_is_put_in_and_a_second_dropped() -> None:
    assert Guard([], "m").feed([*text("a"), END])[0] == Start("", "m")
    assert guarded(START, *text("a"), Start("2", "x"), END) == [START, *text("a"), END]


def test_what_is_open_is_closed_before_the_end() -> None:
    opened: list[Event] = [START, Open(0, "text"), Delta(0, "a"), Open(1, "reasoning"), Delta(1, "b")]
    assert guarded(*opened, END) == [*opened, Close(0, True), Close(1, True), END]
    assert guarded(*opened, Stop("max_tokens")) == [
        *opened,
        Close(0, False),
        Close(1, False),
        Stop("max_tokens"),
    ]
    assert guarded(*opened, BROKEN) == [*opened, Close(0, False), Close(1, False), BROKEN]


def test_nothing_follows_the_end() -> None:
    guard = Guard([])
    reply: list[Event] = [START, *text("a"), END]
    assert guard.feed([*reply, *text("b"), END, BROKEN]) == reply
    assert guard.feed([Delta(0, "c")]) == []
    assert guard.feed([END]) == []


def test_what_has_no_open_part_is_dropped_and_noted_once() -> None:
    notes: list[Note] = []
    out = Guard(notes).feed(
        [START, Delta(7, "x"), Delta(7, "y"), Meta(7, "native", {}), Close(7), *text("a"), END]
    )
    assert out == [START, *text("a"), END]
    assert [note.action for note in notes] == [
        "dropped: text of a part that is not open",
        "dropped: native of a part that is not open",
    ]


def test_a_key_that_comes_again_gets_a_new_one() -> None:
    out = guarded(START, *text("a"), *text("b", "c"), END)
    assert out == [START, *text("a"), *text("b", "c", key=1), END]
    out = guarded(START, Open(0, "text"), Delta(0, "a"), *text("b"), END)
    assert out == [START, *text("a", complete=False), *text("b", key=1), END]


def test_call_ids_are_made_where_missing_or_given_twice() -> None:
    notes: list[Note] = []
    out = Guard(notes).feed(
        [START, *call("a", id=""), *call("b", key=1, id="x"), *call("c", key=2, id="x"), Stop("tool_use")]
    )
    ids = [event.id for event in out if isinstance(event, Open)]
    assert ids[1] == "x"
    assert len(set(ids)) == 3
    assert ids[0].startswith("call_")
    assert len(notes) == 2


# ----------------------------------------------------------------------------- arguments
@pytest.mark.parametrize("tool", ["function", "search"])
@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([], ["{}"]),
        ([""], ["{}"]),
        (["  ", "\n"], ["{}"]),
        (["null"], ["{}"]),
        (["nu", "ll"], ["{}"]),
        (['{"a"', ":1}"], ['{"a"', ":1}"]),
        ([" ", '\n{"a":1}', " "], ['{"a":1}', " "]),
        (['"{\\"a\\"', ':1}"'], ['{"a":1}']),
        (['""'], ["{}"]),
    ],
)
def test_row_097_arguments_that_can_be_proven(tool: ToolKind, pieces: list[str], expected: list[str]) -> None:
    out = guarded(START, *call("run", *pieces, tool=tool), END)
    assert out == [START, *call("run", *expected, tool=tool), Stop("tool_use")]


@pytest.mark.parametrize(
    "pieces",
    [
        ['{"a":'],
        ['{"a":1}', "{}"],
        ["[1]"],
        ['"text"'],
        ["true"],
        ["nul"],
        ["{'a':1}"],
        ['{"a":1', "}}"],
        ['"{"'],
        ['{"a":[', "{}," * MAX_VALUES, "1]}"],
    ],
    ids=lambda pieces: "".join(pieces)[:20],
)
def test_row_095_finding_2_unproven_arguments_fail_the_reply(pieces: list[str]) -> None:
    out = guarded(START, *text("a"), *call("run", *pieces, key=1), Counted(Usage(1, 1)), Stop("tool_use"))
    closed = [event for event in out if isinstance(event, Close)]
    assert closed == [Close(0, True), Close(1, False)]
    end = end_of(out)
    assert isinstance(end, Fail)
    assert (end.failure.kind, end.failure.fault, end.failure.code) == (
        "truncated",
        "provider",
        "tool_arguments_invalid",
    )
    assert "`run`" in end.failure.message
    assert "".join(e.text for e in out if isinstance(e, Delta) and e.key == 1) == "".join(pieces)


def test_row_095_a_call_that_the_decoder_left_unproven_fails_a_good_end() -> None:
    for reason in ("end", "tool_use"):
        out = guarded(START, *call("run", "{}", complete=False), Stop(reason))
        assert isinstance(end_of(out), Fail)
    out = guarded(START, Open(0, "tool", "c", "run"), Delta(0, "{}"), END)
    assert isinstance(end_of(out), Fail)
    assert Close(0, False) in out


def test_row_088_a_call_cut_at_the_length_limit_is_left_incomplete() -> None:
    events: list[Event] = [
        START,
        *text("a"),
        *call("run", '{"a":', key=1, complete=False),
        Stop("max_tokens"),
    ]
    assert guarded(*events) == events


def test_empty_arguments_of_a_cut_call_are_not_filled_in() -> None:
    out = guarded(START, *call("run", complete=False), Stop("max_tokens"))
    assert out == [START, *call("run", complete=False), Stop("max_tokens")]


def test_custom_calls_are_proven_by_those_who_know_them() -> None:
    events: list[Event] = [START, *call("patch", "*** not JSON", tool="custom"), Stop("tool_use")]
    assert guarded(*events) == events


# ----------------------------------------------------------------------------- how it ends
def test_row_083_the_calls_decide_the_stop_reason() -> None:
    assert end_of(guarded(START, *call("run", "{}"), END)) == Stop("tool_use")
    assert end_of(guarded(START, *text("a"), Stop("tool_use"))) == Stop("end")
    assert end_of(guarded(START, *text("a"), *call("web", tool="server", key=1), END)) == Stop("end")
    assert end_of(guarded(START, *call("run", "{}"), Stop("max_tokens"))) == Stop("max_tokens")


@pytest.mark.parametrize(
    "parts", [[], [Open(0, "text"), Close(0)], [Open(0, "text"), Delta(0, ""), Close(0)]]
)
def test_row_082_nothing_said_is_no_success(parts: list[Event]) -> None:
    for reason in ("end", "tool_use"):
        end = end_of(guarded(START, *parts, Stop(reason)))
        assert isinstance(end, Fail)
        assert end.failure.kind == "empty"


def test_row_082_only_an_unnamed_call_fails() -> None:
    notes: list[Note] = []
    out = Guard(notes).feed([START, *call("", "{}"), Stop("tool_use")])
    assert isinstance(end_of(out), Fail)
    assert not [event for event in out if isinstance(event, Open | Delta | Close)]
    assert notes[0].action == "dropped: a tool call without a name"


@pytest.mark.parametrize("reason", [r for r in get_args(StopReason) if r not in ("end", "tool_use")])
def test_row_137_other_ends_may_be_empty(reason: StopReason) -> None:
    assert guarded(START, Stop(reason)) == [START, Stop(reason)]


def test_row_099_thinking_alone_is_allowed_and_told() -> None:
    guard = Guard([])
    events: list[Event] = [START, *thought("hm"), END]
    assert guard.feed(events) == events
    assert (guard.thought, guard.said) == (True, False)


@pytest.mark.parametrize("part", [text("a"), call("run", "{}")], ids=["text", "call"])
def test_what_was_said_is_told(part: list[Event]) -> None:
    guard = Guard([])
    guard.feed([START, *part, END])
    assert (guard.thought, guard.said) == (False, True)
    sealed: list[Event] = [START, Open(0, "reasoning"), Meta(0, "native", {"data": "x"}), Close(0), END]
    assert guarded(*sealed) == sealed


def test_a_compaction_counts_as_something_said() -> None:
    events: list[Event] = [START, Open(0, "compaction"), Meta(0, "sealed", "x"), Close(0), END]
    assert guarded(*events) == events


def test_a_failure_at_once() -> None:
    assert Guard([], "m").feed([BROKEN]) == [Start("", "m"), BROKEN]
