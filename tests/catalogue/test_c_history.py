"""Table C of the catalogue: calls and results of earlier turns, as the provider gets them. All strict."""

import json
from typing import Any

import pytest

from proxy.conversation import WIRES, Wire
from tests.catalogue.talk import CLAUDE, CODEX, PAIRS, PNG, body, calls, results, talk, tool
from tests.fakes.asked import Ask
from tests.fakes.script import Call, Reply

A, B = ("call_a", "read", '{"path":"a"}'), ("call_b", "read", '{"path":"b"}')
CUSTOM = {"type": "custom", "name": "apply_patch", "format": {"type": "text"}}


def turns(ask: Ask) -> list[tuple[str, str]]:
    """The history as (role, id or text)."""
    return [(past.role, past.id or past.text) for past in ask.history]


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_039_parallel_calls_are_one_turn(inbound: Wire, upstream: Wire) -> None:
    asked = body(inbound, "go", calls(inbound, A, B), results(inbound, ("call_a", "1"), ("call_b", "2")))
    async with talk(upstream) as on:
        await on.post(inbound, asked | {"tools": [tool(inbound, "read")]})
        assert turns(on.asks[0]) == [
            ("user", "go"),
            ("call", "call_a"),
            ("call", "call_b"),
            ("result", "call_a"),
            ("result", "call_b"),
        ]
        assert [past.text for past in on.asks[0].results] == ["1", "2"]
        if upstream == "chat":
            assert [m["role"] for m in on.sent["messages"]] == ["user", "assistant", "tool", "tool"]
        if upstream == "messages":
            assert [m["role"] for m in on.sent["messages"]] == ["user", "assistant", "user"]


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_040_words_and_calls_are_one_turn(inbound: Wire, upstream: Wire) -> None:
    asked = body(
        inbound,
        "go",
        calls(inbound, A, B, text="I look."),
        results(inbound, ("call_a", "1"), ("call_b", "2")),
        "thanks",
    )
    async with talk(upstream) as on:
        await on.post(inbound, asked | {"tools": [tool(inbound, "read")]})
        if upstream == "responses":
            said = [past.role for past in on.asks[0].history]
            assert said == ["user", "assistant", "call", "call", "result", "result", "user"]
            return
        (turn,) = [m for m in on.sent["messages"] if m["role"] == "assistant"]
        if upstream == "chat":
            assert turn["content"] == "I look."
            assert [call["id"] for call in turn["tool_calls"]] == ["call_a", "call_b"]
        else:
            assert [block["type"] for block in turn["content"]] == ["text", "tool_use", "tool_use"]


@pytest.mark.parametrize(
    "output", [{"call_id": "call_x"}, {"call_id": ""}, {}], ids=["unknown", "empty", "none"]
)
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_042_a_result_without_its_call(upstream: Wire, output: dict[str, str]) -> None:
    orphan = {"type": "function_call_output", "output": "precious", **output}
    async with talk(upstream) as on:
        await on.post("responses", body("responses", "go", orphan))
        assert on.asks[0].results == []
        assert "precious" in on.asks[0].history[-1].text
        assert on.asks[0].history[-1].role == "user"


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_043_a_call_without_its_result(inbound: Wire, upstream: Wire) -> None:
    asked = body(inbound, "go", calls(inbound, A, B), results(inbound, ("call_b", "2")), "and now?")
    async with talk(upstream) as on:
        await on.post(inbound, asked | {"tools": [tool(inbound, "read")]})
        assert {past.id: past.text for past in on.asks[0].results} == {"call_a": "aborted", "call_b": "2"}
        await on.post(
            inbound, body(inbound, "go", calls(inbound, A), "never mind", tools=[tool(inbound, "read")])
        )
        assert turns(on.asks[1])[-1] == ("user", "never mind")


