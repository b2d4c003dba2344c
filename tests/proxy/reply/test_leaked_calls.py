"""Calls left in the text: made calls where they are beyond doubt, left as text where not, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Close, Delta, Event, Fail, Meta, Note, Open, Stop, Tool
from proxy.reply.guard import Guard
from proxy.reply.leaked_calls import MAX_HELD, LeakedCalls
from proxy.warning import TOOL_TEXT_LEAKED
from tests.fakes.replies import BROKEN, END, START, call, feed, joined, pieces, text
from tests.proxy.reply.test_call_text import DOUBTFUL, FORMS, TOOLS

LEAK = FORMS["qwen json"]


def through(events: list[Event], size: int = 1) -> tuple[list[Event], list[str]]:
    notes: list[Note] = []
    return joined(feed(LeakedCalls(TOOLS.values(), notes).feed, events, [size])), [
        note.code for note in notes
    ]


def said(out: list[Event]) -> str:
    keys = {event.key for event in out if type(event) is Open and event.kind == "text"}
    return "".join(event.text for event in out if type(event) is Delta and event.key in keys)


def made(out: list[Event]) -> list[str]:
    return [event.name for event in out if type(event) is Open and event.kind == "tool"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_a_leak_becomes_a_call(form: str, size: int) -> None:
    events: list[Event] = [START, *text(*pieces("I look.\n\n" + FORMS[form] + "\n", [size])), END]
    out, codes = through(events)
    assert (said(out), made(out), codes) == ("I look.\n\n", ["run"], [TOOL_TEXT_LEAKED])
    assert out[-1] == Stop("tool_use")
    guarded = Guard([]).feed(out)
    assert [type(event) for event in guarded[-2:]] == [Close, Stop]
    assert guarded[-2].complete  # type: ignore[union-attr]


def test_a_reply_of_nothing_else_has_no_text_part() -> None:
    out, _ = through([START, *text(LEAK), END])
    assert [event.kind for event in out if type(event) is Open] == ["tool"]


def test_two_calls_have_two_keys() -> None:
    out, _ = through([START, *text(LEAK + "\n" + LEAK), END])
    keys = [event.key for event in out if type(event) is Open]
    assert len(set(keys)) == 2


@pytest.mark.parametrize("case", [name for name, one in DOUBTFUL.items() if one.startswith("<")])
@pytest.mark.parametrize("size", [1, 1000])
def test_a_doubtful_one_stays_text(case: str, size: int) -> None:
    events: list[Event] = [START, *text(*pieces(DOUBTFUL[case], [size])), END]
    out, codes = through(events)
    assert out == joined(events)
    assert codes == [TOOL_TEXT_LEAKED]


@pytest.mark.parametrize(
    "whole",
    [
        f"Write `{LEAK}` for it",
        f"Like this: {LEAK}",
        f"```\n{LEAK}\n```\n",
        f"```xml\n{LEAK}",
        "a < b and c <tool",
        "<div>\n<b>x</b>\n</div>\n<",
        "",
        "plain\n\n",
    ],
)
@pytest.mark.parametrize("size", [1, 6, 1000])
def test_what_is_about_calls_is_no_call(whole: str, size: int) -> None:
    events: list[Event] = [START, *text(*pieces(whole, [size])), END]
    assert through(events) == (joined(events), [])


def test_behind_a_closed_fence_it_counts_again() -> None:
    out, _ = through([START, *text(*pieces(f"```\nx\n```\n{LEAK}", [3])), END])
    assert (said(out), made(out)) == ("```\nx\n```\n", ["run"])


@pytest.mark.parametrize("reason", ["max_tokens", "refusal", "content_filter"])
def test_a_reply_that_was_cut_keeps_its_text(reason: str) -> None:
    out, codes = through([START, *text("a\n" + LEAK), Stop(reason)])  # type: ignore[arg-type]
    assert (said(out), made(out), codes) == ("a\n" + LEAK, [], [TOOL_TEXT_LEAKED])


def test_who_calls_by_himself_is_taken_at_his_word() -> None:
    for events in ([*call("run", "{}", key=5), *text(LEAK)], [*text(LEAK), *call("run", "{}", key=5)]):
        out, _ = through([START, *events, END])
        assert (said(out), made(out)) == (LEAK, ["run"])


def test_a_broken_reply_gives_out_what_is_held() -> None:
    for events in (text(LEAK)[:2], text(LEAK)):
        out, _ = through([START, *events, BROKEN])
        assert (said(out), made(out)) == (LEAK, [])
        assert type(out[-1]) is Fail


def test_a_part_that_was_never_closed() -> None:
    out, _ = through([START, *text(LEAK)[:2], END])
    assert made(out) == ["run"]


def test_too_long_for_a_call() -> None:
    long = "<tool_call>" + "x" * MAX_HELD
    out, _ = through([START, *text(long, "y", "z"), END])
    assert said(out) == long + "yz"


def test_other_events_pass() -> None:
    events: list[Event] = [START, Open(0, "text"), Meta(0, "annotations", []), Delta(0, "x"), Close(0), END]
    assert through(events)[0] == events


def test_plain_text_passes_as_the_list_it_is() -> None:
    stage = LeakedCalls([Tool("run")], [])
    stage.feed([START, Open(0, "text"), Delta(0, "a")])
    events: list[Event] = [Delta(0, "b\n"), Delta(0, "c")]
    assert stage.feed(events) is events


@given(st.text("<>/tol_ca {}`\n", max_size=60), st.integers(1, 9))
def test_nothing_is_lost(whole: str, size: int) -> None:
    out, _ = through([START, *text(*pieces(whole, [size])), END])
    assert said(out) == whole
