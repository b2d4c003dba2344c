"""Table E of the catalogue: streams of chat providers, well-made and odd, as the clients get them."""

import asyncio
import json
from typing import Any

import pytest

from proxy.conversation import WIRES, Wire
from proxy.upstream import Timeouts
from tests.catalogue.replies import Said
from tests.catalogue.talk import CODEX, body, talk, tool
from tests.fakes.raw_provider import DONE, Raw, chat_chunk, chat_stream, data, escaped_data, tool_delta
from tests.fakes.script import Call, Cut, Eof, ErrorInStream, JsonInsteadOfSse, Reply, Silence, Usage

HI = {"content": "Hi"}
A, B = Call("read", {"path": "a"}, id="call_a"), Call("read", {"path": "b"}, id="call_b")


async def reads(inbound: Wire, *chunks: Any, finish: str | None = "tool_calls", **fields: Any) -> Said:
    """What a client with a tool `read` gets of these chat deltas."""
    async with talk("chat", Raw(chat_stream(*chunks, finish=finish))) as on:
        asked = body(inbound, "go", tools=[tool(inbound, "read")], **fields)
        return await on.stream(inbound, asked)


# ----------------------------------------------------------------------------- text
async def test_row_077_the_whole_sequence_of_events() -> None:
    async with talk("chat", Reply(text="Hello, 世界", piece=4)) as on:
        said = await on.stream("responses", body("responses", "go"), CODEX)
    assert [event.name.removeprefix("response.") for event in said.events] == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        *["output_text.delta"] * 3,
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    assert said.text == "Hello, 世界"
    response = said.events[-1].data["response"]
    required = {
        "id",
        "created_at",
        "object",
        "model",
        "output",
        "parallel_tool_calls",
        "tool_choice",
        "tools",
    }
    assert response.keys() >= required
    deltas = said.named("response.output_text.delta")
    assert all(delta["logprobs"] == [] and delta["item_id"] for delta in deltas)


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_077_one_end_on_every_wire(inbound: Wire) -> None:
    async with talk("chat", Reply(text="Hello", piece=1)) as on:
        said = await on.stream(inbound, body(inbound, "go"))
    assert said.text == "Hello"
    assert said.stop == {"responses": "completed", "messages": "end_turn", "chat": "stop"}[inbound]


# ----------------------------------------------------------------------------- calls
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_078_interleaved_calls(inbound: Wire) -> None:
    reply = Reply(text="I look.", calls=[A, B], piece=3, interleave=True)
    async with talk("chat", reply) as on:
        said = await on.stream(inbound, body(inbound, "go", tools=[tool(inbound, "read")]))
    assert [call.id for call in said.calls] == ["call_a", "call_b"]
    assert said.arguments == [{"path": "a"}, {"path": "b"}]
    assert said.kinds == ["text", "call", "call"]


@pytest.mark.parametrize("index", [None, 0], ids=["missing", "always 0"])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_079_calls_that_only_their_ids_tell_apart(inbound: Wire, index: int | None) -> None:
    said = await reads(
        inbound,
        tool_delta(index, '{"path":', "read", id="call_a"),
        tool_delta(index, '"a"}'),
        tool_delta(index, '{"path":"b"}', "read", id="call_b"),
    )
    assert [call.id for call in said.calls] == ["call_a", "call_b"]
    assert said.arguments == [{"path": "a"}, {"path": "b"}]


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_079_both_calls_in_one_chunk_without_indexes(inbound: Wire) -> None:
    entries = [
        {"id": id_, "type": "function", "function": {"name": "read", "arguments": f'{{"path":"{id_}"}}'}}
        for id_ in ("a", "b")
    ]
    said = await reads(inbound, {"tool_calls": entries})
    assert said.arguments == [{"path": "a"}, {"path": "b"}]


