"""Reasoning across a call."""

import pytest

from app.check.steps.reasoning import reasoning
from tests.app.check.conftest import found, probing
from tests.fakes.script import Call, Reply, Status, Turn, Usage
from tests.fakes.zoo_provider import ZooProvider

CALL = Call("get_weather", {"city": "Beijing"})


@pytest.mark.parametrize(
    ("turns", "state", "finds"),
    [
        ([Reply(reasoning="hm", calls=[CALL]), Reply(text="Sunny.")], "passed", []),
        (
            [Reply(reasoning="hm", calls=[CALL]), Status(400, "no reasoning here")],
            "failed",
            ["reasoning_refused"],
        ),
        ([Reply(calls=[CALL], usage=Usage(9, 50, reasoning=40))], "failed", ["reasoning_not_returned"]),
        ([Reply(calls=[CALL])], "skipped", []),
        ([Reply(reasoning="hm", text="No.")], "skipped", []),
        ([Status(400, "thinking is unknown")], "skipped", []),
    ],
    ids=["carried", "refused", "hidden", "none", "no call", "no switch"],
)
async def test_reasoning(turns: list[Turn], state: str, finds: list[str]) -> None:
    with ZooProvider() as fake:
        fake.play(turns)
        async with probing(fake) as probe:
            outcome = await reasoning(probe)
            assert (outcome.state, found(probe)) == (state, finds)


async def test_on_messages_thinking_is_switched_on_and_goes_back_signed() -> None:
    with ZooProvider(reasoning_required=True, strict=True) as fake:
        async with probing(fake, "messages") as probe:
            assert (await reasoning(probe)).state == "passed"
        assert fake.asks[0].body["thinking"]["type"] == "enabled"
        assert fake.asks[1].own_reasoning
