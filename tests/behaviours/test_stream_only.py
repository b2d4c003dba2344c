"""Whole replies from a provider that only streams: one complete JSON, natively and through translation."""

import json

from proxy.conversation import WIRES
from tests.behaviours.documented import FIRST_ROUND, WEATHER, WHOLE
from tests.behaviours.gateway import gateway
from tests.fakes.script import Call, Cut, Eof, ErrorInStream, Reply

REFUSED = "Stream must be set to true"


async def test_a_whole_reply_from_a_provider_that_only_streams() -> None:
    answered = []
    reply = Reply(reasoning="Let me think.", text="Hello there.")
    async with gateway(reply, stream_only=True) as on:
        for upstream in WIRES:
            on.use(upstream)
            for wire in WIRES:
                said = await on.ask(wire, WHOLE[wire])
                assert (said.text, said.error) == ("Hello there.", None)
                assert said.usage
                assert said.usage["input"] > said.usage["output"] > 0
                answered.append((upstream, wire))
            own = [ask for ask in on.asks if ask.wire == upstream]
            # Refused once; what that taught holds from then on.
            assert [ask.refused for ask in own] == [REFUSED, None, None, None]
            assert [ask.stream for ask in own] == [False, True, True, True]
    assert len(answered) == 9


async def test_a_call_in_it_is_whole() -> None:
    def script(ask: object) -> Reply:
        name = next(iter(ask.tools))  # type: ignore[attr-defined]
        values = {"limit": 20, "offset": 0} if name == "list" else {"city": "Shanghai"}
        return Reply(calls=[Call(name, values)], piece=3)

    async with gateway(script, stream_only=True) as on:
        for upstream in WIRES:
            on.use(upstream)
            for wire, body, values in (
                ("responses", FIRST_ROUND, {"limit": 20, "offset": 0}),
                ("chat", WEATHER, {"city": "Shanghai"}),
            ):
                said = await on.ask(wire, body)  # type: ignore[arg-type]
                assert [json.loads(call.arguments) for call in said.calls] == [values]
        assert all(ask.stream for ask in on.asks if not ask.refused)


async def test_where_the_profile_knows_it_nothing_is_refused() -> None:
    more = {"relay": ("responses", "codex-responses")}
    async with gateway(stream_only=True, more=more) as on:  # type: ignore[arg-type]
        on.use("relay")
        for wire in WIRES:
            assert (await on.ask(wire, WHOLE[wire])).text == "Hello there."
        assert [ask.refused for ask in on.asks] == [None] * 3
        assert all(ask.stream for ask in on.asks)


async def test_a_preset_of_the_makers_own_with_another_address_is_mended_too() -> None:
    """A request that would pass byte for byte is written anew once a refusal shows that this is not the maker."""
    more = {"openai": ("responses", "openai-responses")}
    async with gateway(stream_only=True, more=more) as on:  # type: ignore[arg-type]
        on.use("openai")
        for _ in range(2):
            assert (await on.ask("responses", WHOLE["responses"])).text == "Hello there."
        assert [ask.refused for ask in on.asks] == [REFUSED, None, None]
        assert not any("force_stream" in note for note in on.notes)
        assert on.running.proxy.recorder.exchanges()[0].notes[-1].action.startswith("sent again")


async def test_a_stream_that_breaks_off_is_no_whole_reply() -> None:
    failed = []
    async with gateway(stream_only=True) as on:
        for upstream in WIRES:
            on.use(upstream)
            for trouble in (Cut(after=4), Eof(after=4), ErrorInStream(after=4)):
                for wire in WIRES:
                    on.provider.play(Reply(text="a long reply " * 20, troubles=[trouble]))
                    status, body, _ = await on.running.post(wire, WHOLE[wire])
                    assert status >= 400, (upstream, wire, trouble)
                    assert body["error"]["message"]
                    failed.append(trouble)
    assert len(failed) == 27
