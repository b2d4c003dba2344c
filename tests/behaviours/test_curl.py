"""The documented curl commands, typed as they stand, against `turnout serve` in front of a relay that only streams."""

# ruff: noqa: E501 - commands as they are typed

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import main
from app.context import Context
from tests.app.serving import ServiceProcess
from tests.behaviours import documented
from tests.catalogue.replies import read_stream, read_whole
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import PROVIDER_KEY
from tests.fakes.script import Call, Reply, Turn

ADDRESS, KEY = "http://127.0.0.1:8082", "sk-xxxx"
"""What the commands have in place of the service's address and the access key."""
DEADLINE_S = 60.0

MODELS = """curl -s http://127.0.0.1:8082/v1/models \\
-H "Authorization: Bearer sk-xxxx"
"""
HELLO = """curl -s http://127.0.0.1:8082/v1/responses \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-d '{
"model":"gpt-5.1-codex-mini",
"stream":false,
"input":[
{"role":"user","content":[{"type":"input_text","text":"Hello, introduce yourself"}]}
]
}'
"""
HINTS = """curl -N http://127.0.0.1:8082/v1/responses \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-d '{
"model":"gpt-5.1-codex-mini",
"stream":true,
"input":[
{"role":"user","content":[{"type":"input_text","text":"Give me three hints for debugging Go"}]}
]
}'
"""
RAW = """curl -N http://127.0.0.1:8082/v1/responses \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-H "X-Codex-Mode: raw" \\
-d '{
"model":"gpt-5.3-codex",
"stream":true,
"input":[
{"role":"user","content":[{"type":"input_text","text":"Hello"}]}
]
}'
"""
FIRST = """curl -s http://127.0.0.1:8082/v1/responses \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-d '{
"model":"gpt-5.3-codex",
"stream":false,
"input":[
{"role":"user","content":[{"type":"input_text","text":"Call list(limit=20, offset=0) first, then say how many tools you see."}]}
],
"tools":[
{
"type":"function",
"name":"list",
"description":"List the tools there are",
"parameters":{
"type":"object",
"properties":{"limit":{"type":"integer"},"offset":{"type":"integer"}},
"required":["limit","offset"]
}
}
],
"tool_choice":{"type":"function","name":"list"}
}'
"""
SECOND = """curl -s http://127.0.0.1:8082/v1/responses \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-d '{
"model":"gpt-5.3-codex",
"stream":false,
"input":[
{"type":"message","role":"user","content":[{"type":"input_text","text":"Call list(limit=20, offset=0) first, then say how many tools you see."}]},
{"type":"function_call","call_id":"call_xxx","name":"list","arguments":"{\\"limit\\":20,\\"offset\\":0}"},
{"type":"function_call_output","call_id":"call_xxx","output":"{\\"total\\":4,\\"tools\\":[\\"list\\",\\"read\\",\\"write\\",\\"run\\"]}"}
]
}'
"""
CHAT = """curl -s http://127.0.0.1:8082/v1/chat/completions \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-d '{
"model":"gpt-5.1-codex-mini",
"stream":false,
"messages":[
{"role":"user","content":"Write an example that reads JSON in Go"}
]
}'
"""
CHAT_STREAM = """curl -N http://127.0.0.1:8082/v1/chat/completions \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-d '{
"model":"gpt-5.1-codex-mini",
"stream":true,
"messages":[
{"role":"user","content":"Give me quicksort in pseudocode"}
]
}'
"""
WEATHER = """curl -s http://127.0.0.1:8082/v1/chat/completions \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-d '{
"model":"gpt-5.1-codex-mini",
"stream":false,
"messages":[{"role":"user","content":"Look up the weather in Shanghai"}],
"tools":[
{
"type":"function",
"function":{
"name":"get_weather",
"description":"Look up the weather",
"parameters":{
"type":"object",
"properties":{"city":{"type":"string"}},
"required":["city"]
}
}
}
],
"tool_choice":"auto"
}'
"""
PICTURE = """curl -s http://127.0.0.1:8082/v1/chat/completions \\
-H "Authorization: Bearer sk-xxxx" \\
-H "Content-Type: application/json" \\
-d '{
"model":"gpt-5.1-codex-mini",
"messages":[
{
"role":"user",
"content":[
{"type":"text","text":"Describe this picture"},
{"type":"image_url","image_url":{"url":"https://example.com/demo.png"}}
]
}
]
}'
"""


PINNED = """
[profiles.relay.overrides."gpt-5.4"]
effort = "xhigh"
"""


def test_the_other_tests_send_the_same() -> None:
    commands = {
        "HELLO": HELLO, "HINTS": HINTS, "RAW": RAW, "FIRST_ROUND": FIRST, "SECOND_ROUND": SECOND, "CHAT": CHAT,
        "CHAT_STREAM": CHAT_STREAM, "WEATHER": WEATHER, "PICTURE": PICTURE,
    }  # fmt: skip
    assert {name: body_of(command) for name, command in commands.items()} == {
        name: getattr(documented, name) for name in commands
    }


def body_of(command: str) -> object:
    """What a command sends."""
    return json.loads(command.split("-d '")[1].rstrip("'\n"))


