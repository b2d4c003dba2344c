"""Stop sequences cut out of text that an upstream without them sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Close, Delta, Event, Note, Open, Stop
from proxy.reply.stop_text import StopText
from proxy.warning import STOP_IGNORED
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


def through(sequences: tuple[str, ...], *events: Event) -> list[Event]:
    return joined(StopText(sequences).feed(list(events)))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_the_text_ends_where_the_sequence_begins(size: int) -> None:
    whole = "<block>yes</blo</block> and more </block>"
    out = through(("</block>",), START, *text(*pieces(whole, [size])), END)
    assert out == [START, *text("<block>yes</blo"), Stop("stop_sequence", "</block>")]


def test_nothing_is_lost_where_no_sequence_is() -> None:
    out = through(("</block>",), START, *text("a</blo", "b</bl"), END)
    assert out == [START, *text("a</blob</bl"), END]
    out = through(("abc",), START, Open(0, "text"), Delta(0, "xab"), BROKEN)
    assert out == [START, Open(0, "text"), Delta(0, "xab"), BROKEN]


def test_without_sequences_nothing_changes() -> None:
    events: list[Event] = [START, *text("a", "b"), END]
    assert StopText(("",)).feed(events) == events
    assert through(("]", "^", "\\"), START, *text("a]"), END)[-1] == Stop("stop_sequence", "]")


def test_a_sequence_at_once() -> None:
    assert through(("x",), START, *text("xyz"), END) == [START, *text(), Stop("stop_sequence", "x")]


def test_only_text_is_looked_at() -> None:
    events: list[Event] = [
        START,
        *thought("a STOP b"),
        *call("run", '{"a":"STOP"}', key=1),
        *text("ok", key=2),
        END,
    ]
    assert through(("STOP",), *events) == events


def test_nothing_comes_after_the_end() -> None:
    stage = StopText(("x",))
    stage.feed([START, *text("ax")])
    assert stage.feed([*text("b", key=1), END]) == []


def test_the_sequence_that_is_whole_first_wins() -> None:
    for size in (1, 2, 3, 9):
        out = through(("abcd", "bc", ""), START, *text(*pieces("xabcd", [size])), END)
        assert out == [START, *text("xa"), Stop("stop_sequence", "bc")]


@given(
    st.text("ab<", max_size=30),
    st.lists(st.text("ab<", min_size=1, max_size=4), min_size=1, max_size=3),
    st.lists(st.integers(1, 5), min_size=1),
)
def test_like_a_search_in_the_whole_text(whole: str, sequences: list[str], sizes: list[int]) -> None:
    stage = StopText(tuple(sequences))
    out: list[Event] = []
    longest = max(map(len, sequences))
    shown = given_ = 0
    for event in (START, *text(*pieces(whole, sizes)), END):
        new = stage.feed([event])
        out += new
        given_ += len(event.text) if isinstance(event, Delta) else 0
        shown += sum(len(e.text) for e in new if isinstance(e, Delta))
        if isinstance(event, Delta) and not any(isinstance(e, Stop) for e in out):
            assert given_ - shown < longest
    ends = [(whole.find(s) + len(s), whole.find(s), s) for s in sequences if s in whole]
    expected = whole[: min(ends)[1]] if ends else whole
    assert "".join(e.text for e in out if isinstance(e, Delta)) == expected
    assert out[-1] == (Stop("stop_sequence", min(ends)[2]) if ends else END)
    assert [e for e in out if isinstance(e, Close)] == [Close(0)]


@given(events_in_any_order, st.lists(st.integers(1, 5), min_size=1))
def test_any_order_of_events_is_taken(events: list[Event], sizes: list[int]) -> None:
    out = feed(StopText(("a", "{}")).feed, [*events, END], sizes)
    assert isinstance(out[-1], Stop)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_sequence_that_the_provider_was_given_and_ignored(size: int) -> None:
    notes: list[Note] = []
    stage = StopText((), ("END",), notes)
    out = joined(feed(stage.feed, [START, *text(*pieces("one END two", [size])), END]))
    assert out == [START, *text("one "), Stop("stop_sequence", "END")]
    assert [note.code for note in notes] == [STOP_IGNORED]


def test_a_sequence_that_the_provider_honours_costs_nothing() -> None:
    notes: list[Note] = []
    events: list[Event] = [START, *text("one "), Stop("stop_sequence", "END")]
    assert joined(StopText((), ("END",), notes).feed(events)) == events
    assert notes == []
