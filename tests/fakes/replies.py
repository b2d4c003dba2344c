"""Events of replies for the tests of the reply stages: builders, a checker of the invariants, and random soups."""

# ruff: noqa: E501 - tables: one case, one line

from collections.abc import Callable, Iterable, Sequence

import orjson
from hypothesis import strategies as st

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    Meta,
    Open,
    Start,
    Stop,
    ToolKind,
    Usage,
)

START = Start("id", "model")
END = Stop("end")
BROKEN = Fail(Failure("truncated", "cut"))


def text(*pieces: str, key: int = 0, complete: bool = True) -> list[Event]:
    return [Open(key, "text"), *(Delta(key, piece) for piece in pieces), Close(key, complete)]


def thought(*pieces: str, key: int = 0, native: object = None) -> list[Event]:
    metas: list[Event] = [] if native is None else [Meta(key, "native", native)]
    return [Open(key, "reasoning"), *(Delta(key, piece) for piece in pieces), *metas, Close(key)]


def call(
    name: str,
    *pieces: str,
    key: int = 0,
    id: str = "call_1",  # noqa: A002 - as in Open
    tool: ToolKind = "function",
    complete: bool = True,
) -> list[Event]:
    opened = Open(key, "tool", id, name, None, tool)
    return [opened, *(Delta(key, piece) for piece in pieces), Close(key, complete)]


def feed(
    stage: Callable[[list[Event]], list[Event]], events: Iterable[Event], sizes: Sequence[int] = ()
) -> list[Event]:
    """What a stage's `feed` gives for these events, handed over in lists of these sizes (default: one list)."""
    given, out, turn = list(events), [], 0
    if not sizes:
        return stage(given)
    while given:
        size = max(1, sizes[turn % len(sizes)])
        out += stage(given[:size])
        given, turn = given[size:], turn + 1
    return out


def pieces(whole: str, sizes: Sequence[int]) -> list[str]:
    """The text in pieces of these sizes over and over."""
    found, turn = [], 0
    while whole:
        size = max(1, sizes[turn % len(sizes)])
        found.append(whole[:size])
        whole, turn = whole[size:], turn + 1
    return found


def joined(events: Iterable[Event]) -> list[Event]:
    """The events with adjacent deltas of a part joined, so that chunking does not show."""
    out: list[Event] = []
    for event in events:
        last = out[-1] if out else None
        if isinstance(event, Delta) and isinstance(last, Delta) and last.key == event.key:
            out[-1] = Delta(event.key, last.text + event.text)
        else:
            out.append(event)
    return out


def check_invariants(events: Sequence[Event]) -> None:
    """Assert what every encoder may rely on, for a reply that has ended."""
    assert isinstance(events[0], Start)
    assert isinstance(events[-1], Stop | Fail)
    parts: dict[int, Open] = {}
    texts: dict[int, str] = {}
    seen: set[int] = set()
    ids: set[str] = set()
    complete_calls = 0
    for event in events[1:-1]:
        assert not isinstance(event, Start | Stop | Fail)
        if isinstance(event, Open):
            assert event.key not in seen
            seen.add(event.key)
            parts[event.key], texts[event.key] = event, ""
            if event.kind == "tool":
                assert event.id
                assert event.name
                assert event.id not in ids
                ids.add(event.id)
        elif isinstance(event, Delta):
            assert event.key in parts
            assert event.text
            texts[event.key] += event.text
        elif isinstance(event, Meta):
            assert event.key in parts
        elif isinstance(event, Close):
            part = parts.pop(event.key)
            if part.kind == "tool" and event.complete:
                complete_calls += 1
                if part.tool in ("function", "search"):
                    assert isinstance(orjson.loads(texts[event.key]), dict)
    assert not parts
    last = events[-1]
    if isinstance(last, Stop) and last.reason == "end":
        assert seen
    if isinstance(last, Stop) and last.reason == "tool_use":
        assert complete_calls


_keys = st.integers(-2, 3)
_scraps = st.sampled_from(
    ["", "a", "{", "}", "{}", '{"a":1}', " ", "null", "nu", "ll", '"', '"{}"', '{"input":"', "x\\n", '"}', "<think>", "</think>", "ünï", "[1]"]
)  # fmt: skip
events_in_any_order: st.SearchStrategy[list[Event]] = st.lists(
    st.one_of(
        st.builds(Start, st.just("id"), st.just("model")),
        st.builds(
            Open,
            _keys,
            st.sampled_from(["text", "refusal", "reasoning", "tool", "tool", "compaction"]),
            st.sampled_from(["", "call_1", "call_2"]),
            st.sampled_from(["", "run", "patch", "find"]),
            st.sampled_from([None, None, "ns"]),
            st.sampled_from(["function", "function", "custom", "search", "server"]),
        ),
        st.builds(Delta, _keys, _scraps),
        st.builds(Delta, _keys, _scraps),
        st.builds(
            Meta,
            _keys,
            st.sampled_from(["native", "sealed", "annotations"]),
            st.sampled_from([None, {"a": 1}, "x"]),
        ),
        st.builds(Close, _keys, st.booleans()),
        st.builds(Close, _keys, st.booleans()),
        st.builds(Counted, st.builds(Usage, *[st.integers(-5, 50)] * 5)),
    ),
    max_size=30,
)
"""What no decoder should ever send; without an end."""

ends: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Stop,
        st.sampled_from(
            ["end", "end", "tool_use", "stop_sequence", "max_tokens", "context_window", "refusal", "content_filter", "pause"]
        ),
    ),
    st.just(BROKEN),
)  # fmt: skip
