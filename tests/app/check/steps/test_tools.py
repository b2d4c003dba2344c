"""Tools on the provider's own wire."""

from typing import Any

import orjson
import pytest

from app.check.answer import Answer
from app.check.steps import tools
from proxy.sse import SseEvent
from tests.app.check.conftest import found, probing
from tests.fakes.script import Call, Reply, Status, Turn
from tests.fakes.zoo_provider import ZooProvider

CALL = Call("get_weather", {"city": "Beijing"})


def chunk(**entry: Any) -> SseEvent:
    return SseEvent("", orjson.dumps({"choices": [{"delta": {"tool_calls": [entry]}}]}))


@pytest.mark.parametrize(
    ("events", "split"),
    [
        ([chunk(index=0, id="call_1", function={"name": "a"})], False),
        (
            [chunk(index=0, id="call_1", function={"name": "a"}), chunk(index=0, id="call_1", function={})],
            False,
        ),
        (
            [
                chunk(index=0, id="call_1", function={"name": "a"}),
                chunk(index=1, id="call_2", function={"name": "b"}),
            ],
            False,
        ),
        ([chunk(index=0, id="call_1", function={"name": "a"}), chunk(index=0, id="23", function={})], True),
        ([SseEvent("", b"[DONE]"), SseEvent("", b"5")], False),
    ],
)
def test_ids_in_pieces(events: list[SseEvent], split: bool) -> None:
    assert tools.ids_split(Answer("chat", b"", events=events)) is split


async def test_a_model_may_fail_to_call_once() -> None:
    with ZooProvider() as fake:
        fake.play([Reply(text="Hm."), Reply(calls=[CALL])])
        async with probing(fake) as probe:
            assert (await tools.tool_call(probe)).state == "passed"


@pytest.mark.parametrize(
    ("turns", "state", "finds"),
    [
        (
            [Reply(calls=[CALL]), Status(400, "no tools here"), Status(400, "no tools here")],
            "failed",
            ["tool_result_refused"],
        ),
        ([Reply(calls=[CALL]), Reply(text="")], "failed", ["tool_result_refused"]),
        ([Reply(calls=[CALL]), Status(500, "down")], "failed", ["provider_failing"]),
        (
            [
                Reply(reasoning="hm", calls=[CALL]),
                Status(400, "The reasoning_content must be passed back"),
                Reply(text="Sunny."),
            ],
            "passed",
            ["reasoning_required_back"],
        ),
    ],
    ids=["refused", "silent", "down", "reasoning"],
)
async def test_results(turns: list[Turn], state: str, finds: list[str]) -> None:
    with ZooProvider() as fake:
        fake.play(turns)
        async with probing(fake) as probe:
            await tools.tool_call(probe)
            outcome = await tools.tool_result(probe)
            if finds == ["tool_result_refused"] and outcome.cause.startswith("The reply"):
                finds = ["empty_reply"]
            assert (outcome.state, found(probe)) == (state, finds)


@pytest.mark.parametrize(
    ("turns", "state", "finds"),
    [
        ([Reply(calls=[CALL])], "skipped", []),
        (
            [Reply(calls=[Call("get_weather", raw='{"city": "a"}{"city": "b"}x')])],
            "failed",
            ["parallel_tools_broken"],
        ),
        ([Reply(calls=[CALL, Call("get_weather", raw="{")])], "failed", ["parallel_tools_broken"]),
        ([Reply(calls=[CALL, CALL]), Reply(text="Both sunny.")], "passed", []),
        ([Status(400, "only one")], "failed", ["parallel_tools_broken"]),
    ],
    ids=["one", "glued", "broken", "both", "refused"],
)
async def test_two_calls_at_once(turns: list[Turn], state: str, finds: list[str]) -> None:
    with ZooProvider() as fake:
        fake.play(turns)
        async with probing(fake) as probe:
            outcome = await tools.parallel(probe)
            assert (outcome.state, found(probe)) == (state, finds)


@pytest.mark.parametrize(
    ("turn", "state", "finds"),
    [
        (Reply(text="No."), "skipped", []),
        (Reply(calls=[Call("write_file", raw="{")]), "failed", ["tool_arguments_invalid"]),
        (Reply(calls=[Call("write_file", {"path": "a", "content": "b"})]), "passed", []),
        (
            Reply(calls=[Call("write_file", {"path": "a", "content": "b" * 300})], piece=1000),
            "failed",
            ["stream_not_incremental"],
        ),
        (Status(400, "no"), "failed", ["request_refused"]),
    ],
    ids=["none", "broken", "short", "held", "refused"],
)
async def test_long_arguments(turn: Turn, state: str, finds: list[str]) -> None:
    with ZooProvider() as fake:
        fake.play(turn)
        async with probing(fake) as probe:
            outcome = await tools.arguments(probe)
            assert (outcome.state, found(probe)) == (state, finds)
