"""Properties of the wire: chunking does not matter, stream and whole agree, what is written is read back."""

import json
from typing import Any

import msgspec
import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Image,
    Message,
    Meta,
    Open,
    Reasoning,
    Request,
    Start,
    Stop,
    Text,
    ToolCall,
    ToolResult,
    Usage,
)
from proxy.dialect import Dialect
from proxy.reply.fold import Reply, fold
from proxy.sse import SseReader
from proxy.wires import ReplyContext, RequestError
from proxy.wires.chat import decode_request, encode_request, encode_whole, reply_decoder, reply_encoder

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
names = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
objects = st.dictionaries(st.text(max_size=5), st.integers() | texts | st.none(), max_size=3)


@st.composite
def replies(draw: st.DrawFn) -> dict[str, Any]:
    """What a model says: thinking, text, calls, usage, and how it ends."""
    calls = draw(st.lists(st.tuples(names, objects), max_size=3))
    return {
        "thought": draw(st.none() | texts),
        "text": draw(texts if not calls else st.none() | texts),
        "calls": [(f"call_{n}", name, json.dumps(args)) for n, (name, args) in enumerate(calls)],
        "usage": draw(st.none() | st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))),
        "finish": draw(st.sampled_from(["stop", "tool_calls"] if calls else ["stop", "length"])),
    }


def whole(reply: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": reply["text"],
        "reasoning_content": reply["thought"],
    }
    message["tool_calls"] = [
        {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}
        for call_id, name, arguments in reply["calls"]
    ]
    usage = reply["usage"] and {"prompt_tokens": reply["usage"][0], "completion_tokens": reply["usage"][1]}
    choice = {"index": 0, "message": message, "finish_reason": reply["finish"]}
    return {"id": "chatcmpl-1", "model": "m", "choices": [choice], "usage": usage}


def streamed(reply: dict[str, Any], sizes: list[int]) -> bytes:
    """The same reply in pieces; calls interleave."""
    turn = iter(sizes * 50)
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]

    def cut(text: str | None) -> list[str]:
        out, text = [], text or ""
        while text:
            size = next(turn, 5)
            out.append(text[:size])
            text = text[size:]
        return out

    deltas += [{"reasoning_content": piece} for piece in cut(reply["thought"])]
    deltas += [{"content": piece} for piece in cut(reply["text"])]
    for index, (call_id, name, _) in enumerate(reply["calls"]):
        deltas.append(
            {"tool_calls": [{"index": index, "id": call_id, "function": {"name": name, "arguments": ""}}]}
        )
    queues = [(index, cut(arguments)) for index, (_, _, arguments) in enumerate(reply["calls"])]
    while queues:
        for index, pieces in queues:
            deltas.append({"tool_calls": [{"index": index, "function": {"arguments": pieces.pop(0)}}]})
        queues = [(index, pieces) for index, pieces in queues if pieces]
    head = {"id": "chatcmpl-1", "model": "m"}
    events: list[Any] = [{**head, "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    events.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": reply["finish"]}]})
    if reply["usage"]:
        events.append({**head, "choices": [], "usage": whole(reply)["usage"]})
    return (
        b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events) + b"data: [DONE]\n\n"
    )


def decode(pieces: list[bytes]) -> list[Event]:
    reader, decoder = SseReader(), reply_decoder()
    events: list[Event] = []
    for piece in pieces:
        for event in reader.feed(piece):
            events += decoder.feed(event)
    for event in reader.end():
        events += decoder.feed(event)
    return events + decoder.end()


def check(events: list[Event]) -> Reply:
    """Fold events that keep the rules of a reply."""
    open_parts: set[int] = set()
    seen: set[int] = set()
    for event in events:
        match event:
            case Open(key=key):
                assert key not in seen
                seen.add(key)
                open_parts.add(key)
            case Delta(key=key) | Meta(key=key):
                assert key in open_parts
            case Close(key=key):
                open_parts.remove(key)
            case Stop() | Fail():
                assert not open_parts
    assert [type(event) for event in events if isinstance(event, Stop | Fail)] == [type(events[-1])]
    return fold(events)