def script(ask: Ask) -> Turn:
    if ask.results:
        return Reply(text=f"There are {json.loads(ask.results[0].text)['total']} tools.")
    if "get_weather" in ask.tools:
        return Reply(calls=[Call("get_weather", {"city": "Shanghai"})])
    if "list" in ask.tools:
        return Reply(calls=[Call("list", {"limit": 20, "offset": 0}, id="call_xxx")])
    return Reply(reasoning="Easy.", text=f"You said: {ask.user_text}")


def test_every_command_does_what_it_is_documented_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RELAY_API_KEY", PROVIDER_KEY)
    monkeypatch.setenv("NO_PROXY", "*")

    def turnout(*words: str) -> str:
        capsys.readouterr()
        assert main(words) == 0
        return capsys.readouterr().out.strip()

    with FakeProvider(script, strict=True, stream_only=True, wires=("responses",), key=PROVIDER_KEY) as relay:
        address = f"{relay.base}/v1"
        turnout(
            "profile", "add", "relay", "--preset", "codex-relay", "--base-url", address, "--key-env", "RELAY_API_KEY"
        )  # fmt: skip
        profiles = Context.from_environment().paths.config / "profiles.toml"
        profiles.write_text(profiles.read_text() + PINNED)
        with ServiceProcess(tmp_path, "--port", "0") as service:
            turnout("use", "relay", "--client", "other")
            key = turnout("access", "show", "default")
            _run_all(_shell(f"http://127.0.0.1:{service.port}", key), relay, key)
            seen = json.loads(turnout("log", "--json"))
            assert {one["state"] for one in seen} == {"done"}
            assert len(seen) == len(relay.asks) == 10
            assert any("raw" in note["action"] for one in seen for note in one["notes"])
            pinned = json.loads(turnout("log", "show", seen[-1]["id"], "--json"))
            assert "xhigh" in pinned["bodies"]["upstream_request"]
            assert "xhigh" not in pinned["bodies"]["client_request"]
            assert "override.effort" in [note["path"] for note in pinned["notes"]]
            turnout(
                "profile", "add", "other", "--base-url", address, "--wire", "chat", "--model", "new-model"
            )
            listed = json.loads(_shell(f"http://127.0.0.1:{service.port}", key)(MODELS))["data"]
            assert "new-model@other" in {model["id"] for model in listed}, "the list is never old"


def _shell(address: str, key: str) -> Callable[[str], str]:
    def run(command: str) -> str:
        typed = command.replace(ADDRESS, address).replace(KEY, key)
        ran = subprocess.run(
            ["sh", "-c", typed], capture_output=True, text=True, timeout=DEADLINE_S, check=True
        )
        return ran.stdout

    return run


def _run_all(curl: Callable[[str], str], relay: FakeProvider, key: str) -> None:
    listed = json.loads(curl(MODELS))["data"]
    assert {"gpt-5.3-codex", "gpt-5.1-codex-mini", "gpt-5.4"} <= {model["id"] for model in listed}

    assert read_whole("responses", json.loads(curl(HELLO))).text == "You said: Hello, introduce yourself"
    sent = relay.asks[0].body
    assert (sent["stream"], sent["store"], sent["include"]) == (True, False, ["reasoning.encrypted_content"])
    assert sent["instructions"] == "You are a helpful assistant."
    assert read_whole("chat", json.loads(curl(CHAT))).text.startswith("You said: Write an example")

    assert "three hints" in read_stream("responses", curl(HINTS)).text
    assert "quicksort" in read_stream("chat", curl(CHAT_STREAM)).text

    (call,) = read_whole("responses", json.loads(curl(FIRST))).calls
    assert (call.name, call.id) == ("list", "call_xxx")
    assert relay.asks[-1].body["tool_choice"] == {"type": "function", "name": "list"}
    assert relay.asks[-1].user_text == documented.ASKED_TO_LIST
    assert read_whole("responses", json.loads(curl(SECOND))).text == "There are 4 tools."
    assert list(relay.asks[-1].tools) == ["list"]
    assert relay.asks[-1].results[0].text == documented.LISTED

    weather = json.loads(curl(WEATHER))["choices"][0]
    assert weather["message"]["tool_calls"][0]["function"]["name"] == "get_weather"
    assert read_whole("chat", json.loads(curl(PICTURE))).text == "You said: Describe this picture"
    assert relay.asks[-1].images == 1

    raw = curl(RAW)
    assert relay.asks[-1].body == body_of(RAW)
    assert '"type":"response.completed"' in raw.replace(" ", "")
    assert "instructions" not in relay.asks[-1].body

    without = json.loads(curl(HELLO.replace('-H "Authorization: Bearer sk-xxxx" \\\n', "")))
    assert without["error"]["code"] == "missing_api_key"
    shorter = json.loads(curl(MODELS.replace("/v1/", "/")))
    assert [model["id"] for model in shorter["data"]] == [model["id"] for model in listed]
    curl(HELLO.replace("gpt-5.1-codex-mini", "gpt-5.4"))
    assert relay.asks[-1].body["reasoning"] == {"effort": "xhigh"}
    assert all(key not in ask.raw.decode() + repr(ask.headers) for ask in relay.asks)
