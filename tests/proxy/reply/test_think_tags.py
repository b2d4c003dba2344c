"""Thinking in tags at the start of the text, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Close, Delta, Event, Open, Stop
from proxy.reply.fold import fold
from proxy.reply.think_tags import ThinkTags
from tests.fakes.replies import (
    BROKEN,
    END,
    START,
    call,
    events_in_any_order,
    feed,
    joined,
    pieces,
    text,
    thought,
)

KEY = -1


def through(*events: Event) -> list[Event]:
    return joined(ThinkTags().feed(list(events)))


@pytest.mark.parametrize("before", ["", "\n", "  "])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_row_075_tags_at_the_start_become_reasoning(before: str, size: int) -> None:
    whole = f"{before}<think>I <b>wonder</think>\n\nHello </think> <think>"
    out = through(START, *text(*pieces(whole, [size])), END)
    assert out == [START, *thought("I <b>wonder", key=KEY), *text("Hello </think> <think>"), END]


@pytest.mark.parametrize(
    "whole",
    ["Hello <think>x</think>", "```\n<think>x</think>\n```", "<thin", "<thinking>x", "<", " ", "think>", "x"],
)
@pytest.mark.parametrize("size", [1, 4, 100])
def test_row_075_anything_else_is_text(whole: str, size: int) -> None:
    events: list[Event] = [START, *text(*pieces(whole, [size])), END]
    assert through(*events) == joined(events)


def test_row_075_the_second_text_is_left_alone() -> None:
    events: list[Event] = [
        START,
        *text("a"),
        *call("run", "{}", key=1),
        *text("<think>b</think>", key=2),
        END,
    ]
    assert through(*events) == events


def test_thinking_that_is_never_closed_is_thinking() -> None:
    assert through(START, *text("<think>a</th"), END) == [START, *thought("a</th", key=KEY), END]
    out = through(START, Open(0, "text"), Delta(0, "<think>a<"), BROKEN)
    assert out == [START, Open(KEY, "reasoning"), Delta(KEY, "a<"), Close(KEY, False), BROKEN]


def test_thinking_ends_where_a_call_begins() -> None:
    out = through(
        START, Open(0, "text"), Delta(0, "<think>a"), *call("run", "{}", key=1), Delta(0, " b"), Close(0), END
    )
    assert out == [
        START,
        *thought("a", key=KEY),
        *call("run", "{}", key=1),
        Open(0, "text"),
        Delta(0, "b"),
        Close(0),
        END,
    ]


def test_thinking_and_no_text_leave_no_text_part() -> None:
    assert through(START, *text("<think>a</think>\n\n"), END) == [START, *thought("a", key=KEY), END]
    assert through(START, *text("<think></think>b"), END) == [START, *thought(key=KEY), *text("b"), END]


def test_what_was_held_back_comes_before_the_end() -> None:
    out = through(START, Open(0, "text"), Delta(0, "<th"), Stop("max_tokens"))
    assert out == [START, Open(0, "text"), Delta(0, "<th"), Stop("max_tokens")]
    assert through(START, Open(0, "text"), Close(0), END) == [START, Open(0, "text"), Close(0), END]


def test_the_hot_path_returns_the_very_list() -> None:
    stage = ThinkTags()
    stage.feed([Open(0, "text"), Delta(0, "Hi")])
    chunk: list[Event] = [Delta(0, " there")]
    assert stage.feed(chunk) is chunk


@given(st.text("<think>/ a\n", max_size=40), st.lists(st.integers(1, 5), min_size=1))
def test_row_075_pieces_do_not_matter(whole: str, sizes: list[int]) -> None:
    once = through(START, *text(whole), END)
    assert through(START, *text(*pieces(whole, sizes)), END) == [
        e for e in once if not isinstance(e, Delta) or e.text
    ]


@given(events_in_any_order, st.lists(st.integers(1, 5), min_size=1))
def test_any_order_of_events_is_taken(events: list[Event], sizes: list[int]) -> None:
    out = feed(ThinkTags().feed, [*events, END], sizes)
    assert out[-1] == END


def test_both_kinds_of_reasoning_fold() -> None:
    reply = fold(through(START, *thought("native", key=5), *text("<think>tag</think>x"), END))
    assert [(part.kind, part.text) for part in reply.parts] == [
        ("reasoning", "native"),
        ("reasoning", "tag"),
        ("text", "x"),
    ]
