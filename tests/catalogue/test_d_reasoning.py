"""Table D of the catalogue: what the model thought, on its way out and back in on the next turn."""

from typing import Any

import pytest

from proxy.conversation import WIRES, Wire
from tests.catalogue.replies import Part, Said
from tests.catalogue.talk import CLAUDE, CODEX, PAIRS, Talk, body, calls, results, talk, tool
from tests.fakes.raw_provider import Raw, chat_stream
from tests.fakes.script import Call, Reply, Say, Think

THOUGHT = "I should read the file first. Wörter & <tags>"
READ = Call("read", {"path": "a"})
LOOP = [Reply(reasoning=THOUGHT, text="I look.", calls=[READ]), Reply(text="done")]
OPEN: dict[Wire, dict[str, Any]] = {
    "responses": {
        "reasoning": {"effort": "high", "summary": "auto"},
        "include": ["reasoning.encrypted_content"],
    },
    "messages": {"thinking": {"type": "adaptive"}},
    "chat": {"reasoning_effort": "high"},
}
"""How each client asks for thinking."""


def replay(wire: Wire, said: Said) -> list[dict[str, Any]]:
    """A reply as the client writes it into its next request."""
    match wire:
        case "responses":
            return [_replayed(item) for item in said.events[-1].data["response"]["output"]]
        case "messages":
            return [{"role": "assistant", "content": [_block(part) for part in said.parts]}]
        case "chat":
            made = [(call.id, call.name, call.arguments) for call in said.calls]
            message = calls("chat", *made, text=said.text)[0]
            deltas = [chunk["choices"][0]["delta"] for chunk in said.named("")[:-1] if chunk["choices"]]
            details = [entry for delta in deltas for entry in delta.get("reasoning_details", [])]
            if said.thoughts:
                message |= {"reasoning_content": said.thoughts[0], "reasoning_details": details}
            return [message]


def _replayed(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "status"}


def _block(part: Part) -> dict[str, Any]:
    if part.kind == "text":
        return {"type": "text", "text": part.text}
    if part.kind == "call":
        return {"type": "tool_use", "id": part.id, "name": part.name, "input": part.arguments}
    if part.shown_as == "redacted":
        return {"type": "redacted_thinking", "data": part.seal}
    return {"type": "thinking", "thinking": part.text, "signature": part.seal}


async def loop(on: Talk, wire: Wire, **fields: Any) -> Said:
    """A turn with a tool call, its result, and the answer to it; returns the first reply."""
    asked = body(wire, "go", tools=[tool(wire, "read")], **OPEN[wire], **fields)
    headers = {"responses": CODEX, "messages": CLAUDE, "chat": {}}[wire]
    first = await on.stream(wire, asked, headers)
    assert [call.name for call in first.calls] == ["read"], first
    given = results(wire, *((call.id, "text") for call in first.calls))
    history = [*replay(wire, first), *given]
    key = "input" if wire == "responses" else "messages"
    second = await on.stream(wire, {**asked, key: [*asked[key], *history]}, headers)
    assert second.text == "done", second
    return first


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_060_deepseek_gets_its_reasoning_back(inbound: Wire) -> None:
    async with talk("chat", LOOP, "deepseek-chat", reasoning_required=True) as on:
        first = await loop(on, inbound)
        assert first.thoughts == [THOUGHT]
        (turn,) = [m for m in on.sent["messages"] if m["role"] == "assistant"]
        assert turn["reasoning_content"] == THOUGHT
        assert turn["content"] == "I look."


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_061_a_turn_without_thinking_gets_a_placeholder(inbound: Wire) -> None:
    script = [Reply(calls=[READ]), Reply(text="done")]
    async with talk("chat", script, "deepseek-chat", reasoning_required=True) as on:
        await loop(on, inbound)
        (turn,) = [m for m in on.sent["messages"] if m["role"] == "assistant"]
        assert "reasoning_content" in turn
        assert not turn["reasoning_content"].strip()


