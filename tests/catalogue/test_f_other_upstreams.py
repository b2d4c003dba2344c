"""Table F of the catalogue: streams of Messages and Responses providers, well-made and odd, at the clients."""

import json
from typing import Any

import pytest

from proxy.conversation import WIRES, Wire
from tests.catalogue.replies import Said, read_stream, read_whole, split_events
from tests.catalogue.talk import CODEX, PAIRS, THINKER, THINKS, body, talk, tool
from tests.fakes.raw_provider import Raw, chat_stream, escaped_data, messages_stream, named, responses_stream
from tests.fakes.script import Call, Cut, Eof, ErrorInStream, Reply, Say, Think, Usage

A, B = Call("read", {"path": "a"}, id="call_a"), Call("read", {"path": "b"}, id="call_b")
USAGE = Usage(input=100, output=20, cached=60, reasoning=5)


async def reads(inbound: Wire, upstream: Wire, chunks: list[bytes | float], **fields: Any) -> Said:
    """What a client with a tool `read` gets of these bytes."""
    async with talk(upstream, Raw(chunks)) as on:
        asked = body(inbound, "go", tools=[tool(inbound, "read")], **THINKS[inbound], **fields)
        return await on.stream(inbound, asked)


# ----------------------------------------------------------------------------- messages upstream
THOUGHT = {
    "type": "thinking",
    "thinking": "",
    "signature": "",
    "deltas": [
        {"type": "thinking_delta", "thinking": "I "},
        {"type": "thinking_delta", "thinking": "think."},
        {"type": "signature_delta", "signature": "EqQBcanarysignature"},
    ],
}
WORDS = {"type": "text", "text": "", "deltas": [{"type": "text_delta", "text": "Hi"}]}


def tool_use(*pieces: str, **fields: Any) -> dict[str, Any]:
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    return {"type": "tool_use", "id": "toolu_1", "name": "read", "input": {}, "deltas": deltas, **fields}


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_106_signatures_are_never_shown(inbound: Wire) -> None:
    said = await reads(
        inbound, "messages", messages_stream(THOUGHT, WORDS, tool_use('{"path":', '"a"}'), stop="tool_use")
    )
    assert said.kinds == ["reasoning", "text", "call"]
    assert (said.thoughts, said.text, said.arguments) == (["I think."], "Hi", [{"path": "a"}])
    assert "canarysignature" not in json.dumps([event.data for event in said.events])
    assert said.parts[0].seal.startswith("tn.v1.")
    if inbound == "responses":
        added = said.named("response.output_item.added")
        assert [event["output_index"] for event in added] == [0, 1, 2]


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_107_input_in_the_start_of_the_block(inbound: Wire) -> None:
    for block in (tool_use(input={"path": "a"}), tool_use("", input={"path": "a"})):
        said = await reads(inbound, "messages", messages_stream(block, stop="tool_use"))
        assert said.arguments == [{"path": "a"}]


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_107_deltas_win_over_the_start(inbound: Wire) -> None:
    said = await reads(
        inbound, "messages", messages_stream(tool_use('{"path":"b"}', input={}), stop="tool_use")
    )
    assert said.arguments == [{"path": "b"}]


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_108_cache_reads_and_writes(inbound: Wire) -> None:
    usage = {
        "input_tokens": 5,
        "cache_read_input_tokens": 40,
        "cache_creation_input_tokens": 10,
        "output_tokens": 1,
    }
    said = await reads(inbound, "messages", messages_stream(WORDS, usage=usage))
    assert said.usage is not None
    assert (said.usage["input"], said.usage["cached"], said.usage["output"]) == (55, 40, 7)
    if inbound != "chat":
        assert said.usage["written"] == 10


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_108_usage_that_comes_with_the_last_event_alone(inbound: Wire) -> None:
    chunks = messages_stream(WORDS, usage={"input_tokens": 0, "output_tokens": 0})
    last = {"input_tokens": 5, "cache_read_input_tokens": 40, "output_tokens": 7}
    delta = {"stop_reason": "end_turn", "stop_sequence": None}
    chunks[-2] = named({"type": "message_delta", "delta": delta, "usage": last})
    said = await reads(inbound, "messages", chunks)
    assert said.usage is not None
    assert (said.usage["input"], said.usage["cached"], said.usage["output"]) == (45, 40, 7)


