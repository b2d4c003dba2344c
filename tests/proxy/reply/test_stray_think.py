"""The end of thinking without its beginning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Delta, Event, Note
from proxy.reply.stray_think import StrayThink
from proxy.warning import THINKING_TEXT_LEAKED
from tests.fakes.replies import BROKEN, END, START, call, feed, joined, pieces, text, thought

LEAK = "I wonder.\n</think>\n\nHello"


def through(events: list[Event], size: int = 1_000) -> tuple[list[Event], list[Note]]:
    notes: list[Note] = []
    return joined(feed(StrayThink(notes).feed, events, [size])), notes


def test_in_one_piece_it_becomes_reasoning() -> None:
    out, [note] = through([START, *text(LEAK), END])
    assert out == [START, *thought("I wonder.", key=-1), *text("Hello"), END]
    assert note.code == THINKING_TEXT_LEAKED


@pytest.mark.parametrize("size", [1, 3, 7])
def test_in_a_stream_the_tag_goes(size: int) -> None:
    out, [note] = through([START, *text(*pieces(LEAK, [size])), END])
    [said] = [event.text for event in out if type(event) is Delta]
    assert said.split() == ["I", "wonder.", "Hello"]
    assert note.code == THINKING_TEXT_LEAKED


def test_at_the_very_end() -> None:
    out, [note] = through([START, *text("I wonder.</think>"), END])
    assert note.code == THINKING_TEXT_LEAKED
    assert "</think>" not in str(out)


def test_nothing_before_it() -> None:
    out, [_] = through([START, *text("</think>\n\nHello"), END])
    assert out == [START, *text("Hello"), END]


@pytest.mark.parametrize(
    "whole",
    [
        "The tag </think> closes it.",
        "`</think>`\n",
        "<think>a</think>\nb",
        "a < b\n",
        "</thin",
        "</b>\n",
        "",
        "x",
    ],
)
@pytest.mark.parametrize("size", [1, 4, 100])
def test_anything_else_is_text(whole: str, size: int) -> None:
    events: list[Event] = [START, *text(*pieces(whole, [size])), END]
    out, notes = through(events, 1)
    assert out == joined(events)
    assert notes == []


def test_who_thinks_in_his_own_place_is_left_alone() -> None:
    for first in (thought("hm"), call("run", "{}")):
        events: list[Event] = [START, *first, *text(LEAK, key=3), END]
        assert through(events) == (joined(events), [])


def test_a_broken_reply_gives_out_what_is_held() -> None:
    out, _ = through([START, *text("a </thi", complete=False)[:2], BROKEN])
    assert out == [START, *text("a </thi")[:2], BROKEN]


@given(st.text("<>/think `\n", max_size=40), st.integers(1, 9))
def test_no_text_is_lost_but_the_tag(whole: str, size: int) -> None:
    out, notes = through([START, *text(*pieces(whole, [size])), END], 1)
    said = "".join(getattr(event, "text", "") for event in out)
    if not notes:
        assert said == whole
    else:
        assert "".join(said.split()) == "".join(whole.replace("</think>", "", 1).split())