LATE_IDS: dict[str, list[Any]] = {
    "late": [tool_delta(0, "", "read"), tool_delta(0, '{"path":', id="call_a"), tool_delta(0, '"a"}')],
    "after the arguments": [tool_delta(0, '{"path":"a"}', "read"), tool_delta(0, "", id="call_a")],
    "never": [tool_delta(0, '{"path":', "read"), tool_delta(0, '"a"}')],
    "empty": [tool_delta(0, '{"path":', "read", id=""), tool_delta(0, '"a"}', id="")],
    "null": [tool_delta(0, '{"path":', "read", id=None), tool_delta(0, '"a"}', id=None)],
}


@pytest.mark.parametrize("when", LATE_IDS)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_081_ids_that_come_late_or_never(inbound: Wire, when: str) -> None:
    said = await reads(inbound, *LATE_IDS[when])
    assert said.arguments == [{"path": "a"}]
    assert said.calls[0].id
    assert said.calls[0].name == "read"


def _name(value: Any, text: str) -> dict[str, Any]:
    """A delta with this very name, also null or empty."""
    return {"tool_calls": [{"index": 0, "id": "call_a", "function": {"name": value, "arguments": text}}]}


NAMES: dict[str, list[Any]] = {
    "null afterwards": [_name("read", '{"path":'), _name(None, '"a"}')],
    "empty afterwards": [_name("read", '{"path":'), _name("", '"a"}')],
    "repeated": [_name("read", '{"path":'), _name("read", '"a"}')],
    "late": [_name(None, ""), _name("read", '{"path":"a"}')],
    "behind the arguments": [_name("", '{"path":'), _name(None, '"a"}'), _name("read", "")],
}


@pytest.mark.parametrize("how", NAMES)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_081_names_that_are_null_repeated_or_late(inbound: Wire, how: str) -> None:
    said = await reads(inbound, *NAMES[how])
    assert [(call.id, call.name) for call in said.calls] == [("call_a", "read")]
    assert said.arguments == [{"path": "a"}]


@pytest.mark.parametrize("finish", ["tool_calls", "stop"])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_082_a_call_without_a_name_is_no_success(inbound: Wire, finish: str) -> None:
    chunks = chat_stream(tool_delta(0, '{"path":"a"}', id="call_a"), finish=finish)
    async with talk("chat", Raw(chunks)) as on:
        asked = body(inbound, "go", stream=True, tools=[tool(inbound, "read")])
        status, text = await on.running.stream(inbound, asked)
        assert "response.completed" not in text
        assert "message_stop" not in text
        assert "[DONE]" not in text
        assert status >= 500 or "response.failed" in text or '"error"' in text


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_083_calls_are_delivered_whatever_the_finish_says(inbound: Wire) -> None:
    said = await reads(inbound, HI, tool_delta(0, '{"path":"a"}', "read", id="call_a"), finish="stop")
    assert said.arguments == [{"path": "a"}]
    assert said.stop == {"responses": "completed", "messages": "tool_use", "chat": "tool_calls"}[inbound]