STOPS = [
    ("end_turn", "completed", "end_turn", "stop"),
    ("stop_sequence", "completed", None, "stop"),
    ("pause_turn", "completed", "end_turn", "stop"),  # what it paused for is the provider's own tool
    ("refusal", "completed", "refusal", "content_filter"),
    ("max_tokens", "incomplete:max_output_tokens", "max_tokens", "length"),
    ("model_context_window_exceeded", "incomplete:max_output_tokens", None, "length"),
    (None, "completed", "end_turn", "stop"),
    ("something_new", "completed", "end_turn", "stop"),
]


@pytest.mark.parametrize(("stop", "responses", "messages", "chat"), STOPS)
async def test_row_110_stop_reasons(stop: str, responses: str, messages: str | None, chat: str) -> None:
    expected = {"responses": responses, "messages": messages or stop, "chat": chat}
    for inbound in WIRES:
        said = await reads(inbound, "messages", messages_stream(WORDS, stop=stop))
        assert said.stop == expected[inbound]
        assert said.text == "Hi"


async def test_row_110_a_pause_makes_codex_ask_again() -> None:
    said = await reads("responses", "messages", messages_stream(WORDS, stop="pause_turn"))
    assert said.events[-1].data["response"]["end_turn"] is False


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_110_a_stream_without_its_end(inbound: Wire) -> None:
    said = await reads(inbound, "messages", messages_stream(WORDS, ends=False))
    assert said.error is not None


