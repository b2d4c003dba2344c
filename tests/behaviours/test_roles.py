"""Roles and part types as each provider calls them, whatever a client calls them."""

from typing import Any

from proxy.conversation import WIRES
from tests.behaviours.documented import HELLO
from tests.behaviours.gateway import gateway

MIXED: dict[str, Any] = {
    **HELLO,
    "input": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "First question"},
        {"role": "assistant", "content": [{"type": "input_text", "text": "First answer"}]},
        {"role": "system", "content": [{"type": "input_text", "text": "Now in French."}]},
        {"role": "user", "content": [{"type": "output_text", "text": "Second question"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "Second answer"}]},
        {"type": "message", "role": "user", "content": [{"type": "text", "text": "Third question"}]},
    ],
}
"""All that clients get wrong: `input_text` of the assistant, `output_text` of the user, strings, no `type`."""
SAID = [
    ("user", "First question"),
    ("assistant", "First answer"),
    ("user", "Second question"),
    ("assistant", "Second answer"),
    ("user", "Third question"),
]
RELAY = {"relay": ("responses", "codex-responses"), "openai": ("chat", "openai-chat")}


async def test_part_types_go_by_the_role() -> None:
    """`Invalid value: 'input_text'` is what a strict provider says of an assistant that has one."""
    async with gateway(more=RELAY) as on:  # type: ignore[arg-type]
        for profile in ("responses", "relay"):
            on.use(profile)
            for stream in (False, True):
                await on.ask("responses", {**MIXED, "stream": stream})
                for item in on.sent["input"]:
                    assert item["type"] == "message"
                    wanted = "output_text" if item["role"] == "assistant" else "input_text"
                    assert {part["type"] for part in item["content"]} == {wanted}
                assert on.asks[-1].refused is None


async def test_what_was_said_is_the_same_on_every_wire() -> None:
    async with gateway(more=RELAY) as on:  # type: ignore[arg-type]
        for profile in (*WIRES, *RELAY):
            on.use(profile)
            await on.ask("responses", MIXED)
            ask = on.asks[-1]
            assert ask.refused is None
            whole = "\n".join(past.text for past in ask.history)
            for text in ("Be brief.", "Now in French.", *(text for _, text in SAID)):
                if text == "Be brief." and ask.wire == "responses":
                    assert on.sent["instructions"] == text
                else:
                    assert whole.count(text) == 1, (profile, text)
            assert [one for one in SAID if one[1] in whole] == SAID


async def test_system_is_developer_where_the_provider_says_so() -> None:
    async with gateway(more=RELAY) as on:  # type: ignore[arg-type]
        on.use("relay")
        await on.ask("responses", MIXED)
        later = on.sent["input"][2]
        assert (later["role"], later["content"][0]["text"]) == ("developer", "Now in French.")
        assert "system" not in {item["role"] for item in on.sent["input"]}


async def test_developer_is_system_where_the_provider_has_no_such_role() -> None:
    body = {**HELLO, "input": [{"role": "developer", "content": "Be brief."}, *HELLO["input"]]}
    chat = {
        "model": "gpt-5.4",
        "messages": [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "x"}],
    }
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            for wire, asked in (("responses", body), ("chat", chat)):
                await on.ask(wire, asked)  # type: ignore[arg-type]
                sent = on.sent
                match upstream:
                    case "chat":
                        assert sent["messages"][0] == {"role": "system", "content": "Be brief."}
                    case "messages":
                        assert "Be brief." in str(sent["system"])
                    case "responses":
                        assert sent["instructions"] == "Be brief."
                roles = {one["role"] for one in sent.get("messages") or sent["input"]}
                assert "developer" not in roles


async def test_a_role_that_is_refused_goes_by_its_other_name_from_then_on() -> None:
    body = {"model": "gpt-5.4", "input": [{"role": "system", "content": "Be brief."}, *HELLO["input"]]}
    async with gateway(more=RELAY) as on:  # type: ignore[arg-type]
        on.use("openai")  # which has `developer`, and this strict provider does not
        for _ in range(2):
            assert (await on.ask("responses", body)).text == "Hello there."
        assert [ask.status for ask in on.asks] == [400, 200, 200]
        assert [ask.body["messages"][0]["role"] for ask in on.asks] == ["developer", "system", "system"]


async def test_a_later_system_message_is_kept_where_only_one_may_lead() -> None:
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            await on.ask("responses", MIXED)
            roles = [one["role"] for one in on.sent.get("messages") or on.sent["input"]]
            assert "system" not in roles[1:]
            assert "developer" not in roles
            assert "system: a later system message became user text" in on.notes


async def test_part_types_of_the_other_wire_are_understood_too() -> None:
    """Chat clients that moved here send chat's parts and calls in `input`, and the other way round."""
    function = {"name": "list", "arguments": '{"limit":1,"offset":0}'}
    call = {"id": "call_1", "type": "function", "function": function}
    picture = {"type": "image_url", "image_url": {"url": "https://example.com/demo.png"}}
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "Look"}, picture]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "done"},
    ]
    parts = [
        {"type": "input_text", "text": "Look"},
        {"type": "input_image", "image_url": "https://example.com/demo.png", "detail": "low"},
    ]
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            await on.ask("responses", {"model": "gpt-5.4", "input": messages})
            ask = on.asks[-1]
            assert (ask.user_text if upstream != "messages" else "Look", ask.images) == ("Look", 1)
            assert [(one.name, one.id) for one in ask.calls] == [("list", "call_1")]
            assert [(one.text, one.id) for one in ask.results] == [("done", "call_1")]
            await on.ask("chat", {"model": "gpt-5.4", "messages": [{"role": "user", "content": parts}]})
            assert (on.asks[-1].user_text, on.asks[-1].images) == ("Look", 1)


async def test_a_string_alone_is_what_the_user_says() -> None:
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            await on.ask("responses", {**HELLO, "input": "Hello, introduce yourself"})
            assert on.asks[-1].user_text == "Hello, introduce yourself"
            assert not on.notes
