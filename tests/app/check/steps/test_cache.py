"""The prompt cache."""

from typing import Any

import pytest

from app.check.steps.cache import cache
from tests.app.check.conftest import found, probing
from tests.fakes.script import Reply, Status, Turn, Usage
from tests.fakes.zoo_agent import Agent
from tests.fakes.zoo_provider import ZooProvider


@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
async def test_a_cache_that_works(wire: Any) -> None:
    with ZooProvider() as fake:
        async with probing(fake, wire) as probe:
            assert (await cache(probe)).state == "passed"
            assert (probe.seen("prompt_cache"), found(probe)) == (True, [])
        assert (b'"cache_control"' in fake.asks[0].raw) is (wire == "messages")
        assert fake.asks[0].raw == fake.asks[1].raw


async def test_a_slow_cache_gets_a_third_try() -> None:
    with ZooProvider() as fake:
        fake.play([Reply(text="OK"), Reply(text="OK"), Reply(text="OK", usage=Usage(6000, 2, cached=5000))])
        async with probing(fake) as probe:
            probe.shared.settle = 0.01
            assert (await cache(probe)).state == "passed"


async def test_marks_that_are_ignored_are_said() -> None:
    with ZooProvider(Agent(caches=False)) as fake:
        async with probing(fake, "messages") as probe:
            assert "`cache_control` is ignored" in (await cache(probe)).cause
            assert probe.seen("cache_control") is False


@pytest.mark.parametrize(
    ("wire", "turns", "state", "finds"),
    [
        ("chat", [Status(400, "maximum context length is 4096 tokens")], "skipped", []),
        (
            "messages",
            [Status(400, "system.0.cache_control: Extra inputs are not permitted")],
            "failed",
            ["cache_ignored"],
        ),
        ("chat", [Status(500, "down")], "failed", ["provider_failing"]),
        ("chat", [Reply(text="OK"), Status(500, "down")], "failed", ["provider_failing"]),
    ],
    ids=["small window", "mark refused", "down", "down later"],
)
async def test_refusals(wire: Any, turns: list[Turn], state: str, finds: list[str]) -> None:
    with ZooProvider() as fake:
        fake.play(turns)
        async with probing(fake, wire) as probe:
            outcome = await cache(probe)
            assert (outcome.state, found(probe)) == (state, finds)


async def test_without_reported_tokens_it_cannot_be_told() -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            probe.can("usage", False)
            assert (await cache(probe)).state == "skipped"
        assert fake.asks == []
