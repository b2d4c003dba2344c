"""Reading and making Messages streams in tests: an own small reader, and strategies for events."""

from __future__ import annotations

import json
from typing import Any

import orjson
from hypothesis import strategies as st

from proxy.conversation import Close, Counted, Delta, Event, Meta, Open, Start, Stop, Usage
from proxy.sse import SseEvent, SseReader
from proxy.wires import ReplyContext
from proxy.wires.messages import reply_decoder, reply_encoder

CONTEXT = ReplyContext(model="asked-model", client="claude-code")


def sse(*events: dict[str, Any]) -> bytes:
    """Return the events as a stream, named as Anthropic names them."""
    return b"".join(
        f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
        for event in events
    )


def decode(data: bytes, size: int | None = None) -> list[Event]:
    """Decode a stream given in chunks of `size` bytes."""
    reader, decoder, events = SseReader(), reply_decoder(), list[Event]()
    step = size or len(data) or 1
    for at in range(0, len(data), step):
        for event in reader.feed(data[at : at + step]):
            events += decoder.feed(event)
    for event in reader.end():
        events += decoder.feed(event)
    return events + decoder.end()


def feed(*events: dict[str, Any]) -> list[Event]:
    """Decode events one by one, up to the end of the stream."""
    return decode(sse(*events))


def encode(*events: Event) -> bytes:
    """Encode events one by one."""
    encoder = reply_encoder(CONTEXT)
    return b"".join(encoder.encode([event]) for event in events)


def parse(data: bytes) -> list[dict[str, Any]]:
    """Return the events of a stream; each must be named after its type, as Claude Code needs it."""
    reader = SseReader()
    found: list[SseEvent] = reader.feed(data)
    assert reader.end() == []
    events = [(event.name, json.loads(event.data)) for event in found]
    assert all(name == event["type"] for name, event in events)
    return [event for name, event in events if name != "ping"]


def client_view(data: bytes) -> dict[str, Any]:
    """Return the message as Claude Code sees it: only blocks that were stopped count, in order.

    Checks what every client of the wire relies on: contiguous indexes and one open block at a time.
    """
    message: dict[str, Any] = {}
    blocks: dict[int, dict[str, Any]] = {}
    arguments: dict[int, str] = {}
    stopped: list[int] = []
    over = False
    for event in parse(data):
        assert not over
        match event["type"]:
            case "message_start":
                assert not message
                message = event["message"]
                assert message["content"] == []
            case "content_block_start":
                index = event["index"]
                assert index == len(blocks)
                blocks[index] = event["content_block"]
                arguments[index] = ""
            case "content_block_delta":
                index, delta = event["index"], event["delta"]
                assert index == len(blocks) - 1
                assert index not in stopped
                block = blocks[index]
                match delta["type"]:
                    case "text_delta":
                        block["text"] += delta["text"]
                    case "thinking_delta":
                        block["thinking"] += delta["thinking"]
                    case "signature_delta":
                        block["signature"] += delta["signature"]
                    case "citations_delta":
                        block.setdefault("citations", []).append(delta["citation"])
                    case "input_json_delta":
                        arguments[index] += delta["partial_json"]
            case "content_block_stop":
                assert event["index"] == len(blocks) - 1
                stopped.append(event["index"])
            case "message_delta":
                message["usage"] |= event["usage"]
                message |= event["delta"]
            case "message_stop" | "error":
                message["end"] = event
                over = True
    for index in stopped:
        if blocks[index]["type"] == "tool_use":
            blocks[index]["input"] = json.loads(arguments[index])
        elif blocks[index]["type"] == "text":
            blocks[index].setdefault("citations", None)
    message["content"] = [blocks[index] for index in stopped]
    return message


# ----------------------------------------------------------------------------- strategies
_words = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable())
_values = st.integers(-(2**53), 2**53) | st.text(max_size=4)
_arguments = st.dictionaries(st.text(max_size=4), _values, max_size=3).map(
    lambda value: orjson.dumps(value).decode()
)


@st.composite
def _part(draw: st.DrawFn, key: int) -> list[Event]:
    kind = draw(st.sampled_from(["text", "reasoning", "tool", "tool", "refusal"]))
    if kind == "tool":
        text = draw(_arguments)
        cut = draw(st.integers(0, len(text)))
        pieces: list[Event] = [Delta(key, piece) for piece in (text[:cut], text[cut:]) if piece]
        return [Open(key, "tool", f"call_{key}", "Bash"), *pieces, Close(key)]
    events: list[Event] = [
        Open(key, kind),
        *(Delta(key, text) for text in draw(st.lists(_words, max_size=3))),
    ]
    if kind == "reasoning":
        events.append(Meta(key, "sealed", draw(st.sampled_from(["tn.v1.a.b", ""]))))
    return [*events, Close(key)]


@st.composite
def replies(draw: st.DrawFn) -> list[Event]:
    """Whole replies whose parts may be open at the same time, in order of opening."""
    parts = [draw(_part(key)) for key in range(draw(st.integers(0, 4)))]
    out: list[Event] = [Start("up_1", "served")]
    opened = 0
    while any(parts):
        choices = [n for n, part in enumerate(parts) if part and n <= opened]
        chosen = draw(st.sampled_from(choices))
        opened = max(opened, chosen + 1)
        out.append(parts[chosen].pop(0))
    reason = draw(
        st.sampled_from(["end", "tool_use", "max_tokens", "stop_sequence", "pause", "content_filter"])
    )
    figures = draw(st.tuples(*[st.integers(0, 10_000)] * 4))
    out.append(Counted(Usage(sum(figures[:3]), figures[3], figures[0], figures[1], min(figures[3], 5))))
    out.append(Stop(reason, "###" if reason == "stop_sequence" else None))
    return out