async def test_row_061_a_placeholder_for_every_turn_that_lacks_one() -> None:
    asked = body(
        "messages",
        "go",
        calls("messages", ("toolu_1", "read", "{}")),
        results("messages", ("toolu_1", "x")),
        calls("messages", ("toolu_2", "read", "{}")),
        results("messages", ("toolu_2", "x")),
        {"role": "assistant", "content": "so far"},
        "go on",
        tools=[tool("messages", "read")],
    )
    async with talk("chat", table="deepseek-chat", reasoning_required=True) as on:
        await on.post("messages", asked)
        turns = [m for m in on.sent["messages"] if m["role"] == "assistant"]
        assert ["reasoning_content" in turn for turn in turns] == [True, True, False]


async def test_row_063_thinking_of_a_tool_turn_goes_back_to_deepseek() -> None:
    thinking = {"type": "thinking", "thinking": "plain thought", "signature": ""}
    asked = body(
        "messages",
        "go",
        calls("messages", ("toolu_1", "read", "{}"), thinking=thinking),
        results("messages", ("toolu_1", "x")),
        tools=[tool("messages", "read")],
    )
    async with talk("chat", table="deepseek-chat") as on:
        await on.post("messages", asked)
        (turn,) = [m for m in on.sent["messages"] if m["role"] == "assistant"]
        assert turn["reasoning_content"] == "plain thought"
        assert "plain thought" not in (turn["content"] or "")


@pytest.mark.parametrize(
    ("made_on", "made_for"), [("chat", "deepseek-chat"), ("messages", "deepseek-messages")]
)
async def test_row_065_thinking_made_elsewhere_is_kept_from_the_maker(made_on: Wire, made_for: str) -> None:
    asked = body("messages", "go", tools=[tool("messages", "read")], thinking={"type": "adaptive"})
    other = {"provider": "elsewhere"}
    async with talk(made_on, LOOP, made_for, strict=made_on == "chat", route=other) as elsewhere:
        first = await elsewhere.stream("messages", asked, CLAUDE)
        assert first.parts[0].seal
    history = [*replay("messages", first), *results("messages", (first.calls[0].id, "x"))]
    again = {**asked, "messages": [*asked["messages"], *history]}
    async with talk(
        "messages", Reply(text="done"), "anthropic-messages", strict=False, reasoning_required=True
    ) as on:
        said = await on.stream("messages", again, CLAUDE)
        assert said.text == "done"
        assert on.asks[0].foreign_reasoning == []
        assert "tn.v1." not in on.asks[0].raw.decode()
        assert [past.id for past in on.asks[0].calls] == [first.calls[0].id]


@pytest.mark.parametrize("inbound", ["messages", "responses"])
async def test_row_067_encrypted_reasoning_comes_back_to_responses(inbound: Wire) -> None:
    async with talk("responses", LOOP, reasoning_required=True) as on:
        first = await loop(on, inbound)
        assert first.thoughts == [THOUGHT]
        assert on.asks[1].own_reasoning == [THOUGHT]
        assert on.asks[1].foreign_reasoning == []
        assert on.asks[0].body["include"] == ["reasoning.encrypted_content"]


async def test_row_067_an_empty_summary_is_redacted_thinking() -> None:
    script = [Reply(parts=[Think(THOUGHT, redacted=True), READ]), Reply(text="done")]
    async with talk("responses", script, reasoning_required=True) as on:
        first = await loop(on, "messages")
        assert [part.shown_as for part in first.parts if part.kind == "reasoning"] == ["redacted"]
        assert on.asks[1].own_reasoning == [THOUGHT]


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_068_signed_thinking_is_restored(inbound: Wire) -> None:
    script = [Reply(parts=[Think(THOUGHT), Say("I look."), READ]), Reply(text="done")]
    async with talk("messages", script, "vendor-messages", reasoning_required=True) as on:
        first = await loop(on, inbound)
        assert first.thoughts == [THOUGHT]
        assert on.asks[1].own_reasoning == [THOUGHT]
        assert on.asks[1].foreign_reasoning == []


@pytest.mark.parametrize("inbound", ["responses", "messages"])
async def test_row_068_redacted_thinking_is_restored(inbound: Wire) -> None:
    script = [Reply(parts=[Think(THOUGHT), Think("secret", redacted=True), READ]), Reply(text="done")]
    async with talk("messages", script, "vendor-messages", reasoning_required=True) as on:
        first = await loop(on, inbound)
        assert len([part for part in first.parts if part.kind == "reasoning"]) == 2
        blocks = on.sent["messages"][1]["content"]
        assert [block["type"] for block in blocks] == ["thinking", "redacted_thinking", "tool_use"]
        assert on.asks[1].foreign_reasoning == []


