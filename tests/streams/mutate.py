"""Makes streams that no provider should send, and some that providers do send, from whole ones and a seed."""

import json
import random
from typing import Any

from proxy.conversation import Wire
from tests.streams.scripts import REPLIES, Rendered, error_event, rendered, whole

HUGE = 10 * 1024 * 1024
"""Bytes of the longest line: over what one event may have."""
HUGE_EVERY = 5_000
"""One stream in so many has such a line: each costs as much as a hundred others."""
NEWLINES = (b"\n", b"\n", b"\r\n", b"\r")
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 10**30, "", "x", "\ud83d", "\x00", "[DONE]", [], {}, [[]], [None], {"a": None}),
    *(["x"], [{}], {"type": 7}, {"text": []}, 1e308, -(2**63), "null", "{", " " * 300),
)
ODD_LINES = (
    *(b": ping", b"id: 7", b"id", b"id:", b"retry: 5", b"retry: x", b"garbage", b"data", b"data:", b"data: "),
    *(b"event:", b"event: ping", b"event: error", b"event: \xff", b"\xef\xbb\xbfdata: x", b"", b" ", b"\x00"),
    *(b"data: \xff\xfe", "data: \u2028".encode(), b"data: null", b"data: []", b'data: "x"', b"data: 1"),
    *(b"data: {", b"data: {}", b'data: {"type":"ping"}', b'data: {"type":"keepalive"}', b"data: [DONE]"),
    *(b'data: {"type":"response.unheard_of","x":1}', b'data: {"choices":null}', b'data: {"choices":[null]}'),
    *(b'data: {"error":"x"}', b'data: {"error":{}}', b'data: {"error":{"message":null,"code":[]}}'),
    b"data: " + b"[" * 600 + b"]" * 600,
)


def make_stream(wire: Wire, dice: random.Random, seed: int) -> bytes:
    """One stream of a provider of that wire, mutated in zero to four places."""
    events = list(rendered(wire, dice.randrange(len(REPLIES))))
    texts = [event.text for event in events]
    names = [event.name for event in events]
    for _ in range(dice.choice((0, 1, 1, 2, 4))):
        _mutate(events, texts, names, wire, dice)
    data = _write(texts, names, dice)
    if seed % HUGE_EVERY == 1:
        place = dice.randrange(len(data) + 1)
        data = data[:place] + b"\n\ndata: " + b"x" * HUGE + b"\n\n" + data[place:]
    kind = dice.random()
    if kind < 0.08:  # the connection ends anywhere
        data = data[: dice.randrange(len(data) + 1)]
    elif kind < 0.14:  # a byte is another one
        place = dice.randrange(len(data) or 1)
        data = data[:place] + dice.randbytes(1) + data[place + 1 :]
    return b"\xef\xbb\xbf" + data if dice.random() < 0.05 else data


def _mutate(
    events: list[Rendered], texts: list[bytes], names: list[str | None], wire: Wire, dice: random.Random
) -> None:
    place = dice.randrange(len(texts)) if texts else 0
    kind = dice.randrange(12)
    if not texts or kind == 0:  # something else in between
        texts.insert(place, dice.choice(ODD_LINES))
        names.insert(place, "\x00")
        events.insert(place, Rendered(None, None, b""))
    elif kind == 1:  # left out
        del texts[place], names[place], events[place]
    elif kind == 2:  # twice
        texts.insert(place, texts[place])
        names.insert(place, names[place])
        events.insert(place, events[place])
    elif kind == 3:  # in another order
        other = dice.randrange(len(texts))
        for these in (texts, names, events):
            these[place], these[other] = these[other], these[place]  # type: ignore[index]
    elif kind == 4:  # no end, or twice an end
        if dice.random() < 0.5:
            del texts[-1], names[-1], events[-1]
        else:
            texts.append(texts[-1])
            names.append(names[-1])
            events.append(events[-1])
    elif kind == 5:  # half of its JSON
        texts[place] = texts[place][: dice.randrange(len(texts[place]) + 1)]
    elif kind == 6:  # bytes that are no UTF-8
        where = dice.randrange(len(texts[place]) + 1)
        odd = dice.choice((b"\xff", b"\xc3", b"\xed\xa0\xbd", b"\x00", b"\xe2\x80\xa8"))
        texts[place] = texts[place][:where] + odd + texts[place][where:]
    elif kind == 7:  # an error
        texts.insert(place, error_event(wire).partition(b"data: ")[2].rstrip(b"\n"))
        names.insert(place, {"messages": "error", "responses": "response.failed"}.get(wire))
        events.insert(place, Rendered(None, None, b""))
    elif kind == 8:  # another name
        names[place] = dice.choice((None, "ping", "error", "message_stop", "response.completed", "é"))
    else:  # a field is not what it should be
        _disturb(events, texts, place, dice)