@given(replies(), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_row_121_stream_and_whole_agree(reply: dict[str, Any], sizes: list[int]) -> None:
    from_stream = check(decode([streamed(reply, sizes)]))
    from_whole = check(reply_decoder().whole(whole(reply)))
    assert from_stream == from_whole
    assert from_stream.stop is not None


@given(replies(), st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_row_101_chunk_boundaries_do_not_matter(reply: dict[str, Any], sizes: list[int]) -> None:
    body = streamed(reply, [4])
    pieces, position = [], 0
    for size in sizes * (len(body) // sum(sizes) + 1):
        pieces.append(body[position : position + size])
        position += size
    assert b"".join(pieces) == body
    assert decode(pieces) == decode([body])


@given(replies(), st.integers(0, 400))
def test_finding_2_a_cut_stream_never_looks_whole(reply: dict[str, Any], at: int) -> None:
    body = streamed(reply, [4])
    end = body.index(b'"finish_reason"')
    cut = body[: min(at, end)]
    folded = check(decode([cut]))
    assert folded.stop is None
    assert folded.failure is not None
    assert folded.failure.kind in ("truncated", "empty", "server")
    assert not any(part.complete for part in folded.parts if part.kind == "tool")


@st.composite
def neutral_replies(draw: st.DrawFn) -> list[Event]:
    """Events as the stages hand them to an encoder; parts of one kind do not follow each other."""
    events: list[Event] = [Start("chatcmpl-1", "m")]
    kinds = [*draw(st.sampled_from([[], ["reasoning"]])), *draw(st.sampled_from([["text"], ["refusal"]]))]
    kinds += ["tool"] * draw(st.integers(0, 3))
    for key, kind in enumerate(kinds):
        if kind == "tool":
            events += [
                Open(key, "tool", id=f"call_{key}", name=draw(names)),
                Delta(key, json.dumps(draw(objects))),
            ]
        else:
            events.append(Open(key, kind))  # type: ignore[arg-type]
            events += [Delta(key, text) for text in draw(st.lists(texts, min_size=1, max_size=3))]
        if kind == "reasoning":
            events.append(Meta(key, "sealed", "tn.v1.x"))
        events.append(Close(key))
    events.append(Counted(Usage(draw(st.integers(0, 999)), draw(st.integers(0, 99)), 3, 4)))
    events.append(Stop("tool_use" if "tool" in kinds else "refusal" if "refusal" in kinds else "end"))
    return events


def visible(reply: Reply) -> Any:
    """The fold without what the wire says in another form: our envelope comes back as details."""
    parts = []
    for part in reply.parts:
        sealed = part.sealed
        if isinstance(part.native, dict):
            sealed = part.native["reasoning_details"][0]["data"]
        parts.append(msgspec.structs.replace(part, sealed=sealed, native=None))
    return parts, reply.usage, reply.stop


@given(neutral_replies())
def test_row_118_what_is_written_is_read_back(events: list[Event]) -> None:
    context = ReplyContext(model="m")
    encoder = reply_encoder(context)
    body = b"".join(encoder.encode([event]) for event in events)
    expected = visible(fold(events))
    assert visible(check(decode([body]))) == expected
    assert visible(check(reply_decoder().whole(encode_whole(fold(events), context)))) == expected
    assert reply_encoder(context).encode(events).count(b"data: ") == body.count(b"data: ")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "model",
                    "choices",
                    "delta",
                    "message",
                    "content",
                    "reasoning",
                    "reasoning_content",
                    "reasoning_details",
                    "tool_calls",
                    "function",
                    "function_call",
                    "custom",
                    "name",
                    "arguments",
                    "input",
                    "index",
                    "finish_reason",
                    "usage",
                    "prompt_tokens",
                    "error",
                    "base_resp",
                    "text",
                    "type",
                    "annotations",
                    "x_groq",
                    "refusal",
                    "signature",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=300)
@given(st.lists(junk | st.binary(max_size=20), max_size=5), st.booleans(), st.sampled_from(["", "error"]))
def test_requirement_050_no_input_raises(values: list[Any], done: bool, name: str) -> None:
    stream = b""
    for value in values:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        stream += (b"event: error\n" if name else b"") + b"data: " + data + b"\n\n"
    events = decode([stream + (b"data: [DONE]\n\n" if done else b"")])
    check(events)
    encoder = reply_encoder(ReplyContext(model="m"))
    for line in encoder.encode(events).split(b"\n\n"):
        if line and line != b"data: [DONE]":
            orjson.loads(line.removeprefix(b"data: "))


@settings(max_examples=300)
@given(junk)
def test_requirement_050_no_whole_body_raises(value: Any) -> None:
    choice = value if isinstance(value, dict) else {"message": value}
    check(reply_decoder().whole({"choices": [choice]}))
    check(reply_decoder().whole(value if isinstance(value, dict) else {"x": value}))


# ----------------------------------------------------------------------------- requests
@st.composite
def conversations(draw: st.DrawFn) -> list[Any]:
    """Items in the order that the passes leave, as chat completions can say them."""
    items: list[Any] = [Message("system", (Text(draw(texts)),))] if draw(st.booleans()) else []
    for turn in range(draw(st.integers(1, 3))):
        picture = (Image("https://a.example/b.png", "low"),) if draw(st.booleans()) else ()
        items.append(Message("user", (Text(draw(texts)), *picture)))
        if draw(st.booleans()):
            items.append(Reasoning(draw(texts)))
        calls = draw(st.integers(0, 2))
        if not calls or draw(st.booleans()):
            items.append(Message("assistant", (Text(draw(texts)),)))
        ids = [f"call_{turn}_{number}" for number in range(calls)]
        items += [ToolCall(call_id, draw(names), json.dumps(draw(objects))) for call_id in ids]
        items += [ToolResult(call_id, (Text(draw(texts)),)) for call_id in ids]
    return items


@given(conversations())
def test_a_conversation_survives_the_wire(items: list[Any]) -> None:
    request = Request(wire="chat", model="m", items=tuple(items), stream=True)
    body = encode_request(request, Dialect(reasoning_back="reasoning_content"), [])
    again = decode_request(orjson.loads(orjson.dumps(body)), [])
    assert again.items == request.items
    assert encode_request(again, Dialect(reasoning_back="reasoning_content"), []) == body


@given(junk)
def test_no_body_raises_anything_but_a_refusal(value: Any) -> None:
    for body in (
        {"model": "m", "messages": [value]},
        {"model": "m", "messages": [{"role": "user", "content": value}]},
        {"model": "m", "messages": [{"role": "assistant", "tool_calls": [value], "content": ""}]},
        {
            "model": "m",
            "messages": [{"role": "user", "content": "x"}],
            "tools": [value],
            "tool_choice": value,
        },
        {
            "model": "m",
            "messages": [{"role": "user", "content": "x"}],
            "response_format": value,
            "stop": value,
        },
    ):
        try:
            request = decode_request(body, [])  # type: ignore[arg-type]
        except RequestError as error:
            assert error.failure.message
        else:
            encode_request(request, Dialect(), [])