# ----------------------------------------------------------------------------- usage
COUNTED = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
LAST = data({**chat_chunk(), "choices": [], "usage": COUNTED})
PLACES: dict[str, list[bytes | float]] = {
    "a chunk of its own": [data(chat_chunk(HI)), data(chat_chunk({}, "stop")), LAST, DONE],
    "the finish chunk": [data(chat_chunk(HI)), data(chat_chunk({}, "stop", usage=COUNTED)), DONE],
    "every chunk": [
        data(chat_chunk(HI, usage={**COUNTED, "completion_tokens": 1})),
        data(chat_chunk({}, "stop", usage=COUNTED)),
        DONE,
    ],
    "after a pause": [data(chat_chunk(HI)), data(chat_chunk({}, "stop")), 0.05, LAST, DONE],
    "null before": [data(chat_chunk(HI, usage=None)), data(chat_chunk({}, "stop", usage=None)), LAST, DONE],
    "null behind": [data(chat_chunk(HI, usage=COUNTED)), data(chat_chunk({}, "stop", usage=None)), DONE],
    "no DONE": [data(chat_chunk(HI)), data(chat_chunk({}, "stop")), LAST],
    "x_groq": [data(chat_chunk(HI)), data(chat_chunk({}, "stop", x_groq={"usage": COUNTED})), DONE],
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_084_usage_wherever_it_stands(inbound: Wire, place: str) -> None:
    usage: dict[str, Any] = {"stream_options": {"include_usage": True}} if inbound == "chat" else {}
    async with talk("chat", Raw(PLACES[place])) as on:
        said = await on.stream(inbound, body(inbound, "go", **usage))
    assert said.text == "Hi"
    assert said.usage is not None
    assert (said.usage["input"], said.usage["output"]) == (100, 20)


CACHED: list[dict[str, Any]] = [
    {"prompt_tokens_details": {"cached_tokens": 80}},
    {"prompt_cache_hit_tokens": 80, "prompt_cache_miss_tokens": 20},
    {"cached_tokens": 80},
    {"prompt_tokens_details": None, "prompt_cache_hit_tokens": 80},
]


@pytest.mark.parametrize("details", CACHED, ids=["details", "deepseek", "kimi", "null details"])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_086_cached_tokens_under_their_several_names(inbound: Wire, details: Any) -> None:
    usage: dict[str, Any] = {"stream_options": {"include_usage": True}} if inbound == "chat" else {}
    async with talk("chat", Raw(chat_stream(HI, usage=COUNTED | details))) as on:
        said = await on.stream(inbound, body(inbound, "go", **usage))
    assert said.usage is not None
    assert (said.usage["input"], said.usage["cached"]) == (100, 80)


@pytest.mark.parametrize(("cached", "fresh"), [(80, 20), (0, 100), (150, 0)])
@pytest.mark.parametrize("stream", [True, False])
async def test_row_087_cached_input_is_not_counted_twice(cached: int, fresh: int, stream: bool) -> None:
    reply = Reply(text="Hi", usage=Usage(input=100, output=20, cached=cached))
    async with talk("chat", reply) as on:
        asked = body("messages", "go")
        said = await on.either("messages", asked, stream)
        _, whole, _ = await on.running.post("messages", asked)
    assert whole["usage"]["input_tokens"] == fresh
    assert whole["usage"]["cache_read_input_tokens"] == min(cached, 100)  # not more than there was
    assert said.usage is not None
    assert (said.usage["input"], said.usage["cached"]) == (100, min(cached, 100))


# ----------------------------------------------------------------------------- ends
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_088_a_text_that_grew_too_long(inbound: Wire, stream: bool) -> None:
    async with talk("chat", Reply(text="and so on and", finish="length")) as on:
        said = await on.either(inbound, body(inbound, "go"), stream)
    assert said.text == "and so on and"
    stops = {"responses": "incomplete:max_output_tokens", "messages": "max_tokens", "chat": "length"}
    assert said.stop == stops[inbound]
    if inbound == "responses" and stream:
        assert said.named("response.output_item.done")[0]["item"]["status"] == "incomplete"


@pytest.mark.parametrize("kind", ["function", "custom"])
async def test_row_088_a_call_that_was_cut_is_never_done(kind: str) -> None:
    declared: dict[str, Any] = (
        tool("responses", "read") if kind == "function" else {"type": "custom", "name": "read"}
    )
    chunks = chat_stream(tool_delta(0, '{"input":"rm -rf /', "read", id="call_a"), finish="length")
    async with talk("chat", Raw(chunks)) as on:
        said = await on.stream("responses", body("responses", "go", tools=[declared]), CODEX)
    assert said.named("response.output_item.done") == []
    assert said.named("response.function_call_arguments.done") == []
    assert said.named("response.custom_tool_call_input.done") == []
    assert said.stop == "incomplete:max_output_tokens"


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("inbound", ["messages", "chat"])
async def test_row_088_other_clients_get_no_cut_call_either(inbound: Wire, stream: bool) -> None:
    reply = Reply(text="So:", calls=[Call("read", raw='{"path":"a')], finish="length")
    async with talk("chat", reply) as on:
        asked = body(inbound, "go", stream=stream, tools=[tool(inbound, "read")])
        _, text = await on.running.stream(inbound, asked)
    assert '"stop_reason":"max_tokens"' in text or '"finish_reason":"length"' in text
    if inbound == "messages":
        assert text.count("content_block_stop") == 2 * stream  # of the text: name and type
        assert stream or '"tool_use"' not in text


TROUBLES = [Cut(3), Cut(3, reset=False), Eof(3), ErrorInStream(3)]


@pytest.mark.parametrize("trouble", TROUBLES, ids=["reset", "closed", "eof", "error"])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_090_a_cut_text_is_no_success(inbound: Wire, trouble: Any) -> None:
    reply = Reply(text="a text of several pieces that is cut", troubles=[trouble])
    async with talk("chat", reply) as on:
        said = await on.stream(inbound, body(inbound, "go"))
    assert said.error is not None
    assert said.error["message"]
    assert said.stop == ""


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_090_done_without_a_finish_is_a_lenient_end(inbound: Wire) -> None:
    said = await reads(inbound, HI, finish=None)
    assert said.text == "Hi"
    assert said.error is None


ERRORS: dict[str, list[bytes]] = {
    "error object": [data({"error": {"message": "the engine burnt down", "code": 502}})],
    "error event": [b'event: error\ndata: {"error":{"message":"the engine burnt down"}}\n\n'],
    "error string": [data({"error": "the engine burnt down"})],
    "beside choices": [data({**chat_chunk({}, "error"), "error": {"message": "the engine burnt down"}})],
}


@pytest.mark.parametrize("how", ERRORS)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_092_an_error_ends_the_stream(inbound: Wire, how: str) -> None:
    chunks = [data(chat_chunk(HI)), *ERRORS[how], data(chat_chunk({"content": "SPOILER"}, "stop")), DONE]
    async with talk("chat", Raw(chunks)) as on:
        said = await on.stream(inbound, body(inbound, "go"))
    assert said.error is not None
    assert "the engine burnt down" in said.error["message"]
    assert not any("SPOILER" in str(event.data) for event in said.events)


CLASSES = [
    (
        {"message": "rate limit reached", "code": "rate_limit_exceeded"},
        "rate_limit_exceeded",
        "rate_limit_error",
    ),
    (
        {"message": "maximum context length is 8192 tokens", "code": 400},
        "context_length_exceeded",
        "invalid_request_error",
    ),
    ({"message": "Insufficient Balance", "code": 402}, "insufficient_quota", "billing_error"),
    ({"message": "overloaded", "code": 503}, "server_error", "overloaded_error"),
]


@pytest.mark.parametrize(("error", "to_codex", "to_claude"), CLASSES, ids=lambda value: str(value)[:12])
async def test_row_092_errors_in_streams_keep_their_class(error: Any, to_codex: str, to_claude: str) -> None:
    async with talk("chat", Raw([data(chat_chunk(HI)), data({"error": error})])) as on:
        said = await on.stream("responses", body("responses", "go"), CODEX)
        assert said.error is not None
        assert said.error["code"] == to_codex
        if to_codex == "rate_limit_exceeded":
            assert "try again in" in said.error["message"]
        said = await on.stream("messages", body("messages", "go"))
        assert said.error is not None
        assert said.error["type"] == to_claude


# ----------------------------------------------------------------------------- kinds of tools
RAW_INPUT = 'é "quoted" \\n not a newline\n\ttab \\\\ 世界 🎉 \x07 end'
CUSTOM = {"type": "custom", "name": "apply_patch", "format": {"type": "text"}}


def escaped(size: int) -> list[Any]:
    """The arguments of a lowered custom tool, all of it escaped, in pieces of this size."""
    whole = json.dumps({"input": RAW_INPUT}, ensure_ascii=True)
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    return [tool_delta(0, "", "apply_patch", id="call_a"), *(tool_delta(0, piece) for piece in pieces)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
async def test_row_093_custom_input_comes_out_raw(size: int) -> None:
    async with talk("chat", Raw(chat_stream(*escaped(size), finish="tool_calls"))) as on:
        said = await on.stream("responses", body("responses", "go", tools=[CUSTOM]), CODEX)
    (call,) = said.calls
    assert (call.kind, call.arguments) == ("custom", RAW_INPUT)
    deltas = said.named("response.custom_tool_call_input.delta")
    assert "".join(delta["delta"] for delta in deltas) == RAW_INPUT
    if size == 1:
        assert len(deltas) > 10


@pytest.mark.parametrize(
    "pieces", [['{"input":"\\u00', 'e9"}'], ['{"input":"a\\\\', 'n"}'], ['{"input":"\\ud83c', '\\udf89"}']]
)
async def test_row_093_escapes_split_over_chunks(pieces: list[str]) -> None:
    chunks = [tool_delta(0, "", "apply_patch", id="call_a"), *(tool_delta(0, piece) for piece in pieces)]
    async with talk("chat", Raw(chat_stream(*chunks, finish="tool_calls"))) as on:
        said = await on.stream("responses", body("responses", "go", tools=[CUSTOM]))
    assert [call.arguments for call in said.calls] == [json.loads("".join(pieces))["input"]]


TOOL_SEARCH = {
    "type": "tool_search",
    "execution": "client",
    "description": "d",
    "parameters": {"type": "object", "properties": {"query": {"type": "string"}}},
}


@pytest.mark.parametrize("stream", [True, False])
async def test_row_095_a_tool_search_has_an_object(stream: bool) -> None:
    async with talk("chat", Reply(calls=[Call("tool_search", {"query": "fetch"})])) as on:
        said = await on.either("responses", body("responses", "go", tools=[TOOL_SEARCH]), stream, CODEX)
    assert [(call.kind, call.arguments) for call in said.calls] == [("search", {"query": "fetch"})]


@pytest.mark.parametrize("raw", ["{broken", "[1]", "words"])
async def test_row_095_a_broken_tool_search_is_no_crash_and_no_call(raw: str) -> None:
    chunks = chat_stream(tool_delta(0, raw, "tool_search", id="call_a"), finish="tool_calls")
    async with talk("chat", Raw(chunks)) as on:
        asked = body("responses", "go", stream=True, tools=[TOOL_SEARCH])
        _, text = await on.running.stream("responses", asked, CODEX)
    assert "tool_search_call" not in text
    assert "response.failed" in text or '"error"' in text
    assert "translat" not in text


async def test_row_096_a_namespaced_call_is_split() -> None:
    space = {"type": "namespace", "name": "multi_agent_v1", "tools": [tool("responses", "spawn_agent")]}
    reply = Reply(calls=[Call("multi_agent_v1__spawn_agent", {"path": "x"})])
    async with talk("chat", reply) as on:
        said = await on.stream("responses", body("responses", "go", tools=[space]), CODEX)
    assert [(call.name, call.namespace) for call in said.calls] == [("spawn_agent", "multi_agent_v1")]
    added = said.named("response.output_item.added")[0]["item"]
    assert (added["name"], added["namespace"]) == ("spawn_agent", "multi_agent_v1")


GIVEN: list[tuple[Any, Any]] = [
    ("", {}),
    (None, {}),
    ("null", {}),
    ({"path": "a"}, {"path": "a"}),
    ('"{\\"path\\": \\"a\\"}"', {"path": "a"}),
    ({}, {}),
]


@pytest.mark.parametrize(
    ("value", "expected"), GIVEN, ids=["empty", "null", "null text", "object", "twice", "empty object"]
)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_097_arguments_that_are_no_text(inbound: Wire, value: Any, expected: Any) -> None:
    delta = {"tool_calls": [{"index": 0, "id": "call_a", "function": {"name": "read", "arguments": value}}]}
    said = await reads(inbound, delta)
    assert said.arguments == [expected]


# ----------------------------------------------------------------------------- reasoning
@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_098_thinking_between_words(inbound: Wire, field: str) -> None:
    deltas = [{field: "first"}, {"content": "one"}, {field: "second"}, {"content": "two"}]
    said = await reads(inbound, *deltas, finish="stop")
    if inbound == "chat":  # that wire has one field for each
        assert (said.thoughts, said.text) == (["first\n\nsecond"], "onetwo")
        return
    shown = [(part.kind, part.text) for part in said.parts]
    assert shown == [("reasoning", "first"), ("text", "one"), ("reasoning", "second"), ("text", "two")]
    assert all(part.seal for part in said.parts if part.kind == "reasoning")


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_099_thinking_that_used_up_the_output(inbound: Wire, stream: bool) -> None:
    async with talk("chat", Reply(reasoning="so much to think", finish="length")) as on:
        said = await on.either(inbound, body(inbound, "go"), stream)
    stops = {"responses": "incomplete:max_output_tokens", "messages": "max_tokens", "chat": "length"}
    assert said.stop == stops[inbound]
    assert said.thoughts == ["so much to think"]
    assert said.kinds == ["reasoning"]
    assert said.parts[0].seal


# ----------------------------------------------------------------------------- framing
TEXT = "Grüße, 世界! 🎉"
PLAIN = b"".join(chunk for chunk in chat_stream({"content": TEXT}) if isinstance(chunk, bytes))
FRAMES: dict[str, list[bytes | float]] = {
    "crlf": [PLAIN.replace(b"\n", b"\r\n")],
    "cr": [PLAIN.replace(b"\n", b"\r")],
    "no space": [PLAIN.replace(b"data: ", b"data:")],
    "no final blank line": [PLAIN.rstrip(b"\n")],
    "byte by byte": [PLAIN[at : at + 1] for at in range(len(PLAIN))],
    "crlf byte by byte": [byte.encode("latin-1") for byte in PLAIN.replace(b"\n", b"\r\n").decode("latin-1")],
    "comments": [b": OPENROUTER PROCESSING\n\n" + PLAIN.replace(b"\n\n", b"\n\n: keep-alive\n\n")],
    "bom": [b"\xef\xbb\xbf" + PLAIN],
    "event and id lines": [PLAIN.replace(b"data: {", b"id: 7\nevent: message\nretry: 10\ndata: {")],
    "keep-alive chunks": [data({}) + PLAIN.replace(b"data: [DONE]", b"data: \n\ndata: [DONE]")],
    "data in two lines": [PLAIN.replace(b',"model"', b',\ndata: "model"')],
}


@pytest.mark.parametrize("how", FRAMES)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_101_frames_of_all_kinds(inbound: Wire, how: str) -> None:
    async with talk("chat", Raw(FRAMES[how])) as on:
        said = await on.stream(inbound, body(inbound, "go"))
    assert said.text == TEXT
    assert said.error is None


@pytest.mark.parametrize("content_type", ["text/event-stream", "text/plain", "application/octet-stream"])
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_101_streams_under_other_names(inbound: Wire, stream: bool, content_type: str) -> None:
    pieces: list[bytes | float] = [PLAIN[:1], 0.01, PLAIN[1:4], 0.01, PLAIN[4:]]
    whole: list[bytes | float] = [PLAIN]
    for chunks in (whole, pieces):
        async with talk("chat", Raw(chunks, content_type=content_type)) as on:
            said = await on.either(inbound, body(inbound, "go"), stream)
            assert said.text == TEXT
            assert b"".join(chunk for _, chunk in on.running.last().upstream_reply) == PLAIN


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_101_a_whole_body_in_pieces_and_under_another_name(
    inbound: Wire, content_type: str
) -> None:
    answer = {"id": "x", "model": "m", "choices": [{"message": {"content": TEXT}, "finish_reason": "stop"}]}
    whole = json.dumps(answer).encode()
    async with talk("chat", Raw([whole[:3], 0.01, whole[3:]], content_type=content_type)) as on:
        said = await on.stream(inbound, body(inbound, "go"))
        assert said.text == TEXT
        assert b"".join(chunk for _, chunk in on.running.last().upstream_reply) == whole


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_101_a_whole_body_instead_of_a_stream(inbound: Wire) -> None:
    reply = Reply(reasoning="hm", text=TEXT, calls=[A, B], troubles=[JsonInsteadOfSse()])
    async with talk("chat", reply) as on:
        said = await on.stream(inbound, body(inbound, "go", tools=[tool(inbound, "read")]))
    assert said.kinds == ["reasoning", "text", "call", "call"]
    assert said.text == TEXT
    assert said.arguments == [{"path": "a"}, {"path": "b"}]


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_101_characters_cut_in_halves(inbound: Wire) -> None:
    words = [escaped_data(chat_chunk({"content": piece})) for piece in ("a \ud83d", "\ude00 b")]
    pieces = ('{"path":"\ud83d', '\ude00"}')
    made = [escaped_data(chat_chunk(tool_delta(0, pieces[0], "read", id="call_a")))]
    made.append(escaped_data(chat_chunk(tool_delta(0, pieces[1]))))
    async with talk("chat", Raw([*words, *made, data(chat_chunk({}, "tool_calls")), DONE])) as on:
        said = await on.stream(inbound, body(inbound, "go", tools=[tool(inbound, "read")]))
    assert said.text == "a 😀 b"
    assert said.arguments == [{"path": "😀"}]


# ----------------------------------------------------------------------------- time
QUICK = Timeouts(keepalive=0.1, idle=20, first_byte=20)
"""As shipped, a sign of life is given every 10 s; here a hundredth of that."""


def test_row_102_the_shipped_interval_is_below_15_seconds() -> None:
    assert Timeouts().keepalive <= 15


@pytest.mark.parametrize("where", ["headers", "start", "middle"])
async def test_row_102_codex_sees_events_while_nothing_comes(where: Any) -> None:
    reply = Reply(text="at last there is an answer", troubles=[Silence(0.55, where)])
    async with talk("chat", reply, timeouts=QUICK) as on:
        said = await on.stream("responses", body("responses", "go"), CODEX)
    signs = said.named("response.in_progress")
    assert len(signs) >= 3
    assert said.text == "at last there is an answer"


@pytest.mark.parametrize("where", ["headers", "start", "middle"])
async def test_row_103_claude_code_sees_pings(where: Any) -> None:
    reply = Reply(text="at last there is an answer", troubles=[Silence(0.55, where)])
    async with talk("chat", reply, timeouts=QUICK) as on:
        said = await on.stream("messages", body("messages", "go"))
    assert len(said.named("ping")) >= 3
    assert said.text == "at last there is an answer"


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_105_a_client_that_leaves_ends_the_request(inbound: Wire, stream: bool) -> None:
    reply = Reply(text="word " * 400, gap=0.02, troubles=[] if stream else [Silence(20, "start")])
    async with talk("chat", reply) as on:
        url = f"{on.running.base}/v1/{ {'chat': 'chat/completions'}.get(inbound, inbound) }"
        asked = body(inbound, "go", stream=stream)
        posting = asyncio.get_running_loop().create_task(on.running.session.post(url, json=asked))
        await asyncio.to_thread(on.provider.wait, 1)  # type: ignore[union-attr]
        if stream:
            answer = await posting
            await answer.content.readany()
            answer.close()
        else:
            posting.cancel()
        async with asyncio.timeout(1):
            while on.asks[0].aborted_at is None:  # noqa: ASYNC110 - the fake's own thread sets it
                await asyncio.sleep(0.01)
