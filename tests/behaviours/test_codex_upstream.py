"""Codex's own backend and relays to it: what it demands is put in there, and nowhere else."""

from typing import Any

from proxy.conversation import WIRES
from tests.behaviours.documented import FIRST_ROUND, HELLO, LISTED, PICTURE, SECOND_ROUND, WEATHER, WHOLE
from tests.behaviours.gateway import Gateway, gateway
from tests.fakes.asked import Ask
from tests.fakes.script import Call, Reply, Status, Turn

DEFAULT = "You are a helpful assistant."
ENCRYPTED = ["reasoning.encrypted_content"]
RELAY: Any = {"relay": ("responses", "codex-responses")}
REFUSED_FIELDS = ("max_output_tokens", "temperature", "top_p", "user", "metadata", "truncation")


def backend(ask: Ask) -> Turn:
    """Refuse, one fault at a time, whatever Codex's own backend refuses."""
    body = ask.body
    if body.get("stream") is not True:
        return Status(400, "Stream must be set to true")
    if not body.get("instructions"):
        return Status(400, "Instructions are required")
    if body.get("store") is not False:
        return Status(400, "Store must be set to false")
    if unknown := [name for name in REFUSED_FIELDS if name in body]:
        return Status(400, f"Unsupported parameter: {unknown[0]}")
    if any(item.get("role") == "system" for item in body["input"]):
        return Status(400, "System messages are not allowed")
    if name := next((name for name in ask.tools if "tool_choice" in body), None):
        return Reply(reasoning="I need it.", calls=[Call(name, {"limit": 20, "offset": 0})])
    return Reply(reasoning="Easy.", text="Hello there.")


async def test_all_that_it_demands_is_there_at_once() -> None:
    async with gateway(backend, more=RELAY) as on:
        on.use("relay")
        asked = 0
        for wire in WIRES:
            for stream in (False, True):
                body = {**WHOLE[wire], "stream": stream, "temperature": 0.5}
                body["max_output_tokens" if wire == "responses" else "max_tokens"] = 3000
                said = await on.ask(wire, body)
                assert said.text == "Hello there."
                asked += 1
                assert len(on.asks) == asked, "nothing was refused"
                assert on.sent["instructions"] == DEFAULT
                assert on.sent["include"] == ENCRYPTED
                assert (on.sent["store"], on.sent["stream"]) == (False, True)
                assert any(note.startswith("instructions: ") for note in on.notes)


async def test_the_clients_own_instructions_stay() -> None:
    async with gateway(backend, more=RELAY) as on:
        on.use("relay")
        await on.ask("responses", {**HELLO, "instructions": "Answer in French."})
        assert on.sent["instructions"] == "Answer in French."
        assert not any(note.startswith("instructions: ") for note in on.notes)


async def test_its_reasoning_comes_back_to_it_in_the_second_round() -> None:
    """What `include` is for: the encrypted reasoning goes back with the calls it led to, through the client."""
    async with gateway(backend, more=RELAY) as on:
        on.use("relay")
        status, first, _ = await on.running.post("responses", FIRST_ROUND)
        assert status == 200
        (call,) = [item for item in first["output"] if item["type"] == "function_call"]
        result = {"type": "function_call_output", "call_id": call["call_id"], "output": LISTED}
        body = {**SECOND_ROUND, "input": [*FIRST_ROUND["input"], *first["output"], result]}
        assert (await on.ask("responses", body)).text == "Hello there."
        second = on.asks[-1]
        assert [item["type"] for item in on.sent["input"]] == [
            "message",
            "reasoning",
            "function_call",
            "function_call_output",
        ]
        assert on.sent["input"][1]["encrypted_content"]
        assert (len(second.own_reasoning), second.foreign_reasoning) == (1, [])
        assert list(second.tools) == ["list"]


async def _first(on: Gateway) -> None:
    for wire in ("responses", "chat"):
        assert (await on.ask(wire, WHOLE[wire])).text == "Hello there."  # type: ignore[arg-type]


async def test_behind_an_unknown_address_it_is_learned_from_its_refusals() -> None:
    async with gateway(backend) as on:
        on.use("responses")
        await _first(on)
        refused = [ask.status for ask in on.asks]
        assert refused == [400, 400, 200, 200]
        assert (on.sent["instructions"], on.sent["stream"]) == (DEFAULT, True)
        first = on.running.proxy.recorder.exchanges()[0]
        assert [attempt.status for attempt in first.attempts] == [400, 400, 200]


async def test_behind_a_preset_of_the_makers_own_too() -> None:
    more: Any = {"openai": ("responses", "openai-responses")}
    async with gateway(backend, more=more) as on:
        on.use("openai")
        await _first(on)
        assert [ask.status for ask in on.asks] == [400, 400, 200, 200]


async def test_others_get_nothing_of_the_kind() -> None:
    more: Any = {
        "openai": ("responses", "openai-responses"),
        "deepseek": ("responses", "deepseek-responses"),
        "vendor": ("responses", "vendor-responses"),
        "plain": ("chat", "openai-chat"),
        "claude": ("messages", "anthropic-messages"),
    }
    async with gateway(Reply(text="hi"), more=more, strict=False) as on:
        for profile in (*WIRES, *more):
            on.use(profile)
            for wire, body in (("responses", HELLO), ("chat", WEATHER), ("chat", PICTURE)):
                await on.ask(wire, body)  # type: ignore[arg-type]
                assert not on.asks[-1].says(DEFAULT)
                assert on.sent.get("instructions") is None
                assert on.sent.get("stream") in (None, False)
                encrypted = profile in ("responses", "vendor") or (profile == "openai" and wire == "chat")
                assert on.sent.get("include") == (ENCRYPTED if encrypted else None)
