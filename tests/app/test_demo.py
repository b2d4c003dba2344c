"""The demo provider, by itself and answered through real translation on all three wires."""

import json
from typing import Any

import aiohttp
import pytest

from app.context import Context
from app.demo import MODEL, DemoProvider, answer
from profiles.making import make_profile
from proxy.conversation import WIRES, Wire
from tests.app.serving import ServiceInThread, post
from tests.fakes.relay import PATHS

FUNCTION = {"type": "object", "properties": {"command": {"type": "string"}}}
BASH: dict[Wire, Any] = {
    "chat": {"type": "function", "function": {"name": "Bash", "parameters": FUNCTION}},
    "messages": {"name": "Bash", "input_schema": FUNCTION},
    "responses": {"type": "function", "name": "exec_command", "parameters": FUNCTION},
}


@pytest.fixture
def demo(context: Context) -> Context:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    for client in ("codex", "claude-code", "other"):
        context.routes.set(client, "demo")
    return context


def ask(wire: Wire, stream: bool, *, tools: bool = False) -> dict[str, Any]:
    body: dict[str, Any] = {"model": "any", "stream": stream}
    turn = [{"role": "user", "content": "Does it work?"}]
    body |= {"input": turn} if wire == "responses" else {"messages": turn}
    body |= {"max_tokens": 1000} if wire == "messages" else {}
    return body | ({"tools": [BASH[wire]]} if tools else {})


def events(text: str) -> list[dict[str, Any]]:
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: {")]
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("wire", WIRES)
def test_it_answers_on_every_wire(wire: Wire, stream: bool, demo: Context) -> None:
    with ServiceInThread() as service:
        status, text = post(service.base, f"/v1{PATHS[wire]}", ask(wire, stream), demo.access.get("default"))
        assert service.service
        exchange = service.service.proxy.recorder.exchanges()[-1]
    assert status == 200
    said = "Hello from Turnout's demo provider"
    if stream:
        found = events(text)
        assert len(found) > 8, "it streams word by word"
        deltas = {
            "chat": lambda e: "".join(c["delta"].get("content") or "" for c in e.get("choices", [])),
            "messages": lambda e: e.get("delta", {}).get("text", ""),
            "responses": lambda e: e["delta"] if e["type"] == "response.output_text.delta" else "",
        }[wire]
        assert said in "".join(map(deltas, found))
    else:
        assert said in text
    assert (exchange.state, exchange.upstream_wire, exchange.profile) == ("done", "chat", "demo")
    assert exchange.served_model == exchange.upstream_model == MODEL
    assert exchange.usage is not None
    assert exchange.usage.input > 0


@pytest.mark.parametrize("wire", WIRES)
def test_a_shell_is_called_and_its_result_ends_it(wire: Wire, demo: Context) -> None:
    """The agent loop of a client: the call, its result (and a reminder behind it), the last words."""
    key = demo.access.get("default")
    with ServiceInThread() as service:
        asked = ask(wire, False, tools=True)
        _, text = post(service.base, f"/v1{PATHS[wire]}", asked, key)
        reply = json.loads(text)
        reminder = {"role": "user", "content": "A reminder."}
        if wire == "responses":
            [call] = [item for item in reply["output"] if item["type"] == "function_call"]
            assert json.loads(call["arguments"]) == {"cmd": "echo Turnout works"}
            result = {
                "type": "function_call_output",
                "call_id": call["call_id"],
                "output": "Output:\nTurnout works\n",
            }
            asked["input"] += [*reply["output"], result, reminder]
        elif wire == "messages":
            assert reply["stop_reason"] == "tool_use"
            [call] = [block for block in reply["content"] if block["type"] == "tool_use"]
            assert call["input"]["command"] == "echo Turnout works"
            result = {"type": "tool_result", "tool_use_id": call["id"], "content": "Turnout works"}
            asked["messages"] += [
                {"role": "assistant", "content": reply["content"]},
                {"role": "user", "content": [result, {"type": "text", "text": "A reminder."}]},
            ]
        else:
            message = reply["choices"][0]["message"]
            [call] = message["tool_calls"]
            assert json.loads(call["function"]["arguments"])["command"] == "echo Turnout works"
            result = {"role": "tool", "tool_call_id": call["id"], "content": "Turnout works"}
            asked["messages"] += [message, result, reminder]
        _, text = post(service.base, f"/v1{PATHS[wire]}", asked, key)
    assert "The command ran and printed: Turnout works." in text
    assert "call_" not in text.replace(str(call.get("id")), "") or wire == "responses"


def test_a_streamed_call_arrives_whole(demo: Context) -> None:
    with ServiceInThread() as service:
        _, text = post(
            service.base, "/v1/messages", ask("messages", True, tools=True), demo.access.get("default")
        )
    deltas = [event["delta"] for event in events(text) if event["type"] == "content_block_delta"]
    arguments = "".join(delta.get("partial_json", "") for delta in deltas)
    assert json.loads(arguments)["command"] == "echo Turnout works"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("exec_command", {"cmd": "echo Turnout works"}),
        ("shell_command", {"command": "echo Turnout works"}),
        ("shell", {"command": ["sh", "-c", "echo Turnout works"]}),
        ("Bash", {"command": "echo Turnout works", "description": "Say that Turnout works"}),
    ],
)
def test_every_clients_shell(name: str, arguments: dict[str, Any]) -> None:
    message = answer({"messages": [{"role": "user"}], "tools": [{"function": {"name": name}}]})
    assert json.loads(message["tool_calls"][0]["function"]["arguments"]) == arguments