async def test_row_068_an_empty_redacted_block_is_dropped() -> None:
    empty = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": ""}
    asked = body(
        "responses",
        "go",
        empty,
        calls("responses", ("call_a", "read", "{}")),
        results("responses", ("call_a", "x")),
    )
    async with talk("messages", table="vendor-messages") as on:
        await on.post("responses", asked | {"tools": [tool("responses", "read")]})
        assert [block["type"] for block in on.sent["messages"][1]["content"]] == ["tool_use"]


THOUGHTS_OF_OTHERS: list[dict[str, Any]] = [
    {"summary": [{"type": "summary_text", "text": "in short"}], "encrypted_content": "gAAAAABforeign"},
    {"summary": [{"type": "summary_text", "text": "in short"}], "content": None},
    {"summary": [], "content": [{"type": "reasoning_text", "text": "in short"}]},
]


@pytest.mark.parametrize("shown", THOUGHTS_OF_OTHERS, ids=["encrypted", "summary", "content"])
async def test_row_071_deepseek_responses_takes_reasoning_as_text(shown: dict[str, Any]) -> None:
    asked = body(
        "responses",
        "go",
        {"type": "reasoning", "id": "rs_1", **shown},
        calls("responses", ("call_a", "read", "{}")),
        results("responses", ("call_a", "x")),
        tools=[tool("responses", "read")],
    )
    async with talk("responses", table="deepseek-responses") as on:
        await on.post("responses", asked, CODEX)
        (item,) = [item for item in on.sent["input"] if item.get("type") == "reasoning"]
        assert item["content"] == [{"type": "reasoning_text", "text": "in short"}]
        assert item["summary"] == []
        assert "encrypted_content" not in item


async def test_row_071_deepseek_responses_gets_its_own_back() -> None:
    async with talk(
        "responses", LOOP, "deepseek-responses", responses_reasoning="text", reasoning_required=True
    ) as on:
        first = await loop(on, "responses")
        assert first.thoughts == [THOUGHT]
        assert on.asks[1].own_reasoning == [THOUGHT]


DETAILS = [
    {"type": "reasoning.text", "text": "a", "signature": "s1", "format": "anthropic-claude-v1", "index": 0},
    {
        "type": "reasoning.encrypted",
        "data": "opaque==",
        "id": "call_a",
        "format": "google-gemini-v1",
        "index": 0,
    },
]


async def test_row_073_openrouter_gets_its_details_unmodified() -> None:
    turn = calls("chat", ("call_a", "read", "{}"), thinking={"reasoning": "a", "reasoning_details": DETAILS})
    asked = body("chat", "go", turn, results("chat", ("call_a", "x")), tools=[tool("chat", "read")])
    async with talk("chat", table="openrouter-chat") as on:
        await on.post("chat", asked)
        assert on.sent["messages"][1]["reasoning_details"] == DETAILS
    async with talk("chat", table="deepseek-chat") as on:
        await on.post("chat", asked)
        assert b"reasoning_details" not in on.asks[0].raw
        assert b"opaque" not in on.asks[0].raw


@pytest.mark.parametrize("inbound", ["messages", "responses"])
async def test_row_073_details_survive_other_clients(inbound: Wire) -> None:
    async with talk("chat", LOOP, "openrouter-chat", chat_reasoning="details", reasoning_required=True) as on:
        first = await loop(on, inbound)
        assert [thought for thought in first.thoughts if thought] == [THOUGHT]
        assert on.asks[1].own_reasoning == [THOUGHT]


@pytest.mark.parametrize("piece", [1, 3, 7, 1000])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_075_think_tags_are_reasoning(inbound: Wire, piece: int) -> None:
    answer = "The answer.\n```html\n<think>kept</think>\n```\n"
    reply = Reply(reasoning="first this", text=answer, piece=piece)
    async with talk("chat", reply, chat_reasoning="think") as on:
        for stream in (True, False):
            said = await on.either(inbound, body(inbound, "go"), stream)
            assert [thought.strip() for thought in said.thoughts] == ["first this"]
            assert said.text.strip() == answer.strip()


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_075_a_tag_that_is_split_over_chunks(inbound: Wire) -> None:
    pieces = ["<", "thi", "nk>", "\nhm", "\n</th", "ink", ">\n\n", "Yes", " < no"]
    async with talk("chat", Raw(chat_stream(*({"content": piece} for piece in pieces)))) as on:
        said = await on.stream(inbound, body(inbound, "go"))
        assert [thought.strip() for thought in said.thoughts] == ["hm"]
        assert said.text.strip() == "Yes < no"


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_075_a_tag_in_the_middle_of_a_text_is_text(inbound: Wire) -> None:
    text = "Use `<think>` and </think>: <think>like this</think>"
    async with talk("chat", Reply(text=text, piece=2)) as on:
        said = await on.stream(inbound, body(inbound, "go"))
        assert said.thoughts == []
        assert said.text == text