# ----------------------------------------------------------------------------- responses upstream
def event(name: str, index: int, item: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{name}", "output_index": index, "item_id": item, **fields}


def added(index: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def done(index: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def function_call(id_: str, text: str, **fields: Any) -> dict[str, Any]:
    call = {"type": "function_call", "id": f"fc_{id_}", "call_id": id_, "name": "read", "arguments": text}
    return {**call, **fields}


def message(*texts: str, id_: str = "msg_1") -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    return {"type": "message", "id": id_, "role": "assistant", "content": content, "status": "completed"}


def reasoning(*texts: str, **fields: Any) -> dict[str, Any]:
    summary = [{"type": "summary_text", "text": text} for text in texts]
    return {"type": "reasoning", "id": "rs_1", "summary": summary, **fields}


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_111_several_parts_under_one_index(inbound: Wire) -> None:
    """A gateway that gives every item the index 0."""
    thought, words, call = reasoning("hm"), message("Hi"), function_call("call_a", '{"path":"a"}')
    chunks = responses_stream(
        added(0, reasoning()),
        event("reasoning_summary_text.delta", 0, "rs_1", summary_index=0, delta="hm"),
        done(0, thought),
        added(0, {**words, "content": []}),
        event("output_text.delta", 0, "msg_1", content_index=0, delta="Hi"),
        done(0, words),
        added(0, function_call("call_a", "")),
        event("function_call_arguments.delta", 0, "fc_call_a", delta='{"path":"a"}'),
        done(0, call),
        output=[thought, words, call],
    )
    said = await reads(inbound, "responses", chunks)
    assert said.kinds == ["reasoning", "text", "call"]
    assert (said.thoughts, said.text, said.arguments) == (["hm"], "Hi", [{"path": "a"}])


CALL = function_call("call_a", '{"path":"a"}')
ONLY: dict[str, list[bytes | float]] = {
    "arguments.done": responses_stream(
        added(0, function_call("call_a", "")),
        event("function_call_arguments.done", 0, "fc_call_a", arguments='{"path":"a"}'),
        done(0, CALL),
        output=[CALL],
    ),
    "item.done": responses_stream(added(0, function_call("call_a", "")), done(0, CALL), output=[CALL]),
    "item.done without added": responses_stream(done(0, CALL), output=[CALL]),
    "completed.output": responses_stream(output=[CALL]),
    "completed.output after added": responses_stream(added(0, function_call("call_a", "")), output=[CALL]),
    "everywhere": responses_stream(
        added(0, function_call("call_a", "")),
        event("function_call_arguments.delta", 0, "fc_call_a", delta='{"path":"a"}'),
        event("function_call_arguments.done", 0, "fc_call_a", arguments='{"path":"a"}'),
        done(0, CALL),
        output=[CALL],
    ),
    "an object": responses_stream(output=[{**CALL, "arguments": {"path": "a"}}]),
}


@pytest.mark.parametrize("where", ONLY)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_112_arguments_wherever_they_stand(inbound: Wire, where: str) -> None:
    said = await reads(inbound, "responses", ONLY[where])
    assert said.arguments == [{"path": "a"}]
    assert [call.id for call in said.calls] == ["call_a"]


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_112_text_that_stands_in_the_last_event_alone(inbound: Wire) -> None:
    chunks = responses_stream(output=[reasoning("hm"), message("Hi", " there")])
    said = await reads(inbound, "responses", chunks)
    assert (said.thoughts, said.text) == (["hm"], "Hi there")


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_114_interleaved_calls(inbound: Wire) -> None:
    reply = Reply(text="I look.", calls=[A, B], piece=3, interleave=True)
    async with talk("responses", reply) as on:
        said = await on.stream(inbound, body(inbound, "go", tools=[tool(inbound, "read")]))
    assert [call.id for call in said.calls] == ["call_a", "call_b"]
    assert said.arguments == [{"path": "a"}, {"path": "b"}]


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_115_a_summary_of_several_parts(inbound: Wire) -> None:
    whole = reasoning("**One**", "**Two**", encrypted_content="gAAAAABcanary")
    deltas = [
        event("reasoning_summary_text.delta", 0, "rs_1", summary_index=number, delta=piece)
        for number, text in enumerate(("**One**", "**Two**"))
        for piece in (text[:3], text[3:])
    ]
    partial = reasoning(encrypted_content="gAAAAApartial")
    chunks = responses_stream(
        added(0, partial), *deltas, done(0, whole), added(1, message()), done(1, message("Hi"))
    )
    said = await reads(inbound, "responses", chunks)
    assert said.thoughts == ["**One**\n\n**Two**"]
    assert said.text == "Hi"
    assert said.parts[0].seal.count("tn.v1.") == 1


# ----------------------------------------------------------------------------- chat clients
@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_117_the_chat_streams_manners(upstream: Wire, wanted: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if wanted else {}
    async with talk(upstream, Reply(text="I look.", calls=[A, B], usage=USAGE)) as on:
        said = await on.stream("chat", body("chat", "go", tools=[tool("chat", "read")], **options))
    assert said.events[-1].data == "[DONE]"
    assert (said.usage is not None) == wanted
    chunks = [one.data for one in said.events[:-1]]
    assert all("choices" in chunk for chunk in chunks)
    assert all("usage" not in chunk for chunk in chunks) or wanted
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    assert not any("content" in delta for delta in deltas if "tool_calls" in delta)
    assert said.arguments == [{"path": "a"}, {"path": "b"}]


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_118_thinking_for_chat_clients(upstream: Wire) -> None:
    reply = Reply(reasoning="I think.", text="Hi", usage=USAGE)
    async with talk(upstream, reply, THINKER[upstream]) as on:
        asked = body("chat", "go", **THINKS["chat"])
        streamed, whole = await on.stream("chat", asked), await on.post("chat", asked)
        _, answer, _ = await on.running.post("chat", asked | {"stream": False})
    assert answer["choices"][0]["message"]["reasoning_content"] == "I think."
    assert comparable(streamed) == comparable(whole)


# ----------------------------------------------------------------------------- responses to responses
def _without(chunks: list[bytes | float], *names: str) -> list[bytes | float]:
    """The same events without some fields, at any depth."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(inner) for key, inner in value.items() if key not in names}
        return [strip(inner) for inner in value] if isinstance(value, list) else value

    events = [json.loads(chunk.decode().split("data: ")[1]) for chunk in chunks if isinstance(chunk, bytes)]
    return [named(strip(one)) for one in events]


POOR = {
    "created": (),
    "numbers": ("sequence_number",),
    "totals": ("total_tokens", "input_tokens_details", "output_tokens_details"),
    "ids": ("item_id", "id"),
    "status": ("status", "created_at", "object"),
}


@pytest.mark.parametrize("lack", POOR)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_119_a_poor_stream_becomes_a_strict_one(inbound: Wire, lack: str) -> None:
    words, call = message("Hi"), function_call("call_a", '{"path":"a"}')
    chunks = responses_stream(
        added(0, {**words, "content": []}),
        event("output_text.delta", 0, "msg_1", content_index=0, delta="Hi"),
        done(0, words),
        added(1, function_call("call_a", "")),
        event("function_call_arguments.delta", 1, "fc_call_a", delta='{"path":"a"}'),
        done(1, call),
        output=[words, call],
    )
    chunks = chunks[1:] if lack == "created" else _without(chunks, *POOR[lack])
    said = await reads(inbound, "responses", chunks)
    assert (said.text, said.arguments) == ("Hi", [{"path": "a"}])
    assert said.error is None
    assert said.usage is not None
    assert (said.usage["input"], said.usage["output"]) == (5, 7)


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_119_no_usage_is_estimated(inbound: Wire) -> None:
    options = {"stream_options": {"include_usage": True}} if inbound == "chat" else {}
    for upstream in WIRES:
        async with talk(upstream, Reply(text="some words of an answer", usage=None)) as on:
            said = await on.stream(inbound, body(inbound, "a question of some length", **options))
            assert said.usage is not None
            assert said.usage["input"] > 3
            assert said.usage["output"] > 3
            assert on.running.last().usage.estimated


# ----------------------------------------------------------------------------- damage
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_101_characters_cut_in_halves(inbound: Wire) -> None:
    halves = ("a \ud83d", "\ude00 b")
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": half}}
        for half in halves
    ]
    chunks = messages_stream({"type": "text", "text": ""})
    chunks[2:2] = [escaped_data(delta) for delta in deltas]
    assert (await reads(inbound, "messages", chunks)).text == "a 😀 b"
    whole = message("a 😀 b")
    chunks = responses_stream(added(0, {**whole, "content": []}), done(0, whole), output=[whole])
    events = [event("output_text.delta", 0, "msg_1", content_index=0, delta=half) for half in halves]
    chunks[2:2] = [escaped_data(one) for one in events]
    assert (await reads(inbound, "responses", chunks)).text == "a 😀 b"


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_090_a_damaged_event_is_not_passed_over(inbound: Wire) -> None:
    """Its words would be missing in a reply that looks complete."""
    chunks = messages_stream(WORDS, WORDS)
    chunks[2] = b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"del\n\n'
    said = await reads(inbound, "messages", chunks)
    assert said.error is not None


MAKER_NAMES = {"responses": "openai", "messages": "anthropic", "chat": "openai"}
MAKERS: dict[Wire, tuple[list[bytes | float], str]] = {
    "responses": (
        responses_stream(added(0, message()), done(0, message("Hi")), output=[message("Hi")]),
        "response.failed",
    ),
    "messages": (messages_stream(WORDS), "error"),
    "chat": (chat_stream({"content": "Hi"}), ""),
}


@pytest.mark.parametrize("wire", WIRES)
async def test_row_090_bytes_that_pass_untouched_break_off_between_events(wire: Wire) -> None:
    """Half an event of the maker's and our error behind it would be neither."""
    chunks, name = MAKERS[wire]
    whole, half = b"".join(chunk for chunk in chunks[:2] if isinstance(chunk, bytes)), chunks[2]
    assert isinstance(half, bytes)
    async with talk(
        wire, Raw([whole, half[:20]]), f"{MAKER_NAMES[wire]}-{wire}", route={"model": None}
    ) as on:
        _, text = await on.running.stream(wire, body(wire, "go", stream=True))
    assert text.startswith(whole.decode())
    (last,) = split_events(text[len(whole.decode()) :])
    assert last.name == name
    assert "error" in last.data or last.data["response"]["error"]


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize("wire", WIRES)
async def test_row_101_bytes_that_pass_untouched_are_all_there(wire: Wire, size: int) -> None:
    whole = b"".join(chunk for chunk in MAKERS[wire][0] if isinstance(chunk, bytes)) + b": bye\n"
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    async with talk(wire, Raw(pieces), f"{MAKER_NAMES[wire]}-{wire}", route={"model": None}) as on:
        _, text = await on.running.stream(wire, body(wire, "go", stream=True))
    assert text == whole.decode()


# ----------------------------------------------------------------------------- parity
def comparable(said: Said) -> Any:
    """A reply without what is minted anew each time."""
    parts = [
        (
            part.kind,
            part.text,
            part.name,
            part.namespace,
            _parsed(part.arguments),
            bool(part.seal),
            part.shown_as,
        )
        for part in said.parts
    ]
    return parts, said.stop, said.usage, said.model


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return value


REPLIES = {
    "all": Reply(reasoning="I think.", text="Hi", calls=[A, B], usage=USAGE),
    "text": Reply(text="Hi 世界\n", usage=USAGE),
    "thought": Reply(reasoning="I think.", text="Hi", usage=USAGE),
    "length": Reply(reasoning="I think.", text="Hi", finish="length", usage=USAGE),
    "calls": Reply(calls=[A, B], usage=USAGE),
    "no arguments": Reply(calls=[Call("read", raw="")], usage=USAGE),
    "many parts": Reply(parts=[Think("1"), Say("2"), A, Say("3"), B], usage=USAGE),
}


@pytest.mark.parametrize("what", REPLIES)
@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_121_a_whole_reply_is_the_fold_of_the_stream(
    inbound: Wire, upstream: Wire, what: str
) -> None:
    async with talk(upstream, REPLIES[what], THINKER[upstream]) as on:
        asked = body(inbound, "go", tools=[tool(inbound, "read")], **THINKS[inbound])
        headers = CODEX if inbound == "responses" else None
        streamed = await on.stream(inbound, asked, headers)
        whole = await on.post(inbound, asked, headers)
    assert comparable(streamed) == comparable(whole)


@pytest.mark.parametrize("trouble", [Cut(3), Eof(3), ErrorInStream(3)], ids=["cut", "eof", "error"])
@pytest.mark.parametrize("upstream", ["messages", "responses"])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_090_a_cut_call_is_no_call(inbound: Wire, upstream: Wire, trouble: Any) -> None:
    reply = Reply(calls=[Call("read", {"path": "a long path that is cut"})], piece=4, troubles=[trouble])
    async with talk(upstream, reply) as on:
        asked = body(inbound, "go", stream=True, tools=[tool(inbound, "read")])
        status, text = await on.running.stream(inbound, asked)
        assert status == 200
        said = read_stream(inbound, text)
        assert said.error is not None
        assert said.calls == []
        _, answer, _ = await on.running.post(inbound, {**asked, "stream": False})
        whole = read_whole(inbound, answer)
        assert whole.arguments in ([], [{"path": "a long path that is cut"}])
