"""Streams of this wire in tests: encoded, parsed again, given to the openai SDK; and any reply by chance."""

import json
from collections.abc import Sequence
from typing import Any

import httpx2
import openai
import orjson
from hypothesis import strategies as st

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    Json,
    Meta,
    Open,
    Start,
    Stop,
    ToolKind,
    Usage,
)
from proxy.sse import SseReader
from proxy.wires import ReplyContext
from proxy.wires.responses import reply_encoder

START = Start("upstream-id", "served-model")
COUNTED = Counted(Usage(10, 5, 4, 2, 3))
TEXT: list[Event] = [Open(0, "text"), Delta(0, "Hel"), Delta(0, 'lo "you"\n\u2028é'), Close(0)]


def context(**fields: Any) -> ReplyContext:
    return ReplyContext(**{"model": "asked", **fields})


def encode(events: Sequence[Event], *, one_by_one: bool = False, **fields: Any) -> bytes:
    encoder = reply_encoder(context(**fields))
    if one_by_one:
        return b"".join(encoder.encode([event]) for event in events)
    return encoder.encode(events)


def parse(stream: bytes) -> list[Json]:
    """Read the stream; on the way, what must hold for every stream is asserted."""
    reader = SseReader()
    events = reader.feed(stream)
    assert reader.end() == []
    parsed: list[Json] = []
    for number, event in enumerate(events):
        body = json.loads(event.data)
        assert body["type"] == event.name
        assert body["sequence_number"] == number
        parsed.append(body)
    return parsed


def run(events: Sequence[Event], **fields: Any) -> list[Json]:
    return parse(encode(events, **fields))


def types(events: list[Json]) -> list[str]:
    return [str(event["type"]).removeprefix("response.") for event in events]


def last(events: list[Json]) -> Json:
    response = events[-1]["response"]
    assert isinstance(response, dict)
    return response


def done_items(events: list[Json]) -> list[Json]:
    return [event["item"] for event in events if event["type"] == "response.output_item.done"]  # type: ignore[misc]


def without_ids(value: object) -> object:
    if isinstance(value, dict):
        gone = ("id", "created_at", "completed_at")
        return {key: without_ids(inner) for key, inner in value.items() if key not in gone}
    return [without_ids(inner) for inner in value] if isinstance(value, list) else value


def sdk(body: bytes, content_type: str = "text/event-stream") -> openai.OpenAI:
    """A client that gets this body, whatever it asks."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": content_type}, content=body)

    client = httpx2.Client(transport=httpx2.MockTransport(answer))
    return openai.OpenAI(
        base_url="http://127.0.0.1/v1", api_key="sk-canary-1", http_client=client, max_retries=0
    )


FULL: list[Event] = [
    START,
    Open(0, "reasoning"),
    Delta(0, "thinking"),
    Meta(0, "sealed", "tn.v1.x"),
    Close(0),
    Open(1, "text"),
    Delta(1, "Hel"),
    Delta(1, "lo"),
    Close(1),
    Open(2, "tool", id="call_1", name="f"),
    Open(3, "tool", id="call_2", name="apply_patch", tool="custom"),
    Delta(2, '{"a":'),
    Delta(3, "raw "),
    Delta(2, "1}"),
    Delta(3, "input"),
    Close(2),
    Close(3),
    Open(4, "tool", id="call_3", name="tool_search", tool="search"),
    Delta(4, '{"query":"x"}'),
    Close(4),
    COUNTED,
    Stop("tool_use"),
]


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)


@st.composite
def replies(draw: st.DrawFn) -> list[Event]:
    """Events as the guard lets them through: parts may overlap, calls are whole or the reply is cut."""
    reason = draw(st.sampled_from(["end", "max_tokens", "fail"]))
    kinds = draw(
        st.lists(
            st.sampled_from(["text", "refusal", "reasoning", "function", "custom", "search"]), max_size=5
        )
    )
    events: list[Event] = [START]
    waiting: list[list[Event]] = []
    for key, kind in enumerate(kinds):
        part: list[Event] = []
        complete = reason == "end" or draw(st.booleans())
        if kind in ("function", "custom", "search"):
            tool: ToolKind = kind  # type: ignore[assignment]
            name = "tool_search" if kind == "search" else draw(words)
            part.append(Open(key, "tool", id=f"call_{key}", name=name, namespace=None, tool=tool))
            text = orjson.dumps({"query": draw(words)}).decode() if kind != "custom" else draw(words)
            if not complete:
                text = text[:-1]  # whole JSON would be proof enough for a decoder
            middle = draw(st.integers(0, len(text)))
            part += [Delta(key, piece) for piece in (text[:middle], text[middle:]) if piece]
        else:
            part.append(Open(key, kind))  # type: ignore[arg-type]
            part += [Delta(key, piece) for piece in draw(st.lists(words, min_size=1, max_size=3))]
            if kind == "reasoning":
                part.append(Meta(key, "sealed", f"tn.v1.{key}"))
        part.append(Close(key, complete))
        waiting.append(part)
        while waiting and draw(st.booleans()):
            lane = waiting[draw(st.integers(0, len(waiting) - 1))]
            events.append(lane.pop(0))
            if not lane:
                waiting.remove(lane)
    for lane in waiting:
        events += lane
    events.append(COUNTED)
    events.append(Fail(Failure("server", "x")) if reason == "fail" else Stop(reason))  # type: ignore[arg-type]
    return events
