"""Server-sent events: the same events however the bytes are cut, and every line end that providers use."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy import sse
from proxy.sse import EventTooLongError, SseEvent, SseReader, looks_like_sse


def read(*chunks: bytes) -> list[SseEvent]:
    reader = SseReader()
    events = [event for chunk in chunks for event in reader.feed(chunk)]
    return events + reader.end()


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    """The data in chunks of these sizes over and over (0: an empty chunk)."""
    chunks, at, turn = [], 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)] if turn < 3 * len(data) else len(data)
        chunks.append(data[at : at + size])
        at, turn = at + size, turn + 1
    return chunks


@pytest.mark.parametrize(
    ("data", "events"),
    [
        (b"data: a\n\ndata: b\n\n", [("", b"a"), ("", b"b")]),
        (b"event: ping\ndata: {}\n\n", [("ping", b"{}")]),
        (b"event:ping\ndata:{}\n\n", [("ping", b"{}")]),
        (b"data:  two spaces\n\n", [("", b" two spaces")]),
        (b"data: a\ndata: b\n\n", [("", b"a\nb")]),
        (b"data: a\ndata\ndata: b\n\n", [("", b"a\n\nb")]),
        (b": comment\n\ndata: a\n\n", [("", b"a")]),
        (b": comment\ndata: a\n: more\n\n", [("", b"a")]),
        (b"id: 7\nretry: 10\ndata: a\n\n", [("", b"a")]),
        (b"id: 7\n\ndata: a\n\n", [("", b"a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [("", b"a")]),
        (b"\n\n\n\ndata: a\n\n\n\n\ndata: b\n\n", [("", b"a"), ("", b"b")]),
        (b"data: no blank line at the end", [("", b"no blank line at the end")]),
        (b"data: a\n\ndata: b\n", [("", b"a"), ("", b"b")]),
        (b"data: [DONE]\n\n", [("", b"[DONE]")]),
        (b"data: \n\ndata:\n\ndata\n\ndata:   \n\ndata: a\n\n", [("", b"a")]),
        (b"event: only\n\n", []),
        (b"no field at all\n\n", []),
        (b"", []),
        (b"\xef\xbb", []),
        (b"data: \xff\xfe\n\n", [("", b"\xff\xfe")]),
        (b"event: \xff\ndata: x\n\n", [("\ufffd", b"x")]),
        ("data: ä\u2028ö\n\n".encode(), [("", "ä\u2028ö".encode())]),
        (b"data: a:b\n\n", [("", b"a:b")]),
    ],
)
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_row_101_line_ends(data: bytes, events: list[tuple[str, bytes]], newline: bytes) -> None:
    data = data.replace(b"\n", newline)
    wanted = [SseEvent(*event) for event in events]
    assert read(data) == wanted
    for size in (1, 2, 3, 5):
        assert read(*cut(data, [size])) == wanted


def test_row_101_an_event_is_there_as_soon_as_its_blank_line_is() -> None:
    for newline in (b"\n", b"\r\n", b"\r"):
        reader = SseReader()
        assert reader.feed(b"data: a" + newline) == []
        first = reader.feed(newline)
        assert first == [SseEvent("", b"a")]
        assert reader.feed(b"data: b" + newline + newline) == [SseEvent("", b"b")]
        assert reader.end() == []


def test_a_cr_and_its_lf_may_come_apart() -> None:
    reader = SseReader()
    assert reader.feed(b"data: a\r") == []
    assert reader.feed(b"") == []
    assert reader.feed(b"\n\r") == [SseEvent("", b"a")]
    assert reader.feed(b"\ndata: b\r\n\r") == [SseEvent("", b"b")]
    assert reader.feed(b"\n") == []
    assert reader.end() == []


# ----------------------------------------------------------------------------- however it is cut
_lines = st.one_of(
    st.binary(max_size=12).map(lambda b: b"data: " + b),
    st.binary(max_size=12).map(lambda b: b"data:" + b),
    st.text(max_size=6).map(lambda t: b"event: " + t.encode("utf-8", "replace")),
    st.sampled_from(
        [b": ping", b"id: 1", b"retry: 5", b"data", b"", b"", b"garbage", b'data: {"a": "\xc3\xa4"}']
    ),
)
_streams = st.builds(
    lambda bom, parts, end: bom + b"".join(line + newline for line, newline in parts) + end,
    st.sampled_from([b"", b"", b"\xef\xbb\xbf"]),
    st.lists(
        st.tuples(_lines, st.sampled_from([b"\n", b"\n", b"\n\n", b"\r\n", b"\r\n\r\n", b"\r", b"\r\r"]))
    ),
    st.sampled_from([b"", b"\n\n", b"\r\n\r\n", b"data: rest", b"\r", b"data: half\r"]),
)


@given(_streams, st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any))
def test_row_101_chunks_do_not_matter(data: bytes, sizes: list[int]) -> None:
    assert read(*cut(data, sizes)) == read(data)


@given(st.binary(), st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_any_bytes_any_chunks(data: bytes, sizes: list[int]) -> None:
    assert read(*cut(data, sizes)) == read(data)


def test_ten_thousand_random_streams() -> None:
    """None raises, none hangs, none depends on its chunks, and no event is empty."""
    dice = random.Random(4)
    words = [
        b"data:",
        b"data: ",
        b"event: x",
        b"\n",
        b"\n\n",
        b"\r\n",
        b"\r",
        b"\r\r",
        b": c",
        b"id: 1",
        b"\xff",
        b"\xef\xbb\xbf",
    ]
    words += [b'{"a":"\xe4\xbd\xa0"}', b" ", b"\x00", b"[DONE]", "\u2028".encode()]
    started = time.monotonic()
    for _ in range(10_000):
        data = b"".join(dice.choices(words, k=dice.randrange(24)))
        events = read(data)
        assert read(*cut(data, [dice.randrange(1, 9) for _ in range(3)])) == events
        assert all(event.data.strip() for event in events)
    assert time.monotonic() - started < 60


# ----------------------------------------------------------------------------- size
def test_a_large_event_in_many_chunks_costs_no_more_than_in_few() -> None:
    payload = b"x" * (4 * 1024 * 1024)
    started = time.monotonic()
    events = read(*cut(b"data: " + payload + b"\n\ndata: b\n\n", [100]))
    assert [len(event.data) for event in events] == [len(payload), 1]
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("filler", [b"x" * 1000, b"data: x\n" * 100])
def test_an_endless_event_is_refused(filler: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 100_000)
    reader = SseReader()
    reader.feed(b"data: ")
    with pytest.raises(EventTooLongError):
        for _ in range(1000):
            reader.feed(filler)


def test_many_events_longer_than_the_limit_together_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 1000)
    events = read(*cut(b"data: hello\r\n\r\n" * 1000, [7]))
    assert events == [SseEvent("", b"hello")] * 1000


@pytest.mark.parametrize(
    ("start", "yes"),
    [
        (b"data: {}", True),
        (b"\xef\xbb\xbf\n event: x", True),
        (b": ping", True),
        (b"id: 3", True),
        (b"retry: 3", True),
        (b'{"data": 1}', False),
        (b"<html>", False),
        (b"", False),
    ],
)
def test_row_101_telling_a_stream_by_its_start(start: bytes, yes: bool) -> None:
    assert looks_like_sse(start) is yes


def test_what_came_before_an_event_that_is_too_long_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the bytes are cut: whole or in pieces, the long one and nothing else is missing."""
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 100)
    data = b"data: a\n\ndata: " + b"x" * 200 + b"\n\ndata: b\n\n"
    for size in (len(data), 50, 7):
        reader = SseReader()
        found: list[SseEvent] = []
        with pytest.raises(EventTooLongError):
            for piece in [data[start : start + size] for start in range(0, len(data), size)]:
                found += reader.feed(piece)
            found += reader.end()
        assert found == [SseEvent("", b"a")]