def _disturb(events: list[Rendered], texts: list[bytes], place: int, dice: random.Random) -> None:
    value = events[place].value
    if not isinstance(value, dict) or not value:
        return
    value = json.loads(events[place].text)
    inner: Any = value
    for _ in range(dice.randrange(5)):
        children = inner.values() if isinstance(inner, dict) else inner
        deeper = [child for child in children if isinstance(child, dict | list) and child]
        if not deeper:
            break
        inner = dice.choice(deeper)
    key = dice.choice(list(inner)) if isinstance(inner, dict) else dice.randrange(len(inner))
    if dice.random() < 0.2:
        del inner[key]
    else:
        inner[key] = dice.choice(ODD_VALUES)
    text = json.dumps(value, ensure_ascii=dice.random() < 0.5)
    texts[place] = text.encode("utf-8", "surrogatepass")
    events[place] = (
        Rendered(events[place].name, value, texts[place]) if dice.random() < 0.5 else events[place]
    )


def _write(texts: list[bytes], names: list[str | None], dice: random.Random) -> bytes:
    """The lines of the events; in one stream of three the lines themselves are odd."""
    newline = dice.choice(NEWLINES)
    if dice.random() < 0.67:
        pieces: list[bytes] = []
        for text, name in zip(texts, names, strict=True):
            if name == "\x00":
                pieces += (text, newline, newline)
            elif name is None:
                pieces += (b"data: ", text, newline, newline)
            else:
                pieces += (b"event: ", name.encode(), newline, b"data: ", text, newline, newline)
        return b"".join(pieces)
    return b"".join(_odd_event(text, name, newline, dice) for text, name in zip(texts, names, strict=True))


def _odd_event(text: bytes, name: str | None, newline: bytes, dice: random.Random) -> bytes:
    if name == "\x00":
        return text + newline + dice.choice((newline, b""))
    lines = [] if name is None else [b"event: " + name.encode()]
    if dice.random() < 0.2 and text.startswith(b"{"):  # over several lines
        lines += [b"data: {", b"data:" + text[1:-1], b"data: " + text[-1:]]
    else:
        lines.append(dice.choice((b"data: ", b"data:")) + text)
    if dice.random() < 0.2:
        lines.insert(dice.randrange(len(lines) + 1), dice.choice((b"id: 1", b": c", b"retry: 9", b"id:")))
    if dice.random() < 0.1:
        lines.reverse()
    end = b"" if dice.random() < 0.04 else newline  # without its blank line it runs into the next one
    return newline.join(lines) + newline + end


def chunks_of(data: bytes, dice: random.Random) -> list[bytes]:
    """The same bytes in pieces of random sizes: mostly a few, sometimes very many."""
    if len(data) > 100_000:
        size = dice.randrange(20_000, 400_000)
        return [data[start : start + size] for start in range(0, len(data), size)]
    mean = 1 if dice.random() < 0.02 else dice.choice((60, 200, 700))
    room = len(data) + 1
    cuts = sorted([int(dice.random() * room) for _ in range(len(data) // mean + 1)])
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def make_body(wire: Wire, dice: random.Random, _seed: int) -> bytes:
    """One whole body of a provider of that wire, disturbed in zero to two places, sometimes cut."""
    value = whole(wire, dice.randrange(len(REPLIES)))
    text = json.dumps(value, ensure_ascii=dice.random() < 0.5).encode()
    for _ in range(dice.randrange(3)):
        events = [Rendered(None, json.loads(text), text)]
        texts = [text]
        _disturb(events, texts, 0, dice)
        (text,) = texts
        text = text.replace(b"\xed\xa0\xbd", b"?")
    return text[: dice.randrange(len(text) + 1)] if dice.random() < 0.1 else text
