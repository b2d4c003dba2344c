"""A cache that worked and stops working within a conversation is noticed; everything else is not."""

from typing import Any

import pytest

from proxy.cache_watch import FRESH_SECONDS, MAX_CONVERSATIONS, CacheWatch
from proxy.conversation import Image, Message, Note, Request, Text, Usage
from proxy.warning import CACHE_COLLAPSED


def ask(opening: str = "hello", session: str | None = "s1") -> Request:
    items = (Message("system", (Text("be good"),)), Message("user", (Text(opening),)))
    return Request(wire="messages", model="m", items=items, cache_key=session)


def turns(*usages: Usage | None, **later: Any) -> list[Note]:
    """The notes of the last of several turns of one conversation, a second apart."""
    watch, notes = CacheWatch(), []
    for number, usage in enumerate(usages):
        last = number == len(usages) - 1
        at = later.get("at", float(number)) if last else float(number)
        request = later.get("request", ask()) if last else ask()
        model = later.get("model", "m") if last else "m"
        notes = watch.judge(request, "p", model, usage, at)
    return notes


GOOD = Usage(10_000, 100, cached=9_000)
LOST = Usage(11_000, 100, cached=0)


def test_a_collapse_has_both_figures() -> None:
    [note] = turns(GOOD, LOST)
    assert note.code == CACHE_COLLAPSED
    assert "0 of 11000" in note.action
    assert "9000 of 10000" in note.action


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (GOOD, Usage(11_000, 100, cached=9_900)),
        (GOOD, Usage(11_000, 100, cached=5_000)),
        (GOOD, Usage(2_000, 100, cached=0)),
        (Usage(800, 100, cached=700), Usage(900, 100, cached=0)),
        (LOST, LOST),
        (GOOD, Usage(11_000, 100, estimated=True)),
        (GOOD, None),
    ],
    ids=["hit", "half", "compacted", "too small", "never worked", "estimated", "no usage"],
)
def test_no_collapse(before: Usage, now: Usage | None) -> None:
    assert turns(before, now) == []


def test_what_comes_late_may_have_expired() -> None:
    assert turns(GOOD, LOST, at=FRESH_SECONDS + 1) == []


@pytest.mark.parametrize(
    "later",
    [
        {"request": ask("another")},
        {"request": ask(session="s2")},
        {"model": "other"},
        {"request": ask(session=None)},
    ],
    ids=["sub-agent", "session", "model", "no session"],
)
def test_another_conversation(later: dict[str, Any]) -> None:
    assert turns(GOOD, LOST, **later) == []


def test_it_is_said_once() -> None:
    assert turns(GOOD, LOST, LOST) == []


def test_memory_is_bounded() -> None:
    watch = CacheWatch()
    for number in range(MAX_CONVERSATIONS + 1):
        watch.judge(ask(session=str(number)), "p", "m", GOOD, 0.0)
    assert watch.judge(ask(session="0"), "p", "m", LOST, 1.0) == []
    assert len(watch.judge(ask(session="5"), "p", "m", LOST, 1.0)) == 1


def test_an_opening_without_words() -> None:
    picture = Request(wire="chat", model="m", items=(Message("user", (Image("data:,"),)),), cache_key="s")
    silent = Request(wire="chat", model="m", cache_key="s")
    for request in (picture, silent):
        assert CacheWatch().judge(request, "p", "m", GOOD, 0.0) == []