EFFORTS = [
    ("none", {"thinking": {"type": "disabled"}}),
    ("minimal", {"reasoning_effort": "low", "thinking": {"type": "enabled"}}),
    ("low", {"reasoning_effort": "low", "thinking": {"type": "enabled"}}),
    ("high", {"reasoning_effort": "high", "thinking": {"type": "enabled"}}),
    ("xhigh", {"reasoning_effort": "max", "thinking": {"type": "enabled"}}),
    ("max", {"reasoning_effort": "max", "thinking": {"type": "enabled"}}),
    ("ultra", {"thinking": {"type": "enabled"}}),
    ("someday", {"thinking": {"type": "enabled"}}),
]


@pytest.mark.parametrize(("effort", "expected"), EFFORTS)
@pytest.mark.parametrize("inbound", ["responses", "chat"])
async def test_row_076_efforts_in_deepseeks_words(
    inbound: Wire, effort: str, expected: dict[str, Any]
) -> None:
    wish: dict[str, Any] = (
        {"reasoning": {"effort": effort}} if inbound == "responses" else {"reasoning_effort": effort}
    )
    async with talk("chat", table="deepseek-chat") as on:
        await on.post(inbound, body(inbound, "go", **wish))
        told = {
            name: on.sent[name] for name in ("reasoning_effort", "thinking", "reasoning") if name in on.sent
        }
        assert told == expected


@pytest.mark.parametrize("effort", ["none", "minimal", "xhigh", "max", "ultra"])
@pytest.mark.parametrize("table", ["openrouter-chat", "glm-chat", "qwen-chat", "generic-chat", "ollama-chat"])
async def test_row_076_every_provider_gets_its_own_words(table: str, effort: str) -> None:
    known = {
        "openrouter-chat": {"none", "minimal", "low", "medium", "high", "xhigh"},
        "ollama-chat": {"none", "low", "medium", "high"},
    }
    async with talk("chat", table=table) as on:
        await on.post("responses", body("responses", "go", reasoning={"effort": effort, "summary": "auto"}))
        told = on.sent.get("reasoning_effort") or (on.sent.get("reasoning") or {}).get("effort")
        assert told is None or told in known[table]
        assert (told is None) == (effort == "ultra" or table not in known)


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_060_reasoning_comes_back_in_every_pair(inbound: Wire, upstream: Wire) -> None:
    """The client sends back whatever it was given."""
    tables = {"chat": "deepseek-chat", "messages": "vendor-messages", "responses": "generic-responses"}
    async with talk(upstream, LOOP, tables[upstream], reasoning_required=True) as on:
        first = await loop(on, inbound)
        assert first.thoughts == [THOUGHT]
        assert first.parts[0].seal
        assert on.asks[1].own_reasoning == [THOUGHT]
        assert b"tn.v1." not in on.asks[1].raw


@pytest.mark.parametrize("kept", ["reasoning_content", None])
async def test_row_060_a_chat_client_that_keeps_only_the_words_or_nothing(kept: str | None) -> None:
    async with talk("chat", LOOP, "deepseek-chat") as on:
        asked = body("chat", "go", tools=[tool("chat", "read")])
        first = await on.post("chat", asked)
        (turn,) = calls("chat", *((call.id, call.name, call.arguments) for call in first.calls))
        if kept:
            turn[kept] = first.thoughts[0]
        history = [turn, *results("chat", (first.calls[0].id, "x"))]
        await on.post("chat", {**asked, "messages": [*asked["messages"], *history]})
        told = on.sent["messages"][1]["reasoning_content"]
        assert told == (THOUGHT if kept else " ")