@pytest.mark.parametrize("inbound", ["responses", "chat"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_045_the_same_id_twice(inbound: Wire, upstream: Wire) -> None:
    twice = calls(inbound, ("call_a", "read", '{"path":"a"}'), ("call_a", "read", '{"path":"b"}'))
    asked = body(inbound, "go", twice, results(inbound, ("call_a", "1"), ("call_a", "2")))
    async with talk(upstream) as on:
        await on.post(inbound, asked | {"tools": [tool(inbound, "read")]})
        ids = [past.id for past in on.asks[0].calls]
        assert len(set(ids)) == 2
        assert [(past.id, past.text) for past in on.asks[0].results] == [(ids[0], "1"), (ids[1], "2")]


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_047_text_before_results_comes_after_them(upstream: Wire) -> None:
    mixed = {
        "role": "user",
        "content": [
            {"type": "text", "text": "by the way"},
            {"type": "tool_result", "tool_use_id": "call_a", "content": "1"},
            {"type": "text", "text": "and this"},
            {"type": "tool_result", "tool_use_id": "call_b", "content": "2"},
        ],
    }
    asked = body("messages", "go", calls("messages", A, B), mixed, tools=[tool("messages", "read")])
    async with talk(upstream) as on:
        await on.post("messages", asked)
        told = [(past.role, past.text.split()) for past in on.asks[0].history[3:]]
        assert told[:2] == [("result", ["1"]), ("result", ["2"])]
        assert [word for role, words in told[2:] if role == "user" for word in words] == [
            "by",
            "the",
            "way",
            "and",
            "this",
        ]
        if upstream == "chat":
            assert [m["role"] for m in on.sent["messages"]] == ["user", "assistant", "tool", "tool", "user"]


CONTENTS: list[tuple[Any, str]] = [
    ("words", "words"),
    ([{"type": "text", "text": "one"}, {"type": "text", "text": "two"}], "one two"),
    ("missing", ""),
    ([], ""),
    ({"answer": 42}, "42"),
]


@pytest.mark.parametrize(
    ("content", "expected"), CONTENTS, ids=["string", "blocks", "missing", "empty", "object"]
)
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_048_shapes_of_a_result(upstream: Wire, content: Any, expected: str) -> None:
    result = {"type": "tool_result", "tool_use_id": "call_a", "content": content}
    if content == "missing":
        del result["content"]
    asked = body("messages", "go", calls("messages", A), {"role": "user", "content": [result]})
    async with talk(upstream) as on:
        await on.post("messages", asked | {"tools": [tool("messages", "read")]})
        (told,) = on.asks[0].results
        assert all(word in told.text for word in expected.split())
        if upstream == "chat":
            assert told.text


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_048_a_failed_tool(upstream: Wire) -> None:
    result = {"type": "tool_result", "tool_use_id": "call_a", "content": "no such file", "is_error": True}
    asked = body("messages", "go", calls("messages", A), {"role": "user", "content": [result]})
    async with talk(upstream) as on:
        await on.post("messages", asked | {"tools": [tool("messages", "read")]})
        if upstream == "messages":
            assert on.sent["messages"][-1]["content"][0]["is_error"] is True
        else:
            assert on.asks[0].results[0].text == "Error: no such file"


PICTURES: dict[Wire, Any] = {
    "responses": [{"type": "input_image", "image_url": PNG, "detail": "original"}],
    "messages": [
        {
            "type": "image",
            "source": {"type": "base64", "media_type": "image/png", "data": PNG.partition(",")[2]},
        }
    ],
}


@pytest.mark.parametrize("upstream", WIRES)
@pytest.mark.parametrize("inbound", ["responses", "messages"])
async def test_row_050_a_result_that_is_a_picture(inbound: Wire, upstream: Wire) -> None:
    asked = body(
        inbound, "go", calls(inbound, A, B), results(inbound, ("call_a", PICTURES[inbound]), ("call_b", "2"))
    )
    async with talk(upstream) as on:
        await on.post(inbound, asked | {"tools": [tool(inbound, "read")]}, CODEX)
        assert on.asks[0].images == 1
        assert PNG.partition(",")[2] in on.asks[0].raw.decode()
        if upstream != "chat":
            assert on.asks[0].results[0].images == 1
            return
        assert [m["role"] for m in on.sent["messages"]] == ["user", "assistant", "tool", "tool", "user"]
        assert on.asks[0].results[0].text
        (picture,) = [part for part in on.sent["messages"][-1]["content"] if part["type"] == "image_url"]
        assert picture["image_url"]["url"] == PNG
        assert picture["image_url"].get("detail") in (None, "high", "auto")


async def test_row_050_a_model_without_eyes_is_told_so() -> None:
    asked = body(
        "responses", "go", calls("responses", A), results("responses", ("call_a", PICTURES["responses"]))
    )
    async with talk("chat", table="deepseek-chat") as on:
        await on.post("responses", asked | {"tools": [tool("responses", "read")]})
        assert on.asks[0].images == 0
        assert "image omitted" in on.asks[0].results[0].text


RAW_PATCH = '*** Begin Patch\n"quotes" \\back\\ \t tab é 世界 🎉 \u2028\n*** End Patch\n'


@pytest.mark.parametrize(
    "output", ["done", [{"type": "input_text", "text": "done"}]], ids=["string", "parts"]
)
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_052_custom_calls_are_replayed_to_the_byte(upstream: Wire, output: Any) -> None:
    history = [
        {"type": "custom_tool_call", "call_id": "call_a", "name": "apply_patch", "input": RAW_PATCH},
        {"type": "custom_tool_call_output", "call_id": "call_a", "output": output},
    ]
    async with talk(upstream, Reply(calls=[Call("apply_patch", text=RAW_PATCH)])) as on:
        said = await on.stream("responses", body("responses", "go", history, tools=[CUSTOM]))
        (call,) = on.asks[0].calls
        assert json.loads(call.text) == {"input": RAW_PATCH}
        assert on.asks[0].results[0].text == "done"
        (again,) = said.calls
        assert (again.kind, again.arguments) == ("custom", RAW_PATCH)


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_053_namespaced_calls_keep_their_declared_name(upstream: Wire) -> None:
    made = {
        "type": "function_call",
        "call_id": "call_a",
        "name": "spawn_agent",
        "namespace": "multi_agent_v1",
        "arguments": "{}",
    }
    space = {"type": "namespace", "name": "multi_agent_v1", "tools": [tool("responses", "spawn_agent")]}
    asked = body("responses", "go", made, results("responses", ("call_a", "ok")), tools=[space])
    async with talk(upstream) as on:
        await on.post("responses", asked)
        assert [past.name for past in on.asks[0].calls] == list(on.asks[0].tools)


def agent_message(text: str) -> dict[str, Any]:
    content = [
        {"type": "input_text", "text": "Message Type: MESSAGE"},
        {"type": "encrypted_content", "encrypted_content": text},
    ]
    return {
        "type": "agent_message",
        "id": "amsg_1",
        "author": "/root",
        "recipient": "/root/hi",
        "content": content,
    }


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_054_what_another_agent_says(upstream: Wire) -> None:
    async with talk(upstream) as on:
        await on.post("responses", body("responses", "go", agent_message("count the files")), CODEX)
        assert "count the files" in on.asks[0].user_text
        cipher = "gAAAAABm" + "x" * 40
        await on.post("responses", body("responses", "go", agent_message(cipher)))
        assert cipher not in on.asks[1].raw.decode()
        marker = on.asks[1].user_text.replace("Message Type: MESSAGE", "").strip()
        assert marker
        assert "encrypted" in marker.lower()


@pytest.mark.parametrize("raw", ['{"path": "a', "not json", '{"path":"a"}'], ids=["cut", "words", "json"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_056_input_that_could_not_be_parsed(upstream: Wire, raw: str) -> None:
    block = {
        "type": "tool_use",
        "id": "call_a",
        "name": "read",
        "input": {"__unparsedToolInput": {"raw": raw, "len": len(raw)}},
    }
    asked = body(
        "messages",
        "go",
        {"role": "assistant", "content": [block]},
        results("messages", ("call_a", "InputValidationError")),
    )
    async with talk(upstream) as on:
        await on.post("messages", asked | {"tools": [tool("messages", "read")]}, CLAUDE)
        arguments = json.loads(on.asks[0].calls[0].text)
        assert isinstance(arguments, dict)
        if raw.endswith("}") and upstream != "messages":
            assert arguments == {"path": "a"}


ODD_IDS = ["functions.read:0", "a/b.c", "x" * 80, "call_fine"]


@pytest.mark.parametrize("inbound", ["responses", "chat"])
async def test_row_057_odd_ids_are_mapped_alike_on_both_sides(inbound: Wire) -> None:
    made = [(odd, "read", '{"path":"a"}') for odd in ODD_IDS]
    asked = body(inbound, "go", calls(inbound, *made), results(inbound, *((odd, odd) for odd in ODD_IDS)))
    async with talk("messages") as on:
        await on.post(inbound, asked | {"tools": [tool(inbound, "read")]})
        ids = [past.id for past in on.asks[0].calls]
        assert len(set(ids)) == 4
        assert all(len(one) <= 64 for one in ids)
        assert [past.id for past in on.asks[0].results] == ids
        assert [past.text for past in on.asks[0].results] == ODD_IDS
        assert ids[3] == "call_fine"


@pytest.mark.parametrize("stream", [True, False])
async def test_row_057_odd_ids_of_a_provider_reach_the_client_legal(stream: bool) -> None:
    odd = [Call("read", {"path": "a"}, id=one) for one in ODD_IDS[:3]]
    async with talk("chat", Reply(calls=odd)) as on:
        said = await on.either("messages", body("messages", "go", tools=[tool("messages", "read")]), stream)
        ids = [call.id for call in said.calls]
        assert len(set(ids)) == 3
        assert all(one.replace("_", "").replace("-", "").isalnum() for one in ids)


@pytest.mark.parametrize("content", ["", None, []], ids=["empty", "null", "list"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_059_no_message_beside_calls_without_words(upstream: Wire, content: Any) -> None:
    turn = calls("chat", A)[0] | {"content": content}
    asked = body("chat", "go", turn, results("chat", ("call_a", "1")), tools=[tool("chat", "read")])
    async with talk(upstream) as on:
        await on.post("chat", asked)
        assert [past.role for past in on.asks[0].history] == ["user", "call", "result"]
