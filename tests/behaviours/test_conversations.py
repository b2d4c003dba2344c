"""The documented conversations from end to end: a forced call and its second round, the weather, a picture, usage."""

import json
from typing import Any

from proxy.conversation import WIRES, Wire
from tests.behaviours.documented import (
    FIRST_ROUND,
    LISTED,
    PICTURE,
    PICTURE_URL,
    SECOND_ROUND,
    WEATHER,
    WHOLE,
)
from tests.behaviours.gateway import gateway
from tests.fakes.asked import Ask
from tests.fakes.script import Call, Reply, Turn, Usage

FORCED: dict[Wire, Any] = {
    "responses": {"type": "function", "name": "list"},
    "chat": {"type": "function", "function": {"name": "list"}},
    "messages": {"type": "tool", "name": "list"},
}
ARGUMENTS = {"limit": 20, "offset": 0}


def lister(ask: Ask) -> Turn:
    """Call the tool, and answer once its result is there."""
    if ask.results:
        return Reply(text=f"I see {json.loads(ask.results[-1].text)['total']} tools.")
    return Reply(calls=[Call("list", ARGUMENTS)])


async def test_a_forced_call_and_its_second_round() -> None:
    async with gateway(lister) as on:
        for upstream in WIRES:
            on.use(upstream)
            for stream in (False, True):
                first = await on.ask("responses", {**FIRST_ROUND, "stream": stream})
                assert on.sent["tool_choice"] == FORCED[upstream]
                assert on.asks[-1].tools["list"].schema["required"] == ["limit", "offset"]
                (call,) = first.calls
                assert (call.name, json.loads(call.arguments)) == ("list", ARGUMENTS)
                said, made, result = SECOND_ROUND["input"]
                items = [
                    said,
                    {**made, "call_id": call.id, "arguments": call.arguments},
                    {**result, "call_id": call.id, "output": LISTED},
                ]
                second = await on.ask("responses", {**SECOND_ROUND, "input": items, "stream": stream})
                assert (second.text, second.calls) == ("I see 4 tools.", [])
                assert on.asks[-1].results[0].id == on.asks[-1].calls[0].id


async def test_the_weather_with_the_choice_left_to_the_model() -> None:
    async with gateway(Reply(calls=[Call("get_weather", {"city": "Shanghai"})])) as on:
        for upstream in WIRES:
            on.use(upstream)
            status, answer, _ = await on.running.post("chat", WEATHER)
            assert status == 200
            choice = answer["choices"][0]
            (call,) = choice["message"]["tool_calls"]
            assert (call["type"], call["function"]["name"]) == ("function", "get_weather")
            assert json.loads(call["function"]["arguments"]) == {"city": "Shanghai"}
            assert choice["finish_reason"] == "tool_calls"
            auto = {"type": "auto"} if upstream == "messages" else "auto"
            assert on.sent["tool_choice"] == auto


async def test_a_picture_by_its_address_in_a_request_that_does_not_say_how_to_answer() -> None:
    async with gateway(Reply(text="A demo.")) as on:
        for upstream in WIRES:
            on.use(upstream)
            said = await on.ask("chat", PICTURE)
            assert (said.text, said.stop) == ("A demo.", "stop")
            assert on.sent.get("stream") is not True
            ask = on.asks[-1]
            assert (ask.images, ask.user_text) == (1, "Describe this picture")
            parts = (on.sent.get("messages") or on.sent["input"])[0]["content"]
            match upstream:
                case "chat":
                    assert parts[1]["image_url"]["url"] == PICTURE_URL
                case "responses":
                    assert parts[1]["image_url"] == PICTURE_URL
                case "messages":
                    assert parts[1]["source"] == {"type": "url", "url": PICTURE_URL}


async def test_one_call_at_a_time_where_a_client_wants_that() -> None:
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            for parallel in (True, False):
                body = {**FIRST_ROUND, "tool_choice": "auto", "parallel_tool_calls": parallel}
                await on.ask("responses", body)
                if upstream == "messages":
                    one_by_one = on.sent["tool_choice"].get("disable_parallel_tool_use", False)
                    assert one_by_one is not parallel
                else:
                    assert on.sent["parallel_tool_calls"] is parallel


async def test_two_calls_at_once_arrive_as_two() -> None:
    calls = [Call("list", {"limit": 1, "offset": n}) for n in (0, 1)]
    async with gateway(Reply(calls=calls, interleave=True, piece=3)) as on:
        for upstream in WIRES:
            on.use(upstream)
            for stream in (False, True):
                body = {**FIRST_ROUND, "tool_choice": "auto", "stream": stream}
                said = await on.ask("responses", body)
                assert [one["offset"] for one in said.arguments] == [0, 1]
                assert len({call.id for call in said.calls}) == 2


async def test_the_figures_are_the_providers() -> None:
    usage = Usage(input=100, output=30, cached=60, reasoning=12)
    reply = Reply(reasoning="I think so.", text="Hello there.", usage=usage)
    counted = 0
    async with gateway(reply) as on:
        for upstream in WIRES:
            on.use(upstream)
            for wire in WIRES:
                for stream in (False, True):
                    body = {**WHOLE[wire], "stream": stream}
                    if wire == "chat" and stream:
                        body["stream_options"] = {"include_usage": True}
                    said = await on.ask(wire, body)
                    assert said.usage
                    assert (said.usage["input"], said.usage["output"]) == (100, 30), (upstream, wire, stream)
                    assert said.usage["cached"] == 60
                    recorded = on.running.last().usage
                    assert (recorded.input, recorded.output, recorded.cached) == (100, 30, 60)
                    counted += 1
    assert counted == 18