def test_a_tool_that_the_question_names_is_called_with_what_it_requires() -> None:
    fields = {"city": {"type": "string"}, "days": {"type": "integer"}, "units": {"type": "string"}}
    schema = {"type": "object", "properties": fields, "required": ["city", "days"]}
    tools = [
        {"function": {"name": "weather", "parameters": {}}},
        {"function": {"name": "get_weather", "parameters": schema}},
    ]
    said = [{"type": "text", "text": "How is it in Lima? Call get_weather."}]
    asking = [{"role": "user", "content": said}, {"role": "user", "content": "A reminder."}]
    [call] = answer({"messages": asking, "tools": tools})["tool_calls"]
    assert call["function"]["name"] == "get_weather"
    assert json.loads(call["function"]["arguments"]) == {"city": "demo", "days": 1}
    assert "tool_calls" not in answer({"messages": [{"role": "user", "content": "Hi"}], "tools": tools})


def test_a_new_question_after_the_last_answer_is_a_new_one() -> None:
    tools = [{"function": {"name": "Bash"}}]
    history = [{"role": "user"}, {"role": "assistant", "tool_calls": []}, {"role": "tool", "content": "x"}]
    assert "tool_calls" not in answer({"messages": history, "tools": tools})
    again = [*history, {"role": "assistant", "content": "done"}, {"role": "user", "content": "again"}]
    assert answer({"messages": again, "tools": tools})["tool_calls"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a\nb\n", "printed: b."),
        ("", "printed: nothing."),
        ([{"type": "text", "text": "c"}], "printed: c."),
        (None, "nothing"),
    ],
)
def test_results_in_every_form(content: object, said: str) -> None:
    assert said in answer({"messages": [{"role": "tool", "content": content}]})["content"]


async def test_it_listens_once_and_stops() -> None:
    provider = DemoProvider()
    await provider.stop()
    await provider.start()
    url = provider.url
    await provider.start()
    assert provider.url == url
    async with aiohttp.ClientSession() as session, session.post(url, json={"messages": []}) as reply:
        said = await reply.json()
    assert said["model"] == MODEL
    assert (
        said["usage"]["total_tokens"] == said["usage"]["prompt_tokens"] + said["usage"]["completion_tokens"]
    )
    await provider.stop()
