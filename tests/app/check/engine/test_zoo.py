"""The zoo: the check names exactly the defect of each provider, none on the healthy ones, and judges each client."""

import pytest

from tests.app.check.conftest import Examine, step
from tests.fakes.zoo import ANIMALS, KEY, ZOO, Animal


@pytest.mark.parametrize("animal", ANIMALS, ids=lambda animal: animal.name)
async def test_exactly_its_defect_is_named(animal: Animal, examine: Examine) -> None:
    with animal.provider() as fake:
        profile = animal.profile(fake)
        if animal.dead:
            fake.__exit__(None, None, None)
        result = await examine(profile)
    said = {one["id"]: one["message"] for one in result["findings"]}
    assert set(said) == animal.finds, said
    verdicts = {client: one["verdict"] for client, one in result["verdicts"].items()}
    assert verdicts == dict(animal.verdicts), said
    for one in result["verdicts"].values():
        assert bool(one["reasons"]) == (one["verdict"] in ("limited", "unsafe"))
    for one in result["steps"]:
        assert one["cause"], one["id"]
        assert not (one["state"] == "failed" and one["findings"] and not one["evidence"] and one["ms"]), one[
            "id"
        ]
    assert not fake.problems
    assert KEY not in str(result)


async def test_the_zoo_is_large_enough() -> None:
    defects = {finding for animal in ANIMALS for finding in animal.finds}
    assert len([animal for animal in ANIMALS if animal.finds]) >= 20
    assert len(defects) >= 25


async def test_the_table_of_crazyrouter_is_reproduced(examine: Examine) -> None:
    """DeepSeek V4 Pro on Crazyrouter, measured 2026-07-05: chat and messages work, Responses is refused."""
    animal = ZOO["crazyrouter-deepseek"]
    with animal.provider() as fake:
        result = await examine(animal.profile(fake))
    seen = result["capabilities"]
    assert seen["endpoint_types"] == ["openai"]
    assert seen["wires"] == {"chat": True, "messages": True, "responses": False}
    assert step(result, "text", "responses")["state"] == "failed"
    assert "convert request failed" in step(result, "text", "responses")["cause"]
    budget = step(result, "budget", "chat")
    assert (budget["state"], "28 of 32 tokens" in budget["cause"], "'DS'" in budget["cause"]) == (
        "failed",
        True,
        True,
    )
    for wanted in ("text", "tool_call", "tool_result"):
        assert step(result, wanted, "messages")["state"] == "passed"
    assert seen["tools"]["messages"] is True and seen["tool_results"]["messages"] is True


async def test_the_table_of_deepseeks_anthropic_endpoint_is_reproduced(examine: Examine) -> None:
    """Text, tools and thinking work; cache_control is ignored, images are refused, any model name is served."""
    animal = ZOO["deepseek-anthropic"]
    with animal.provider() as fake:
        result = await examine(animal.profile(fake))
    seen = {
        name: by_wire["messages"]
        for name, by_wire in result["capabilities"].items()
        if isinstance(by_wire, dict) and "messages" in by_wire
    }
    assert {
        name: seen[name] for name in ("tools", "tool_results", "thinking", "images", "cache_control")
    } == {
        "tools": True,
        "tool_results": True,
        "thinking": True,
        "images": False,
        "cache_control": False,
    }
    assert seen["unknown_model"] == "served by fake-small"


@pytest.mark.parametrize("name", ["healthy-chat", "healthy-messages", "healthy-responses"])
async def test_a_healthy_provider_does_the_whole_task_as_each_client(name: str, examine: Examine) -> None:
    animal = ZOO[name]
    with animal.provider() as fake:
        result = await examine(animal.profile(fake))
    for wire in ("responses", "messages"):
        task = step(result, "task", wire, "translation")
        assert (task["state"], task["cause"].count(",")) == ("passed", 7), task["cause"]
    assert {one["state"] for one in result["steps"] if one["via"] == "translation"} == {"passed"}
